// The fault file: YAML that says which calls go wrong and how, checked like declarations.
import { compileSchema } from '../declare/compile-schema.ts';
import { Faults } from '../declare/faults.ts';
import { asRecord, checkSchema } from '../declare/schema-check.ts';
import type { DataPath, SourceFile } from '../declare/source-file.ts';
import { DIFFERING_PARTS, type FaultPlan, type FaultRule, type Turn } from './fault-rules.ts';
import type { OperationName } from './operations.ts';
import { readYamlFile } from './yaml-file.ts';

type Fields = Readonly<Record<string, unknown>>;
type FaultName = FaultRule['fault']['kind'];

/** `name`: as diagnostics show it. */
export async function readFaultPlan(
  filePath: string,
  name: string,
): Promise<
  { readonly ok: true; readonly value: FaultPlan } | { readonly ok: false; readonly faults: Faults }
> {
  const faults = new Faults();
  const hint = 'examples/rehearsal/faults.yaml is an example';
  const file = await readYamlFile(filePath, name, faults, 'the fault file', hint, 'faults');
  if (file === null) return { ok: false, faults };
  const values = asRecord(file.values());
  checkSchema(await compileSchema('faults.v1.json'), file, values, faults);
  if (!faults.isEmpty) return { ok: false, faults };
  const rules = list(values['rules']).map((item, index) => {
    const rule = asRecord(item);
    checkRule(file, rule, ['rules', index], faults);
    return toRule(rule);
  });
  if (!faults.isEmpty) return { ok: false, faults };
  return { ok: true, value: { seed: number(values['seed']) ?? 1, rules } };
}

/** Which keys go with which fault; `needs` must be there. */
const KEYS: Readonly<Record<FaultName, { readonly takes: readonly string[]; readonly needs?: string }>> = {
  refuse: { takes: ['for'] },
  reset: { takes: ['committed'] },
  close: { takes: ['committed'] },
  hang: { takes: ['committed', 'for'] },
  throttle: { takes: ['retryAfter', 'retryAfterAs'] },
  status: { takes: ['status', 'committed', 'body', 'code', 'message'], needs: 'status' },
  loginPage: { takes: ['committed'] },
  truncate: { takes: [] },
  malformed: { takes: [] },
  empty: { takes: [] },
  slow: { takes: ['pause'] },
  delay: { takes: ['for'], needs: 'for' },
  late: { takes: ['for'], needs: 'for' },
  loseRows: { takes: ['names'], needs: 'names' },
  hidden: { takes: ['names', 'project'] },
  skew: { takes: ['by'], needs: 'by' },
  noDate: { takes: [] },
  differ: { takes: ['in'], needs: 'in' },
};
const OF_TURN = ['nth', 'from', 'every', 'probability'];
const OF_ALL = ['call', 'fault', 'times', ...OF_TURN];

function checkRule(file: SourceFile, rule: Fields, at: DataPath, faults: Faults): void {
  const name = rule['fault'] as FaultName;
  const { takes, needs } = KEYS[name];
  for (const key of Object.keys(rule)) {
    if (OF_ALL.includes(key) || takes.includes(key)) continue;
    const hint = takes.length === 0 ? `${name} has no members` : `${name} allows ${takes.join(', ')}`;
    faults.add(
      'declare/bad-value',
      `${key} is not allowed with ${name}`,
      file.place([...at, key], 'key'),
      hint,
    );
  }
  if (needs !== undefined && rule[needs] === undefined) {
    faults.add('declare/missing-key', `${name} needs ${JSON.stringify(needs)}`, file.place(at), 'add it');
  }
  const turns = OF_TURN.filter((key) => rule[key] !== undefined);
  for (const key of turns.slice(1)) {
    const message = `${turns[0]} and ${key} cannot be combined`;
    faults.add('declare/bad-value', message, file.place([...at, key], 'key'), 'use two rules');
  }
}

function toRule(rule: Fields): FaultRule {
  const called = list(rule['call']);
  const calls = called.length === 0 ? [rule['call']] : called;
  return {
    calls: calls.includes('*') ? null : (calls as readonly OperationName[]),
    turn: toTurn(rule),
    times: number(rule['times']),
    fault: toFault(rule),
  };
}

function toTurn(rule: Fields): Turn {
  const { nth, from, every, probability } = rule;
  if (from !== undefined) return { kind: 'from', n: Number(from) };
  if (nth !== undefined) return { kind: 'nth', calls: (Array.isArray(nth) ? nth : [nth]).map(Number) };
  if (every !== undefined) return { kind: 'every', n: Number(every) };
  return probability === undefined ? { kind: 'each' } : { kind: 'chance', probability: Number(probability) };
}

const DOWN_MS = 2000;
const PAUSE_MS = 20;

function toFault(rule: Fields): FaultRule['fault'] {
  const kind = rule['fault'] as FaultName;
  return READERS[kind](rule);
}

const BODIES = ['html', 'text', 'empty'] as const;

type Reader<K extends FaultName> = (rule: Fields) => Extract<FaultRule['fault'], { kind: K }>;

const READERS: { readonly [K in FaultName]: Reader<K> } = {
  refuse: (rule) => ({ kind: 'refuse', forMs: milliseconds(rule['for']) ?? DOWN_MS }),
  reset: (rule) => ({ kind: 'reset', committed: rule['committed'] === true }),
  close: (rule) => ({ kind: 'close', committed: rule['committed'] === true }),
  hang: (rule) => ({
    kind: 'hang',
    committed: rule['committed'] === true,
    forMs: milliseconds(rule['for']),
  }),
  throttle: (rule) => ({
    kind: 'throttle',
    retryAfterMs: milliseconds(rule['retryAfter']),
    as: rule['retryAfterAs'] === 'date' ? 'date' : 'seconds',
  }),
  status: (rule) => ({
    kind: 'status',
    status: Number(rule['status']),
    committed: rule['committed'] === true,
    body: BODIES.find((body) => body === rule['body']) ?? 'palette',
    code: textOrNumber(rule['code']) ?? 'InternalServerError',
    ...(typeof rule['message'] === 'string' ? { message: rule['message'] } : {}),
  }),
  loginPage: (rule) => ({ kind: 'loginPage', committed: rule['committed'] === true }),
  truncate: () => ({ kind: 'truncate' }),
  malformed: () => ({ kind: 'malformed' }),
  empty: () => ({ kind: 'empty' }),
  slow: (rule) => ({ kind: 'slow', pauseMs: milliseconds(rule['pause']) ?? PAUSE_MS }),
  delay: (rule) => ({ kind: 'delay', forMs: milliseconds(rule['for']) ?? 0 }),
  loseRows: (rule) => ({ kind: 'loseRows', names: list(rule['names']).map(String) }),
  hidden: ({ names, project }) => ({
    kind: 'hidden',
    names: list(names).map(String),
    project: typeof project === 'string' ? project : null,
  }),
  late: (rule) => ({ kind: 'late', forMs: milliseconds(rule['for']) ?? 0 }),
  skew: (rule) => ({ kind: 'skew', byMs: milliseconds(rule['by']) ?? 0 }),
  noDate: () => ({ kind: 'noDate' }),
  differ: (rule) => ({
    kind: 'differ',
    in: DIFFERING_PARTS.find((part) => part === rule['in']) ?? 'values',
  }),
};

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

function milliseconds(value: unknown): number | null {
  const [, amount, unit] = /^(-?[\d.]+)(ms|s|m|h)$/.exec(String(value)) ?? [];
  return amount === undefined ? null : Number(amount) * (UNITS[unit ?? ''] ?? 1);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOrNumber(value: unknown): string | number | null {
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
