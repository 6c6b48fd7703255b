// A sandbox on a real socket for a test, gone after it.
import type { FaultPlan, FaultRule } from '../../src/sandbox/fault-rules.ts';
import { openSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';
import type { Seed } from '../../src/sandbox/seed.ts';
import { type SandboxServer, serveSandbox } from '../../src/sandbox/serve.ts';
import { closeAfterTest } from './leftovers.ts';
import { seededRandom } from './sandboxes.ts';

export interface Served {
  readonly sandbox: Sandbox;
  readonly server: SandboxServer;
}

/** On the machine's clock: its answers go to real processes. */
export async function serving(
  seed: Seed,
  faults: FaultPlan,
  more: Partial<SandboxOptions> = {},
): Promise<Served> {
  const sandbox = openSandbox({
    dbPath: ':memory:',
    seed,
    clock: { now: () => Date.now(), sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)) },
    random: seededRandom(),
    apiKey: null,
    faults,
    ...more,
  });
  const server = await serveSandbox(sandbox, { port: 0 });
  closeAfterTest(async () => {
    await server.close();
    sandbox.close();
  });
  return { sandbox, server };
}

/** Each call of these names, or of any, unless `facts` says otherwise. */
export function strikes(
  calls: FaultRule['calls'],
  fault: FaultRule['fault'],
  facts: Partial<FaultRule> = {},
): FaultRule {
  return { calls, turn: { kind: 'each' }, times: null, fault, ...facts };
}
