// The end of a run and the way there, told in truth.

import { expect, test } from 'vitest';
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { Address } from '../../src/model/address.ts';
import type { AppliedPlan, ApplyResult } from '../../src/plan/plan.ts';
import { renderApplySummary } from '../../src/render/apply-text.ts';
import { columnsOf } from '../../src/render/columns.ts';
import { createProgress } from '../../src/render/progress.ts';
import { anyAddress, anyText } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';
import { FLEET_CREATES } from './fleet-cases.ts';
import { expectGolden, findRawControls, PLAIN } from './golden.ts';
import { aPlan } from './plan-cases.ts';

function aResult(address: string, facts: Partial<ApplyResult> = {}): ApplyResult {
  return { address: address as Address, action: 'create', reason: 'new', status: 'applied', ...facts };
}

function anEnd(results: readonly ApplyResult[]): AppliedPlan {
  const plan = aPlan([]);
  return { ...plan, results, summary: { ...plan.summary, applied: 0, failed: 0, skipped: 0, notStarted: 0 } };
}

const partial = anEnd([
  aResult('edge-base["edge-dev"]'),
  aResult('edge-base["edge-prod"]'),
  aResult('old', { action: 'delete', reason: 'not_declared' }),
  aResult('renamed', {
    action: 'replace',
    because: 'still exists, and a later run deletes it: UID u-8 (in use)',
  }),
  aResult('golden', {
    status: 'failed',
    error: { code: 'ReadTimeout', message: 'no response within 30 s', ref: 'a1b2', hint: 'run apply again' },
    because:
      'Palette did not respond, so it may have been created; the next run checks before it sends anything again',
  }),
  aResult('chained', { status: 'skipped', because: 'golden did not succeed' }),
  aResult('taken', {
    status: 'skipped',
    blockedBy: 'exists_unmanaged',
    because: 'blocked: exists_unmanaged',
  }),
  aResult('late', { status: 'not_started' }),
]);

test('a run that went partly', () => {
  expectGolden('apply-partial', (style) => renderApplySummary(partial, style));
});

/** Of 400 creates two failed alike, one by itself, and somebody stopped it before the last fifty. */
function ofFleet(): AppliedPlan {
  const results = FLEET_CREATES.changes.map(({ address, action, reason }, index): ApplyResult => {
    const result = { address, action, reason };
    if (index >= 350) return { ...result, status: 'not_started' };
    if (index < 2)
      return { ...result, status: 'failed', error: { ...refused, hint: 'give the key the right' } };
    return index === 9 ? { ...result, status: 'failed', error: refused } : { ...result, status: 'applied' };
  });
  const counts = { applied: 347, failed: 3, skipped: 0, notStarted: 50 };
  return { ...FLEET_CREATES, results, summary: { ...FLEET_CREATES.summary, ...counts } };
}

const refused = { code: 'Forbidden', message: 'no right to create', ref: null, hint: null };

test('a run of a fleet is reported by the groups of its plan, what failed one by one', () => {
  expectGolden('apply-fleet', (style) => renderApplySummary(ofFleet(), style));
  const each = renderApplySummary(ofFleet(), { ...PLAIN, isVerbose: true });
  expect(each.split('\n').filter((line) => line.startsWith('  create '))).toHaveLength(53);
});

test('where state itself failed, it is not said that state says what was done', () => {
  const error = { code: 'BrokenOff', message: 'the run failed during this change', ref: null, hint: null };
  const text = renderApplySummary(anEnd([aResult('edge', { status: 'failed', error })]), PLAIN);
  expect([text.includes('State is saved'), text.includes('state may lack its last steps')]).toEqual([
    false,
    true,
  ]);
});

test.each([
  {
    name: 'all done',
    results: [aResult('a'), aResult('b', { action: 'delete' })],
    expected: '\nApplied 2 of 2 changes: 1 created, 1 deleted.\n',
  },
  { name: 'nothing to do', results: [], expected: '\nNothing to apply.\n' },
])('$name', ({ results, expected }) => {
  expect(renderApplySummary(anEnd(results), PLAIN)).toBe(expected);
});

test('a run with only blocked changes left points to the plan', () => {
  const text = renderApplySummary(
    anEnd([aResult('a'), aResult('b', { status: 'skipped', blockedBy: 'protected' })]),
    PLAIN,
  );
  expect(text).toContain('Applied 1 of 2 changes: 1 created. 1 blocked.');
  expect(text).toContain('Next: cloneform plan');
});

type Finished = Extract<ApplyEvent, { readonly event: 'change_finished' }>;

function finished(facts: Partial<Finished> = {}): Finished {
  return {
    event: 'change_finished',
    address: 'edge-base["edge-dev"]',
    action: 'create',
    status: 'applied',
    uid: 'u',
    error: null,
    because: null,
    elapsedMs: 420,
    done: 3,
    total: 14,
    ...facts,
  };
}

const error = { code: 'NameTaken', message: 'there is one', ref: null, hint: null };

test.each([
  { name: 'applied', event: finished(), expected: '[ 3/14] created edge-base["edge-dev"] (0.4s)\n' },
  {
    name: 'failed',
    event: finished({ status: 'failed', error }),
    expected: '[ 3/14] failed: create edge-base["edge-dev"]: NameTaken: there is one (0.4s)\n',
  },
  {
    name: 'skipped',
    event: finished({ status: 'skipped', action: 'delete', because: 'x did not succeed' }),
    expected: '[ 3/14] skipped: delete edge-base["edge-dev"]: x did not succeed (0.4s)\n',
  },
  {
    name: 'stopping',
    event: { event: 'stopping', inFlight: 2 } as const,
    expected:
      'Stopping: no new changes are started. Waiting for 2 in progress. Press Ctrl-C again to stop immediately.\n',
  },
  { name: 'a start', event: { event: 'run_started', runId: 'r', total: 3 } as const, expected: '' },
])('progress without a terminal: $name is one line', ({ event, expected }) => {
  expect(createProgress(PLAIN, { isTerminal: false }).event(event)).toBe(expected);
});

test('on a terminal progress keeps to the width', () => {
  const text = createProgress({ width: 40, color: false }, { isTerminal: true }).event(
    finished({ status: 'failed', error }),
  );
  for (const line of text.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(40);
  expect(text).toContain('edge-base["edge-dev"]');
});

test('neither lets a control character out', () => {
  fc.assert(
    fc.property(anyAddress(), anyText(), anyText(), (address, message, because) => {
      const failed = {
        status: 'failed',
        error: { code: 'X', message, ref: message, hint: message },
        because,
      } as const;
      expect(findRawControls(renderApplySummary(anEnd([aResult(address, failed)]), PLAIN))).toEqual([]);
      const line = createProgress(PLAIN, { isTerminal: false }).event(finished({ address, ...failed }));
      expect(findRawControls(line)).toEqual([]);
      expect(line.split('\n')).toHaveLength(2);
    }),
  );
});
