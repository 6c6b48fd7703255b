// A Palette that asks to wait for longer than a run waits, and one that fails the preflight: said at once, and nothing is held or guessed.
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { cli, cliJson } from '../support/cli.ts';
import { aServedWorld, expectSettled } from '../support/served-world.ts';

test('Retry-After: 600 in the middle of an apply: the run ends, says how long, and leaves the lock free', {
  timeout: 300_000,
}, async () => {
  const world = await aServedWorld('1ms', [1], '{ call: clone, fault: throttle, nth: 3, retryAfter: 600s }');
  try {
    const began = performance.now();
    const end = await cli(['apply', '--auto-approve', '--parallelism', '1'], world.options);
    // Ten minutes are asked for, and a minute is what a run waits at most.
    expect(performance.now() - began).toBeLessThan(55_000);
    expect(end.code, end.err).toBe(4);
    expect(end.err).toContain(
      'Palette asks to wait 600 s (TooManyRequests), which is longer than a run waits. Stopping.',
    );
    expect(end.out + end.err).toContain('run the same command after that time');
    const next = await cli(['apply', '--auto-approve'], world.options);
    expect(next.err + next.out).not.toMatch(/lock|in progress/i);
    expect(next.code, next.err).toBe(0);
    await expectSettled(world);
  } finally {
    await world.close();
  }
});

test.each([
  ['a 500 without a body of Palette’s', '{ call: validate, fault: status, status: 500, body: html }'],
  ['a 500 whose code repeats the status', '{ call: validate, fault: status, status: 500 }'],
  ['a 503', '{ call: validate, fault: status, status: 503, body: text }'],
])('%s is no answer to the preflight', { timeout: 300_000 }, async (_, rule) => {
  const world = await aServedWorld('1ms', [1], rule);
  try {
    const { code, value: plan } = await cliJson<Plan>(['plan'], world.options);
    expect(code).toBe(0);
    expect([plan.complete, plan.summary.create, plan.summary.blocked]).toEqual([false, world.clones, 0]);
    expect(plan.diagnostics.map((item) => item.code)).toContain('plan/preflight-unanswered');
    expect(JSON.stringify(plan)).not.toContain('Palette would refuse');
  } finally {
    await world.close();
  }
});

test('a 500 with a code of Palette’s own is its answer', { timeout: 300_000 }, async () => {
  const rule = '{ call: validate, fault: status, status: 500, code: 608, message: no such pack, times: 1 }';
  const world = await aServedWorld('1ms', [1], rule);
  try {
    const { value: plan } = await cliJson<Plan>(['plan'], world.options);
    expect([plan.complete, plan.summary.blocked]).toEqual([true, 1]);
    expect(JSON.stringify(plan)).toContain('Palette would refuse it: 608: no such pack');
  } finally {
    await world.close();
  }
});
