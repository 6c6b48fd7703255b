// A run that takes long says that it lives, and no more than it has to.
import { expect, test } from 'vitest';
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
  const progress = createProgress({ width: 80, color: false }, { isTerminal: true, isVerbose: true });
  expect(progress.event(started('a', 1))).toBe('create a started (1 of 3)\n');
});
