// Time that passes only when nothing else can happen: runs against rate limits and latencies, exact and in no time.
import type { Clock } from '../../src/palette/clock.ts';
import type { Transport } from '../../src/palette/transport.ts';

export interface VirtualClock extends Clock {
  advance(ms: number): void;
}

/** Turns of the event loop without a new sleeper before time moves on: streams take some to be read. */
const QUIET_TURNS = 4;

export function virtualClock(start = Date.parse('2026-01-01T00:00:00Z')): VirtualClock {
  let now = start;
  let changes = 0;
  let isPumping = false;
  const sleepers = new Map<number, (() => void)[]>();
  const pump = (seen: number, quiet: number): void => {
    if (changes !== seen) return void setImmediate(pump, changes, 0);
    if (quiet < QUIET_TURNS) return void setImmediate(pump, seen, quiet + 1);
    if (sleepers.size === 0) {
      isPumping = false;
      return;
    }
    now = Math.min(...sleepers.keys());
    const woken = sleepers.get(now) ?? [];
    sleepers.delete(now);
    for (const wake of woken) wake();
    setImmediate(pump, ++changes, 0);
  };
  return {
    now: () => now,
    sleep: (ms) =>
      new Promise((resolve) => {
        const at = now + Math.max(0, ms);
        const woken = sleepers.get(at);
        if (woken === undefined) sleepers.set(at, [resolve]);
        else woken.push(resolve);
        changes++;
        if (isPumping) return;
        isPumping = true;
        setImmediate(pump, changes, 0);
      }),
    advance: (ms) => {
      now += ms;
    },
  };
}

/** Half of it on the way there, half on the way back. */
export function withLatency(transport: Transport, clock: Clock, ms: number): Transport {
  return {
    send: async (request) => {
      await clock.sleep(ms / 2);
      const answer = await transport.send(request);
      await clock.sleep(ms / 2);
      return answer;
    },
    close: () => transport.close(),
  };
}
