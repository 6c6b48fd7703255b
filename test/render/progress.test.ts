// A run that takes long says that it lives, and no more than it has to.
import { describe, expect, test } from 'vitest';
import { createProgress } from '../../src/render/progress.ts';

const started = (address: string, number: number) =>
  ({ event: 'change_started', address, action: 'create', reason: 'new', number, total: 3 }) as const;
const finished = (address: string, done: number) =>
  ({
    event: 'change_finished',
    address,
    action: 'create',
    status: 'applied',
    uid: 'u',
    error: null,
    because: null,
    elapsedMs: 500,
    done,
    total: 3,
  }) as const;

test('silence is broken once in ten seconds, by what is under way longest', () => {
  let now = 0;
  const progress = createProgress({ width: 80, color: false }, { isTerminal: true, now: () => now });
  progress.event({ event: 'run_started', runId: 'r', total: 3 });
  expect(progress.event(started('edge["dev"]', 1))).toBe('');
  now = 4000;
  progress.event(started('other', 2));
  expect(progress.tick()).toBe('');
  now = 12_000;
  expect(progress.tick()).toBe('Still running: create edge["dev"] for 12 s, and 1 more\n');
  expect(progress.tick()).toBe('');
  now = 13_000;
  expect(progress.event(finished('edge["dev"]', 1))).toContain('[1/3] created edge["dev"]');
  now = 200_000;
  expect(progress.tick()).toBe('Still running: create other for 3 min\n');
  progress.event(finished('other', 2));
  now = 900_000;
  expect(progress.tick()).toBe('');
});

test('who asks for more is informed of beginnings too', () => {
  const progress = createProgress({ width: 80, color: false }, { isTerminal: true, withStarts: true });
  expect(progress.event(started('a', 1))).toBe('create a started (1 of 3)\n');
});

describe('of many changes only failures have a line', () => {
  const begun = (style = { width: 80, color: false, isVerbose: false }) => {
    const at = { now: 0 };
    const progress = createProgress(style, { isTerminal: false, now: () => at.now });
    progress.event({ event: 'run_started', runId: 'r', total: 400 });
    return { progress, at };
  };
  const ended = (done: number, status: 'applied' | 'failed' = 'applied') => ({
    ...finished(`edge["p${done}"]`, done),
    status,
    error: status === 'failed' ? { code: 'Boom', message: 'it broke', ref: null, hint: null } : null,
    total: 400,
  });

  test('the rest moves on one line, with what takes long', () => {
    const { progress, at } = begun();
    progress.event(started('edge["p1"]', 1));
    progress.event(started('edge["slow"]', 2));
    expect(progress.event(ended(1))).toBe('');
    expect(progress.moving()).toEqual({ done: 1, total: 400, failed: 0, inFlight: 1, remark: null });
    at.now = 12_000;
    expect(progress.tick()).toBe('');
    expect(progress.moving()?.remark).toBe('Still running: create edge["slow"] for 12 s');
    progress.event({
      event: 'run_finished',
      applied: 1,
      failed: 0,
      skipped: 0,
      notStarted: 399,
      elapsedMs: 1,
    });
    expect(progress.moving()).toBeNull();
  });

  test('ten failures are shown as they come, and no more', () => {
    const { progress } = begun();
    const texts = Array.from({ length: 30 }, (_, index) => progress.event(ended(index + 1, 'failed')));
    expect(texts[0]).toBe('[  1/400] failed: create edge["p1"]: Boom: it broke (0.5s)\n');
    expect(texts.filter((text) => text !== '')).toHaveLength(10);
    expect(texts[9]).toContain('Further failures are counted; the end of the run lists each.\n');
    expect(progress.moving()).toMatchObject({ done: 30, failed: 30 });
  });

  test('with --verbose each has a line', () => {
    const { progress } = begun({ width: 80, color: false, isVerbose: true });
    expect(progress.event(ended(1))).toBe('[  1/400] created edge["p1"] (0.5s)\n');
    expect(progress.moving()).toBeNull();
  });
});
