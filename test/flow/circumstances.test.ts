// What a plan says of the circumstances that it was created in.
import { expect, test } from 'vitest';
import { withRunning } from '../../src/flow/state/running.ts';
import { sha256 } from '../../src/inventory/digest.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { aClone, aDesired, anObject, inputOf, planWorld } from '../support/a-world.ts';
import { one, scene, settles } from '../support/scene.ts';

const stamp = { tool: 't', createdAt: '2026-01-01T00:00:00.000Z', hash: sha256 };

/** A state that is no file: its lease alone says who is at work. */
const NO_FILE = { state: { path: null, url: 'postgres://h/d' } };
const elsewhere = ({ clock }: { readonly clock: { now(): number; sleep(ms: number): Promise<void> } }) => ({
  clock,
  process: { hostname: 'other', user: 'u', pid: 1 },
});

test('a preflight without an answer makes the plan incomplete, and says so', () => {
  const answer = { status: 'unanswered', code: 'Status503', message: 'no answer' } as const;
  const plan = planWorld({ desired: aDesired(aClone('edge')), preflight: { edge: answer } });
  expect([plan.complete, plan.summary.create]).toEqual([false, 1]);
  expect(plan.diagnostics).toMatchObject([
    {
      code: 'plan/preflight-unanswered',
      severity: 'warning',
      message: expect.stringContaining('edge: Status503'),
    },
  ]);
});

test('while a run holds the lock, what it made is not somebody else’s', async () => {
  const { house } = await scene();
  await settles(house, one());
  const lease = await house.store.acquire({ runId: 'r', user: 'ann', host: 'ci', pid: 7, command: 'apply' });
  const recorded = await withRunning(
    elsewhere(house),
    NO_FILE,
    house.store,
    await house.store.readRecorded(),
  );
  expect(recorded.running).toMatchObject({ command: 'apply', user: 'ann', host: 'ci' });
  const there = anObject({ uid: 'u-new', name: 'edge', version: '1.0.0', project: 'edge-dev' });
  const input = inputOf({ desired: aDesired(aClone('edge')), objects: [there] });
  const { running } = recorded;
  const plan = makePlan(
    { ...input, recorded: { ...input.recorded, ...(running === undefined ? {} : { running }) } },
    stamp,
  );
  expect(plan.changes[0]?.blockedBy).toBe('unreadable');
  expect(plan.changes[0]?.obstacles?.[0]?.detail).toContain('a run is in progress (apply by ann on ci)');
  expect(plan.diagnostics.map(({ code }) => code)).toEqual(['plan/run-in-progress']);
  await house.store.release(lease);
  const after = await withRunning(elsewhere(house), NO_FILE, house.store, await house.store.readRecorded());
  expect(after.running).toBeUndefined();
});

test('a lease that has expired is no run in progress', async () => {
  const { house } = await scene();
  await settles(house, one());
  await house.store.acquire({ runId: 'r', user: 'ann', host: 'ci', pid: 7, command: 'apply' });
  house.clock.advance(24 * 60 * 60_000);
  const recorded = await withRunning(
    elsewhere(house),
    NO_FILE,
    house.store,
    await house.store.readRecorded(),
  );
  expect(recorded.running).toBeUndefined();
});

test('superseded versions are not among the unchanged clones', async () => {
  const { house } = await scene();
  await settles(house, one());
  const next = one({ target: { version: '2.0.0' } });
  await settles(house, next);
  const text = renderPlanText(await house.plan(aDesired(next)), { color: false, width: 200 });
  expect(text).toContain('1 unchanged. 1 superseded version kept.');
});
