// Use case: a wanted drift becomes the new baseline. State only: the observed content is recorded as what the clone should be.
import type { Digest } from '../../content/content.ts';
import type { DiffDetail } from '../../content/pack-change.ts';
import type { Address } from '../../model/address.ts';
import type { Desired } from '../../model/desired.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { remarksBeyondContent, withRemarks } from '../../model/remarks.ts';
import type { RateLimits, Settings } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { type ChangeEntry, type Drift, JUST_LOOKING, type Plan } from '../../plan/plan.ts';
import type { Mutation } from '../../state/mutation.ts';
import type { FlowDeps } from '../deps.ts';
import { type Planned, planClones } from '../planning/plan-clones.ts';
import { withLock } from '../state/open-state.ts';
import { EXIT, userError } from '../user-error.ts';
import { recordRun } from './record-run.ts';

export interface AcceptRequest {
  readonly client: PaletteReader;
  readonly desired: Desired;
  readonly rateLimits: RateLimits;
  /** Addresses or globs. */
  readonly wanted: readonly string[];
  readonly commit: string | null;
  /** How much of a difference is shown. */
  readonly diff?: DiffDetail;
  /** Shows what would be recorded and asks; not called where there is nothing to accept. */
  readonly approve: (accepted: Accepted) => Promise<'yes' | NotApproved>;
}

/** Why nothing was recorded. */
export type NotApproved = 'no' | 'interrupted' | 'nobody_to_ask';

export interface Accepted {
  readonly accepted: readonly {
    readonly address: Address;
    readonly kinds: readonly Drift['kind'][];
    /** With what differs. */
    readonly drift: readonly Drift[];
  }[];
  /** Drift of the same clones that accepting does not settle: names and labels stay as declared. */
  readonly left: readonly Drift[];
}

/** Fails with UserError for addresses that select nothing, and for mirrors: those are reverted instead. */
export function acceptDrift(
  deps: FlowDeps,
  settings: Settings,
  lockTimeoutMs: number,
  request: AcceptRequest,
): Promise<Accepted | NotApproved> {
  return withLock(deps, settings, 'accept', lockTimeoutMs, async (locked) => {
    const { client, desired, rateLimits, wanted, commit, diff } = request;
    const recorded = await locked.store.readRecorded();
    const options = { ...JUST_LOOKING, target: wanted, ...(diff === undefined ? {} : { diff }) };
    const planned = await planClones(deps, { client, desired, recorded, rateLimits, options });
    const rows = new Map(planned.recorded.clones.map((row) => [row.address, row]));
    const clones = planned.plan.changes.flatMap((change) => acceptedRow(planned.plan, change, rows));
    refuseMirrors(desired, clones);
    const accepted = findAccepted(planned.plan.drift, clones);
    if (clones.length === 0) return accepted;
    const approval = await request.approve(accepted);
    if (approval !== 'yes') return approval;
    await recordRun(deps, locked, planned.plan, { command: 'accept', commit }, write(planned, clones));
    return accepted;
  });
}

function findAccepted(drift: readonly Drift[], clones: readonly RecordedClone[]): Accepted {
  const addresses = new Set<Address>(clones.map((clone) => clone.address));
  const isSettled = (item: Drift): boolean => addresses.has(item.address) && isContent(item);
  return {
    accepted: [...addresses].map((address) => {
      const own = drift.filter((item) => item.address === address && isContent(item));
      return { address, kinds: own.map(({ kind }) => kind), drift: own };
    }),
    left: drift.filter((item) => !isSettled(item)),
  };
}

function isContent({ kind }: Drift): boolean {
  return kind === 'clone_edited' || kind === 'source_edited';
}

function acceptedRow(
  plan: Plan,
  change: ChangeEntry,
  rows: ReadonlyMap<string, RecordedClone>,
): readonly RecordedClone[] {
  const row = rows.get(change.address);
  const seen = change.preconditions.observed;
  const kinds = plan.drift.flatMap((drift) => (drift.address === change.address ? [drift.kind] : []));
  if (row === undefined || seen?.digest == null || row.uid !== seen.uid) return [];
  const isIncomplete = row.status === 'incomplete' && seen.published;
  if (!isIncomplete && !kinds.includes('clone_edited') && !kinds.includes('source_edited')) return [];
  const isOwn = row.status === 'incomplete' || kinds.includes('clone_edited');
  const now = kinds.includes('source_edited') ? change.source.digest : null;
  const source = now === null ? row.source : { ...row.source, digest: now };
  return [isOwn ? withOwnContent({ ...row, source }, seen, seen.digest) : { ...row, source }];
}

/** What the clone has of its own is kept from upgrades; an edit of the source alone is nobody's work on the clone. */
function withOwnContent(
  row: RecordedClone,
  { shown, lastModified }: Pick<RecordedClone, 'shown' | 'lastModified'>,
  digest: Digest,
): RecordedClone {
  const status = row.status === 'incomplete' ? 'current' : row.status;
  const remarks = remarksBeyondContent(row);
  const isSourceOwn = digest === row.source.digest;
  return withRemarks(
    { ...row, status, digest, shown, lastModified },
    isSourceOwn ? remarks : { ...remarks, accepted: digest },
  );
}

function refuseMirrors(desired: Desired, clones: readonly RecordedClone[]): void {
  const mirrors = new Set(
    desired.clones.flatMap((clone) => (clone.content === 'mirror' ? [clone.address as string] : [])),
  );
  const mirror = clones.find((clone) => mirrors.has(clone.address));
  if (mirror === undefined) return;
  throw userError(
    EXIT.error,
    'plan/accept-mirror',
    `${mirror.address} is a mirror: it always equals its source, so an edit of it cannot be accepted`,
    `to discard the edit, run cloneform apply; to keep it, run cloneform accept '${mirror.address}' --as-override`,
  );
}

function write({ outlines }: Planned, clones: readonly RecordedClone[]): readonly Mutation[] {
  return clones.flatMap((clone) => {
    const digests = [clone.digest, clone.source.digest];
    const kept = digests.flatMap((digest): readonly Mutation[] => {
      const outline = outlines.get(digest);
      return outline === undefined ? [] : [{ kind: 'put_outline', digest, outline }];
    });
    return [...kept, { kind: 'put_clone', clone }];
  });
}
