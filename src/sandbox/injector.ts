// Keeps count of the calls and asks the rules for each: which blow, under which conditions.
import type { SandboxDatabase } from './database.ts';
import { type Blow, type Condition, decideFaults, type FaultCount, type FaultPlan } from './fault-rules.ts';
import { faultWords, ruleWords } from './fault-words.ts';
import { type OperationName, operationOf } from './operations.ts';

/** Where counts are kept between calls. */
export interface FaultMemory {
  read(): readonly FaultCount[];
  /** One at a time, also where several processes ask. */
  change<T>(step: (counts: readonly FaultCount[]) => { counts: readonly FaultCount[]; value: T }): T;
}

/** One strike, for people who watch. */
export interface StrikeTold {
  readonly operation: OperationName;
  /** Which of the calls that the rule is about, from 1. */
  readonly call: number;
  readonly what: string;
}

export interface Injector {
  strike(request: Request): { readonly blow: Blow | null; readonly conditions: readonly Condition[] };
  describe(): readonly ({ readonly rule: string } & FaultCount)[];
}

export function createInjector(
  plan: FaultPlan,
  memory: FaultMemory,
  tell: (strike: StrikeTold) => void,
): Injector {
  return {
    strike: (request) => {
      if (plan.rules.length === 0) return { blow: null, conditions: [] };
      const operation = operationOf(request.method, new URL(request.url).pathname);
      const { blow, conditions, strikes } = memory.change((counts) => {
        const value = decideFaults(plan, counts, operation);
        return { counts: value.counts, value };
      });
      for (const { rule, call } of strikes) {
        const fault = plan.rules[rule]?.fault;
        if (fault !== undefined) tell({ operation, call, what: faultWords(fault) });
      }
      return { blow, conditions };
    },
    describe: () => {
      const counts = memory.read();
      return plan.rules.map((rule, index) => ({
        rule: ruleWords(rule),
        seen: counts[index]?.seen ?? 0,
        struck: counts[index]?.struck ?? 0,
      }));
    },
  };
}

export function memoryOfProcess(): FaultMemory {
  let kept: readonly FaultCount[] = [];
  return {
    read: () => kept,
    change: (step) => {
      const { counts, value } = step(kept);
      kept = counts;
      return value;
    },
  };
}

const KEY = 'faultCounts';

/** In the sandbox's own file: each command is a process of its own. Other rules start again. */
export function memoryIn(db: SandboxDatabase, plan: FaultPlan): FaultMemory {
  const rules = JSON.stringify(plan);
  const read = (): readonly FaultCount[] => {
    const kept: { readonly rules?: string; readonly counts?: readonly FaultCount[] } = JSON.parse(
      db.getMeta(KEY) ?? '{}',
    );
    return kept.rules === rules ? (kept.counts ?? []) : [];
  };
  return {
    read,
    change: (step) =>
      db.transaction(() => {
        const { counts, value } = step(read());
        db.setMeta(KEY, JSON.stringify({ rules, counts }));
        return value;
      }),
  };
}
