// The source of a change, read whole: it must still have the content that was planned.
import { readWhole, type WholeProfile } from '../inventory/read-whole.ts';

import { type ApplyDeps, type FailedSaga, refuse } from './deps.ts';
import { attempt, toFailure } from './failures.ts';
import { sourceScopeOf } from './scopes.ts';
import { type CopyingChange, sourceOf } from './source-of.ts';

export type SourceRead =
  | { readonly status: 'read'; readonly whole: WholeProfile }
  | { readonly status: 'failed'; readonly result: FailedSaga };

/** One read serves all clones of a source in this run. */
export async function readSource(deps: ApplyDeps, change: CopyingChange): Promise<SourceRead> {
  const source = sourceOf(deps, change);
  const id = `${source.uid} ${source.digest}`;
  const known = deps.sources.get(id);
  const reading = known ?? readWhole(deps.client, source.uid, sourceScopeOf(change));
  if (known === undefined) deps.sources.set(id, reading);
  const read = await attempt(() => reading);
  if (!read.ok) {
    deps.sources.delete(id);
    return failed(toFailure(read.error, null, 'the source could not be read'));
  }
  const whole = read.value;
  if (whole === undefined)
    return failed(refuse('SourceGone', 'the source no longer exists', 'make a new plan'));
  if (whole.object.digest !== source.digest)
    return failed(refuse('SourceChanged', 'the source changed after the plan was made', 'make a new plan'));
  return { status: 'read', whole };
}

function failed(result: FailedSaga): SourceRead {
  return { status: 'failed', result };
}
