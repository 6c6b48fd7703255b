// How a clone differs from its source by what was declared, and how it differs from that by what somebody did to it.
import { compareContent } from '../../content/compare-content.ts';
import type { Content, Digest } from '../../content/content.ts';
import { withDetail } from '../../content/diff-detail.ts';
import type { DiffDetail, PackChange } from '../../content/pack-change.ts';
import { namesOfPack } from '../../content/pack-names.ts';
import { unmaskedChanges } from '../../content/unmasked-changes.ts';
import type { OverrideSet, Side, ThreeSides } from '../../flow/planning/three-sides.ts';
import { EXIT, userError } from '../../flow/user-error.ts';
import { matchesGlob } from '../../model/glob.ts';
import type { NaturalKey } from '../../model/natural-key.ts';
import type { RecordedClone } from '../../model/recorded.ts';
import { hasAcceptedEdit, hasRecordedContent, isMadeOf } from '../../model/remarks.ts';
import type { PlannedClone } from '../../plan/plan.ts';
import { editHint } from '../../plan/rules/edit-hint.ts';

export interface DiffQuestion {
  /** A glob over names of packs; null: everything. */
  readonly pack: string | null;
  readonly showSecrets: boolean;
  readonly detail: DiffDetail;
}

export interface CloneDiff {
  readonly address: string;
  readonly clone: Omit<PlannedClone, 'projectUid'>;
  readonly source: Pick<NaturalKey, 'name' | 'version'>;
  readonly digests: { readonly source: string; readonly wanted: string; readonly clone: string | null };
  readonly overrides: readonly OverrideSet[];
  /** What the overrides change of the source. */
  readonly sourceToWanted: readonly PackChange[];
  /** What the clone has otherwise than it should; null: it is not in Palette. */
  readonly wantedToClone: readonly PackChange[] | null;
  /** The clone is what Palette made of the wanted content, or the same to the letter. */
  readonly isAsWanted: boolean;
  /** The source was edited under the same version since the clone was made of it. */
  readonly isSourceEdited: boolean;
  /** What can be done about an edit. */
  readonly hint: string | null;
}

/** Fails with UserError where no side has a pack of that name. */
export function judgeDiff(sides: ThreeSides, question: DiffQuestion): CloneDiff {
  const { desired, row, clone, source, wanted, now, isSourceEdited } = sides;
  const { projectUid: _uid, ...place } = clone;
  const contents = [source.content, wanted.content, ...(now === null ? [] : [now.content])];
  refuseUnknownPack(contents, question.pack);
  const isAsWanted = now !== null && isMadeOf(row ?? {}, now.digest, wanted.digest);
  return {
    address: desired.address,
    clone: place,
    source: { name: source.key.name, version: source.key.version },
    digests: { source: source.digest, wanted: wanted.digest, clone: now?.digest ?? null },
    overrides: wanted.overrides.filter(({ pack }) => isNamed(question.pack, pack)),
    sourceToWanted: changes(source, wanted, question),
    wantedToClone: now === null ? null : changes(wanted, now, question),
    isAsWanted,
    isSourceEdited,
    hint: isAsWanted || now === null || row === null ? null : hintOf(desired, row, now.digest),
  };
}

/** An edit by hand has its ways out; what else differs is for a plan. */
function hintOf(desired: ThreeSides['desired'], row: RecordedClone, digest: Digest): string {
  if (row.status !== 'incomplete' && !hasRecordedContent(row, digest)) return editHint(desired);
  const { address } = desired;
  return hasAcceptedEdit(row)
    ? `the edit was accepted; cloneform accept '${address}' --as-override writes it into the declarations, cloneform revert '${address}' --discard-accepted discards it`
    : 'cloneform plan shows what apply would do about it';
}

function changes(from: Side, to: Side, { pack, showSecrets, detail }: DiffQuestion): readonly PackChange[] {
  const all = compareContent(from.content, to.content);
  const shown = showSecrets ? unmaskedChanges(all, from.content, to.content) : all;
  return withDetail(
    shown.filter((change) => isNamed(pack, change.pack)),
    detail,
  );
}

function isNamed(glob: string | null, pack: string): boolean {
  return glob === null || namesOfPack(pack).some((name) => matchesGlob(glob, name));
}

function refuseUnknownPack(contents: readonly Content[], glob: string | null): void {
  const names = new Set(contents.flatMap(({ packs }) => packs.map(({ name }) => name)));
  if ([...names].some((name) => isNamed(glob, name))) return;
  throw userError(
    EXIT.error,
    'plan/no-such-pack',
    `neither the clone nor its source has a pack ${JSON.stringify(glob)}`,
    `packs: ${[...names].join(', ')}`,
  );
}
