// The changes of state that can be asked for, and the records of runs. What each does is in state.ts.

import type { Digest } from '../content/content.ts';
import type { Outline } from '../content/outline.ts';
import type { Address } from '../model/address.ts';
import type { OpenEntry, RecordedClone } from '../model/recorded.ts';

export interface RunRecord {
  readonly id: string;
  readonly command: string;
  readonly user: string;
  readonly host: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  /** Version control commit of the declarations, when known. */
  readonly commit: string | null;
  readonly message: string | null;
  readonly toolVersion: string;
  readonly planChecksum: string | null;
  /** What was planned, as flow/saved/kept-plan.ts writes it; absent where nothing was kept. */
  readonly plan?: string;
  readonly outcome: 'running' | 'done' | 'incomplete' | 'interrupted';
  readonly results: readonly RunResult[];
}

export interface RunResult {
  readonly address: string;
  readonly action: string;
  readonly reason: string;
  readonly status: 'applied' | 'failed' | 'skipped' | 'not_started';
  readonly uid: string | null;
  readonly error: string | null;
  readonly at: string;
}

/** One change of state. A list of them is written in one transaction, all or nothing. */
export type Mutation =
  /** Binds a fresh state to a tenant; refused with StoreError `other_tenant` when bound to another. */
  | { readonly kind: 'bind'; readonly tenantUid: string; readonly host: string }
  /** Inserts or replaces the row of this address; `revision` is set by the store. */
  | { readonly kind: 'put_clone'; readonly clone: Omit<RecordedClone, 'revision'> }
  | { readonly kind: 'remove_clone'; readonly address: string }
  /** Renames a row; `to` must be free. */
  | { readonly kind: 'move_clone'; readonly from: Address; readonly to: Address }
  /** Keeps the outline of a content, instead of an earlier one: that of an earlier edition may say less. */
  | { readonly kind: 'put_outline'; readonly digest: Digest; readonly outline: Outline }
  | { readonly kind: 'open_entry'; readonly entry: OpenEntry }
  /** Records how far an open entry is about to go, and the UID once known. */
  | {
      readonly kind: 'step_entry';
      readonly id: string;
      readonly step: OpenEntry['step'];
      readonly uid?: string;
    }
  | {
      readonly kind: 'close_entry';
      readonly id: string;
      readonly outcome: 'done' | 'refused' | 'abandoned';
      readonly error?: string;
    }
  /** Marks the state as moved to another place, as people name that: it is not to be used here any more. */
  | { readonly kind: 'mark_moved'; readonly to: string }
  | { readonly kind: 'start_run'; readonly run: Omit<RunRecord, 'finishedAt' | 'outcome' | 'results'> }
  | { readonly kind: 'record_result'; readonly runId: string; readonly result: RunResult }
  | {
      readonly kind: 'finish_run';
      readonly runId: string;
      readonly outcome: Exclude<RunRecord['outcome'], 'running'>;
      readonly finishedAt: string;
    };
