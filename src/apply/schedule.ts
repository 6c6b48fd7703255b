// Runs changes side by side, each once what it needs is done. Knows nothing of clones: nodes, needs, and how many at once.

export interface ScheduleNode<T> {
  readonly value: T;
  /** Indexes of nodes that must have ended well first. */
  readonly needs: readonly number[];
}

export type NodeOutcome = 'done' | 'failed' | 'skipped' | 'not_started';

export interface ScheduleHooks<T> {
  /** true: it ended well. */
  readonly run: (value: T, index: number) => Promise<boolean>;
  /** A node that will not run because `because` did not end well. */
  readonly skip: (value: T, because: T, index: number) => void | Promise<void>;
  /** Nothing new starts once this is true. */
  readonly isStopping: () => boolean;
}

/** Resolves when everything that was started has ended; rejects with the first error a hook threw, after the same wait. */
export function runSchedule<T>(
  nodes: readonly ScheduleNode<T>[],
  parallelism: number,
  hooks: ScheduleHooks<T>,
): Promise<readonly NodeOutcome[]> {
  const outcomes: NodeOutcome[] = nodes.map(() => 'not_started');
  const waiting = nodes.map((node) => node.needs.length);
  const dependents = dependentsOf(nodes);
  const ready = nodes.flatMap((_, index) => (waiting[index] === 0 ? [index] : []));
  const failures: unknown[] = [];
  let next = 0;
  let inFlight = 0;

  const step = async (index: number): Promise<void> => {
    outcomes[index] = await runNode(nodes, outcomes, index, hooks);
    for (const dependent of dependents[index] ?? []) {
      const left = (waiting[dependent] ?? 1) - 1;
      waiting[dependent] = left;
      if (left === 0) ready.push(dependent);
    }
  };

  return new Promise((resolve, reject) => {
    const pump = (): void => {
      while (inFlight < parallelism && next < ready.length && failures.length === 0 && !hooks.isStopping()) {
        const index = ready[next++] ?? 0;
        inFlight++;
        void step(index)
          .catch((error: unknown) => failures.push(error))
          .then(() => {
            inFlight--;
            pump();
          });
      }
      if (inFlight > 0) return;
      if (failures.length > 0) reject(failures[0]);
      else resolve(outcomes);
    };
    pump();
  });
}

async function runNode<T>(
  nodes: readonly ScheduleNode<T>[],
  outcomes: readonly NodeOutcome[],
  index: number,
  hooks: ScheduleHooks<T>,
): Promise<NodeOutcome> {
  const node = nodes[index];
  if (node === undefined) return 'not_started';
  const culprit = node.needs.find((need) => outcomes[need] !== 'done');
  const because = culprit === undefined ? undefined : nodes[culprit];
  if (because !== undefined) {
    await hooks.skip(node.value, because.value, index);
    return 'skipped';
  }
  return (await hooks.run(node.value, index)) ? 'done' : 'failed';
}

function dependentsOf<T>(nodes: readonly ScheduleNode<T>[]): readonly (readonly number[])[] {
  const dependents: number[][] = nodes.map(() => []);
  nodes.forEach((node, index) => {
    for (const need of node.needs) dependents[need]?.push(index);
  });
  return dependents;
}
