// A probe's bench over a sandbox in memory, and what stands in that sandbox.
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { createBuckets } from '../../src/palette/buckets.ts';
import { createRawCaller } from '../../src/palette/raw-call.ts';
import { Secret } from '../../src/palette/secret.ts';
import type { Transport } from '../../src/palette/transport.ts';
import { type Bench, makeBench, type ProbeJournal } from '../../src/probe/bench.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aSandbox, aSeed, fakeClock, seedVersion } from './sandboxes.ts';

export const PROBE_PREFIX = 'cloneform-probe-1';
const LIMITS = { default: { rps: 10, burst: 50 }, clusterprofiles: { rps: 50, burst: 250 } };

export interface ProbeScene {
  readonly bench: Bench;
  readonly stop: AbortController;
  /** Everything that is not of the probe is as it was, and nothing of the probe is there. */
  readonly untouched: () => boolean;
  /** UIDs of the probe's objects in the sandbox. */
  readonly standing: () => readonly string[];
}

export function probeScene(
  assumptions: Partial<Assumptions> = {},
  around = (inner: Transport): Transport => inner,
  journal: ProbeJournal = { sending: () => undefined, answered: () => undefined },
): ProbeScene {
  const clock = fakeClock();
  // No probe can make a profile whose pack was deleted: it needs one that is there.
  const packs = [{ name: 'gone', tag: '1.0.0', values: '', stage: 'deleted' }];
  const others = aSeed(
    seedVersion({ name: 'theirs', version: '1.0.0' }),
    seedVersion({ name: 'leaving', version: '1.0.0', template: { type: 'add-on', cloudType: 'all', packs } }),
  );
  const seed = {
    ...others,
    projects: ['platform', 'edge-prod', { name: 'edge-dev', tags: { tier: 'edge' }, isDisabled: false }],
  };
  const sandbox = aSandbox(seed, { clock, assumptions, limits: LIMITS });
  const transport = around(createSandboxTransport(sandbox, clock));
  const buckets = createBuckets(LIMITS, clock);
  const caller = createRawCaller({ transport, apiKey: new Secret('k'), buckets, timeoutMs: 1000 });
  const projectUid = sandbox.describe().projects.find(({ name }) => name === 'edge-dev')?.uid ?? '';
  const before = JSON.stringify(sandbox.describe().profiles);
  const stop = new AbortController();
  return {
    bench: makeBench({ caller, clock, projectUid, prefix: PROBE_PREFIX, journal, signal: stop.signal }),
    stop,
    untouched: () => JSON.stringify(sandbox.describe().profiles) === before,
    standing: () =>
      sandbox
        .describe()
        .profiles.filter(({ name }) => name.startsWith(PROBE_PREFIX))
        .map(({ uid }) => uid),
  };
}
