// Each fault on each call of a run that creates, updates, replaces and deletes: the run ends by itself, tells the truth, and two further
// runs settle it. RUNS=all plays the whole table; without it, a share in which each call has both its turns, and each fault one.
import pMap from 'p-map';
import { expect, test } from 'vitest';
import type { FaultRule, Turn } from '../../src/sandbox/fault-rules.ts';
import type { OperationName } from '../../src/sandbox/operations.ts';
import { type Cell, makeTemplate, play } from '../support/fault-table.ts';

const status = { kind: 'status', code: 'InternalServerError' } as const;
const MODES: Readonly<Record<string, FaultRule['fault']>> = {
  refused: { kind: 'refuse', forMs: 400 },
  'reset before': { kind: 'reset', committed: false },
  'reset after': { kind: 'reset', committed: true },
  'closed after': { kind: 'close', committed: true },
  'hang before': { kind: 'hang', committed: false, forMs: null },
  'hang after': { kind: 'hang', committed: true, forMs: null },
  '429': { kind: 'throttle', retryAfterMs: null, as: 'seconds' },
  '429 with seconds': { kind: 'throttle', retryAfterMs: 1000, as: 'seconds' },
  '429 with a date': { kind: 'throttle', retryAfterMs: 500, as: 'date' },
  '500 before': { ...status, status: 500, committed: false, body: 'palette' },
  '500 after': { ...status, status: 500, committed: true, body: 'palette' },
  '503 page before': { ...status, status: 503, committed: false, body: 'html' },
  '503 page after': { ...status, status: 503, committed: true, body: 'html' },
  '502 without a body after': { ...status, status: 502, committed: true, body: 'empty' },
  'log-in page before': { kind: 'loginPage', committed: false },
  'log-in page after': { kind: 'loginPage', committed: true },
  'broken off': { kind: 'truncate' },
  'half JSON': { kind: 'malformed' },
  'no body': { kind: 'empty' },
  'too slow': { kind: 'slow', pauseMs: 80 },
  'too late': { kind: 'delay', forMs: 2500 },
  unseen: { kind: 'late', forMs: 600 },
  'clock ahead': { kind: 'skew', byMs: 3_600_000 },
  'clock behind': { kind: 'skew', byMs: -3_600_000 },
  'no clock': { kind: 'noDate' },
};
const CALLS: readonly OperationName[] = [
  'clone',
  'list',
  'delete',
  'get',
  'put',
  'users',
  'publish',
  'manifests',
  'patchMetadata',
  'projects',
  'patchVariables',
  'validate',
  'deleteVariables',
  'getVariables',
];
const TURNS: readonly Turn[] = [{ kind: 'nth', calls: [1] }, { kind: 'each' }];

const cells = Object.entries(MODES).flatMap(([mode, fault]) =>
  CALLS.flatMap((call) => TURNS.map((turn): Cell => ({ mode, fault, call, turn }))),
);
/** A stride of 25 and the 28 calls and turns have no divisor in common: every call has both turns, every fault one at least. */
const share = cells.filter((_, index) => index % 25 === 0);
const groups: readonly (readonly [string, readonly Cell[]])[] =
  process.env['RUNS'] === 'all'
    ? Object.keys(MODES).map((mode) => [mode, cells.filter((cell) => cell.mode === mode)])
    : [['a share', share]];

test.each(groups)('%s', { timeout: 600_000 }, async (_, group) => {
  const template = await makeTemplate();
  const wrong: string[] = [];
  await pMap(
    group,
    async (cell) => {
      const { mode, call, turn } = cell;
      const { faults, struck } = await play(template, cell);
      const name = `${call} ${turn.kind === 'each' ? 'each' : 'once'} ${mode}`;
      if (struck === 0) wrong.push(`${name}: it was never struck`);
      wrong.push(...faults.map((fault) => `${name}: ${fault}`));
    },
    { concurrency: 14 },
  );
  expect(wrong).toEqual([]);
});
