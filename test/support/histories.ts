// The real planner, apply and store against a sandbox in memory: whole runs as functions, for histories made at random.

import type { ApplyEvent } from '../../src/apply/events.ts';
import type { FlowDeps } from '../../src/flow/deps.ts';
import { lastRunOf } from '../../src/flow/planning/approved-joins.ts';
import { planClones } from '../../src/flow/planning/plan-clones.ts';
import { type ApplyEnd, type ApplyRequest, runApply } from '../../src/flow/running/apply-clones.ts';
import type { Approval } from '../../src/flow/running/run-plan.ts';
import type { Desired } from '../../src/model/desired.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { StateStore } from '../../src/state/port.ts';
import { OPTIONS } from './a-world.ts';
import { createMemoryStore } from './memory-store.ts';
import { clientOf, type fakeClock, seededRandom } from './sandboxes.ts';
import { mustFit } from './schemas.ts';

export interface House {
  readonly sandbox: Sandbox;
  readonly store: StateStore;
  readonly clock: ReturnType<typeof fakeClock>;
  client: PaletteClient;
  /** What an apply writes to; a test may stand between. */
  applyStore: StateStore;
  /** Whether somebody asked the run to end. */
  isStopping: () => boolean;
  plan(desired: Desired, options?: Partial<Plan['options']>): Promise<Plan>;
  apply(
    desired: Desired,
    more?: Partial<ApplyRequest>,
    emit?: (event: ApplyEvent) => void,
    approve?: (plan: Plan) => Promise<Approval>,
  ): Promise<ApplyEnd>;
}

export function aHouse(
  sandbox: Sandbox,
  clock: ReturnType<typeof fakeClock>,
  /** Defaults: a client of the sandbox, a store in memory. */
  parts: { readonly client?: PaletteClient; readonly store?: StateStore } = {},
): House {
  const random = seededRandom(3);
  let ids = 0;
  const newId = (): string => `id-${++ids}`;
  const store = parts.store ?? createMemoryStore({ clock, newId });
  const deps: FlowDeps = {
    env: {},
    cwd: '/',
    clock,
    random,
    newId,
    process: { hostname: 'h', user: 'u', pid: 1 },
    tool: 'cloneform test',
    trace: null,
  };
  const house: House = {
    sandbox,
    store,
    clock,
    client: parts.client ?? clientOf(sandbox, clock),
    applyStore: store,
    isStopping: () => false,
    plan: async (desired, options = {}) => {
      const { plan } = await planClones(deps, {
        client: house.client,
        desired,
        recorded: await store.readRecorded(),
        rateLimits: 'off',
        options: { ...OPTIONS, ...options },
        lastRun: lastRunOf(store),
      });
      mustFit('plan', plan);
      return plan;
    },
    apply: async (desired, more = {}, emit = () => undefined, approve = async () => 'yes') => {
      const runId = newId();
      const lease = await store.acquire({ runId, user: 'u', host: 'h', pid: 1, command: 'apply' });
      try {
        const request: ApplyRequest = {
          client: house.client,
          rateLimits: 'off',
          desired,
          options: OPTIONS,
          command: 'apply',
          skipBlocked: true,
          expect: null,
          parallelism: 4,
          verify: 'parts',
          message: null,
          commit: null,
          auditNotes: false,
          ...more,
        };
        const talk = {
          showPlan: () => undefined,
          approve,
          allowed: () => undefined,
          emit,
          isStopping: () => house.isStopping(),
        };
        const mayWrite = async (): Promise<void> => undefined;
        const locked = { store: house.applyStore, lease, runId, mayWrite, trustState: async () => undefined };
        const end = await runApply(deps, request, talk, locked);
        mustFit('apply-result', end.applied);
        return end;
      } finally {
        await store.release(lease);
      }
    },
  };
  return house;
}
