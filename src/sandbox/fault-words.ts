// Rules of a fault file in words: for `sandbox serve`, which tells what it does, and `sandbox show`.
import { assertNever } from '../model/invariant.ts';
import type { FaultRule, Turn } from './fault-rules.ts';

export function ruleWords(rule: FaultRule): string {
  const calls = rule.calls === null ? 'any call' : rule.calls.join(', ');
  const times = rule.times === null ? '' : `, at most ${rule.times} times`;
  return `${calls}${turnWords(rule.turn)}${times}: ${faultWords(rule.fault)}`;
}

function turnWords(turn: Turn): string {
  switch (turn.kind) {
    case 'each':
      return '';
    case 'nth':
      return `, no. ${turn.calls.join(', ')}`;
    case 'from':
      return `, from no. ${turn.n} on`;
    case 'every':
      return `, every ${turn.n}`;
    case 'chance':
      return `, ${Math.round(turn.probability * 1000) / 10} % of them`;
    default:
      return assertNever(turn);
  }
}

export function faultWords(fault: FaultRule['fault']): string {
  const words = WORDS[fault.kind] as (fault: FaultRule['fault']) => string;
  return words(fault);
}

type FaultName = FaultRule['fault']['kind'];

const WORDS: {
  readonly [K in FaultName]: (fault: Extract<FaultRule['fault'], { kind: K }>) => string;
} = {
  refuse: ({ forMs }) => `the connection is cut and refused for ${seconds(forMs)}`,
  reset: ({ committed }) => `the connection is reset ${when(committed)}`,
  close: ({ committed }) => `the connection is closed ${when(committed)}`,
  hang: ({ committed, forMs }) =>
    `no response ${when(committed)}${forMs === null ? '' : `; a reset after ${seconds(forMs)}`}`,
  throttle: ({ retryAfterMs, as }) =>
    retryAfterMs === null ? 'status 429' : `status 429, Retry-After ${seconds(retryAfterMs)} as ${as}`,
  status: ({ status, committed }) => `status ${status} ${when(committed)}`,
  loginPage: ({ committed }) => `a login page with status 200 ${when(committed)}`,
  truncate: () => 'the response is cut short',
  malformed: () => 'half of the JSON',
  empty: () => 'a response without a body',
  slow: ({ pauseMs }) => `the response byte by byte, ${pauseMs} ms each`,
  delay: ({ forMs }) => `the response after ${seconds(forMs)}`,
  loseRows: ({ names }) => `lists without the rows of ${names.join(', ')}`,
  hidden: ({ names, project }) =>
    `hidden from this key: ${[...names, ...(project === null ? [] : [`project ${project}`])].join(', ')}`,
  late: ({ forMs }) => `new objects are not visible for ${seconds(forMs)}`,
  skew: ({ byMs }) => `a clock that is off by ${seconds(byMs)}`,
  noDate: () => 'no Date header',
  differ: ({ in: part }) => `objects that it writes get other ${part}`,
};

function when(committed: boolean): string {
  return committed ? 'after the call took effect' : 'before the call takes effect';
}

function seconds(ms: number): string {
  return `${ms / 1000} s`;
}
