// Use case: a manual edit becomes overrides of the declaration. YAML files and state change, Palette does not: the clone has it already.
import { readObject } from '../../inventory/read-object.ts';
import type { Address } from '../../model/address.ts';
import type { Desired, DesiredClone } from '../../model/desired.ts';
import type { ScopeRef } from '../../model/natural-key.ts';
import type { ObservedObject } from '../../model/observed.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { hasAcceptedEdit, remarksBeyondContent, withRemarks } from '../../model/remarks.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import { type ChangeEntry, type Drift, JUST_LOOKING } from '../../plan/plan.ts';
import type { Mutation } from '../../state/mutation.ts';
import {
  diffsOf,
  editedTexts,
  type FileDiff,
  readDeclarationFile,
  writeEdits,
} from '../declaration-edits.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { loadDeclarations } from '../planning/declarations.ts';
import { desiredAsBefore } from '../planning/desired.ts';
import { planClones } from '../planning/plan-clones.ts';
import { type RenderedSide, renderBelow, renderSide, type Side } from '../planning/three-sides.ts';
import { withLock } from '../state/open-state.ts';
import { EXIT, UserError, userError } from '../user-error.ts';
import type { NotApproved } from './accept.ts';
import {
  addOverrides,
  BESIDE_OTHERS,
  type EditedClone,
  type FileEdits,
  type RefusedEdit,
} from './override-edit.ts';
import { recordRun } from './record-run.ts';

export interface OverrideRequest {
  readonly client: PaletteReader;
  readonly desired: Desired;
  readonly rateLimits: Settings['palette']['rateLimits'];
  /** Addresses or globs. */
  readonly wanted: readonly string[];
  readonly commit: string | null;
  /** Says what would be written, and writes nothing. */
  readonly dryRun: boolean;
  readonly approve: (written: WrittenOverrides) => Promise<'yes' | NotApproved>;
}

export interface WrittenOverrides {
  readonly accepted: readonly Address[];
  /** Each file that changes, as a unified diff. */
  readonly files: readonly FileDiff[];
  /** What no override says; where there is any, nothing is written. */
  readonly refused: readonly RefusedEdit[];
  /** Drift of the same clones that overrides do not settle. */
  readonly left: readonly Drift[];
}

interface Edited {
  readonly desired: DesiredClone;
  readonly row: RecordedClone;
  readonly source: Side;
  readonly wanted: RenderedSide;
  readonly object: ObservedObject;
  readonly now: Side;
}

/** Fails with UserError for addresses that select nothing, and where a file was changed meanwhile. */
export function acceptAsOverride(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  lockTimeoutMs: number,
  request: OverrideRequest,
): Promise<WrittenOverrides | NotApproved> {
  return withLock(deps, settings, 'accept', lockTimeoutMs, async (locked) => {
    const { client, desired, rateLimits, wanted, commit } = request;
    const recorded = await locked.store.readRecorded();
    const plan = { client, desired, recorded, rateLimits, options: { ...JUST_LOOKING, target: wanted } };
    const planned = await planClones(deps, plan);
    const { changes, drift } = planned.plan;
    const rows = new Map(planned.recorded.clones.map((row) => [row.address as string, row]));
    const clones: Edited[] = [];
    const byAddress = new Map(changes.map((change) => [change.address, change]));
    for (const change of byAddress.values()) {
      const one = await readEdited(client, desired, change, drift, rows);
      if (one !== null) clones.push(one);
    }
    const disk = { read: (file: string) => readDeclarationFile(deps, file) };
    const edits: FileEdits = { before: new Map(), after: new Map(), yaml: new Map() };
    const refused: RefusedEdit[] = [];
    for (const one of clones) {
      const refusal = await addOverrides(edits, editedClone(deps, options, request, one), disk);
      if (refusal !== null) refused.push(refusal);
    }
    const settled = new Set<string>(clones.map(({ row }) => row.address));
    const left = drift.filter(({ address, kind }) => kind !== 'clone_edited' || !settled.has(address));
    if (refused.length > 0) return { accepted: [], files: [], refused, left };
    const checked = await checkEdits(deps, options, request, clones, edits);
    if ('refused' in checked) return { accepted: [], files: [], refused: checked.refused, left };
    const written = {
      accepted: clones.map(({ row }) => row.address),
      files: diffsOf(edits),
      refused: [],
      left,
    };
    if (clones.length === 0 || request.dryRun) return written;
    const approval = await request.approve(written);
    if (approval !== 'yes') return approval;
    await writeEdits(deps, edits);
    await recordRun(deps, locked, planned.plan, { command: 'accept', commit }, checked.mutations);
    return written;
  });
}

function editedClone(
  deps: FlowDeps,
  options: CommonOptions,
  { client, desired }: OverrideRequest,
  { desired: clone, row, source, wanted, now }: Edited,
): EditedClone {
  return {
    desired: clone,
    wanted: wanted.content,
    now: now.content,
    below: () => renderBelow(client, source, clone),
    comesOut: async (edits) => {
      const after = await clonesAfter(deps, options, desired, edits).catch(nullIfUserError);
      const edited = after?.find(({ address }) => address === row.address);
      if (edited === undefined) return false;
      const side = await renderSide(client, source, edited).catch(nullIfUserError);
      return side?.digest === now.digest;
    },
  };
}

/** Declarations that cannot be followed are an answer here: these edits do not come out. */
function nullIfUserError(error: unknown): null {
  if (error instanceof UserError) return null;
  throw error;
}

/** null: nobody edited its content, or it is not declared. */
async function readEdited(
  client: PaletteReader,
  desired: Desired,
  change: ChangeEntry,
  drift: readonly Drift[],
  rows: ReadonlyMap<string, RecordedClone>,
): Promise<Edited | null> {
  const row = rows.get(change.address);
  const clone = desired.clones.find(({ address }) => address === change.address);
  if (row === undefined || clone === undefined || row.status !== 'current') return null;
  // Of a new version, the entry says nothing of the object that is there so far; its drift does.
  const isEdited = drift.some(({ address, kind }) => address === row.address && kind === 'clone_edited');
  const isAccepted = hasAcceptedEdit(row) && row.uid === change.preconditions.observed?.uid;
  if (!isEdited && !isAccepted) return null;
  const { source: from } = row;
  const read = await readSide(client, from.uid, from, `its source ${from.name} ${from.version}`, row.address);
  if (read.digest !== from.digest)
    throw userError(
      EXIT.error,
      'plan/source-edited',
      `${row.address}: its source ${from.name} ${from.version} was edited since it was cloned, so that what was edited by hand cannot be told apart`,
      `restore the content of ${from.name} ${from.version} in Palette, then run the command again`,
    );
  const { object, ...now } = await readSide(client, row.uid, row.key, 'it', row.address);
  const source = { content: read.content, digest: read.digest };
  return { desired: clone, row, source, wanted: await renderSide(client, source, clone), object, now };
}

async function readSide(
  client: PaletteReader,
  uid: string,
  scope: ScopeRef,
  what: string,
  address: string,
): Promise<Side & { readonly object: ObservedObject }> {
  const read = await readObject(client, uid, scope, 'whole');
  const object = read.status === 'present' ? read.object : null;
  if (object === null || object.content === null || object.digest === null)
    throw userError(EXIT.error, 'plan/not-read', `${address}: ${what} could not be read from Palette`);
  return { content: object.content, digest: object.digest, object };
}

/** The declarations are read as they would be: every clone that was edited must come out as it is, and no other may change. */
async function checkEdits(
  deps: FlowDeps,
  options: CommonOptions,
  { client, desired }: OverrideRequest,
  clones: readonly Edited[],
  edits: FileEdits,
): Promise<{ readonly mutations: readonly Mutation[] } | { readonly refused: readonly RefusedEdit[] }> {
  const after = await clonesAfter(deps, options, desired, edits);
  const byAddress = new Map(after.map((clone) => [clone.address as string, clone]));
  const own = new Set<string>(clones.map(({ row }) => row.address));
  const others = desired.clones.filter(
    ({ address, overrides }) =>
      !own.has(address) && byAddress.get(address)?.overrides?.digest !== overrides?.digest,
  );
  const refused: RefusedEdit[] = others.map(({ address }) => ({
    address,
    reasons: ['its overrides would change, too'],
    yaml: null,
  }));
  const mutations: Mutation[] = [];
  for (const { row, source, object, now } of clones) {
    const clone = byAddress.get(row.address);
    const side = clone === undefined ? null : await renderSide(client, source, clone);
    if (clone === undefined || side?.digest !== now.digest) {
      refused.push({
        address: row.address,
        reasons: [BESIDE_OTHERS],
        yaml: edits.yaml.get(row.address) ?? null,
      });
      continue;
    }
    mutations.push(...recordedAs({ row, object, now }, side));
  }
  return refused.length > 0 ? { refused } : { mutations };
}

/** What the declarations ask for once they are edited. */
async function clonesAfter(
  deps: FlowDeps,
  options: CommonOptions,
  desired: Desired,
  edits: FileEdits,
): Promise<readonly DesiredClone[]> {
  const { declared } = await loadDeclarations(deps, options, editedTexts(deps.cwd, edits));
  return (await desiredAsBefore(declared, desired)).clones;
}

/** The row of a clone that is as its declaration has it. */
function recordedAs(
  { row, object, now }: Pick<Edited, 'row' | 'object' | 'now'>,
  { rendering }: RenderedSide,
): readonly Mutation[] {
  const { overrides: _old, ...rest } = row;
  const { shown, lastModified, outline } = object;
  const clone = withRemarks(
    {
      ...rest,
      digest: now.digest,
      shown,
      lastModified,
      ...(rendering === null ? {} : { overrides: rendering }),
    },
    remarksBeyondContent(row),
  );
  return [
    ...(outline === null ? [] : [{ kind: 'put_outline', digest: now.digest, outline } as const]),
    { kind: 'put_clone', clone },
  ];
}
