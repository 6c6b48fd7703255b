// Runs to show: creates, a run that failed in part, and one that changed nothing.
import type { HistoryPage } from '../../src/questions/history/html.ts';
import type { RunRecord, RunResult } from '../../src/state/mutation.ts';

function aRun(index: number, results: readonly RunResult[], facts: Partial<RunRecord> = {}): RunRecord {
  return {
    id: `run-${index}`,
    command: 'apply',
    user: 'ann',
    host: 'ci-1',
    startedAt: `2026-01-0${index + 1}T10:00:00.000Z`,
    finishedAt: `2026-01-0${index + 1}T10:01:00.000Z`,
    commit: null,
    message: null,
    toolVersion: '1.0.0',
    planChecksum: null,
    outcome: 'done',
    results,
    ...facts,
  };
}

function created(store: number, facts: Partial<RunResult> = {}): RunResult {
  return {
    address: `edge["store-${store}"]`,
    action: 'create',
    reason: 'new',
    status: 'applied',
    uid: 'u',
    error: null,
    at: '2026-01-01T10:00:30.000Z',
    ...facts,
  };
}

/** Newest first. `name`: what people write into messages and names. */
export function aHistory(name = 'the first'): HistoryPage {
  const failed = { status: 'failed', uid: null, error: `Forbidden: ${name}` } as const;
  return {
    tool: 'cloneform 0.0.0',
    createdAt: '2026-01-04T00:00:00.000Z',
    runs: [
      aRun(2, [], { command: 'rollback', user: name }),
      aRun(1, [created(0), created(1, failed), created(2, failed)], {
        outcome: 'incomplete',
        commit: 'c0de1234',
      }),
      aRun(0, [created(3), created(4, { action: 'delete' })], { message: name }),
    ],
    drift: [
      { at: '2026-01-01T12:00:00.000Z', commit: null, clones: 5, drifted: 0, kinds: {} },
      {
        at: '2026-01-02T12:00:00.000Z',
        commit: 'c0de1234',
        clones: 5,
        drifted: 3,
        kinds: { clone_edited: 3, renamed: 1 },
      },
      { at: '2026-01-03T12:00:00.000Z', commit: null, clones: 5, drifted: 1, kinds: { gone: 1 } },
    ],
  };
}
