// What a change does to content, pack by pack: tags before and after, how far each jumps, and every difference with its path.
import semver from 'semver';
import type { Digest } from '../content/content.ts';
import type { Edit, PackChange } from '../content/pack-change.ts';
import { isCopying } from '../plan/change.ts';
import { kindOf } from '../plan/document.ts';
import type { PackFacts } from '../plan/pack-facts.ts';
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import { JUMPS, type Jump } from './vocabulary.ts';

export function contentFacts(plan: Plan, change: ChangeEntry): Readonly<Record<string, unknown>> {
  const kind = kindOf(change);
  const isWritten = isCopying({ kind }) || kind === 'adopt';
  const differences = (change.content ?? []).flatMap(differencesOf);
  if (!isWritten) return { isWritten, isKnown: true, jump: 'none', packs: [], removedPacks: [], differences };
  const digestBefore = change.contentBefore ?? change.preconditions.observed?.digest;
  const after = packsOf(plan, change.rendering?.wanted ?? change.source.digest);
  const before = digestBefore === undefined && isFirst(change) ? [] : packsOf(plan, digestBefore ?? null);
  if (after === null)
    return { isWritten, isKnown: false, jump: null, packs: null, removedPacks: null, differences };
  const packs = after.map((pack) => packFacts(plan, pack, before));
  return {
    isWritten,
    isKnown: before !== null,
    jump: before === null ? null : largest(packs.map(({ jump }) => jump)),
    packs: before === null ? null : packs,
    removedPacks:
      before === null
        ? null
        : before.map(({ name }) => name).filter((name) => after.every((pack) => pack.name !== name)),
    differences,
  };
}

/** Nothing of it is there yet. */
function isFirst(change: ChangeEntry): boolean {
  return change.preconditions.observed === null && kindOf(change) !== 'create_version';
}

/** null: they were not read. */
function packsOf(plan: Plan, digest: Digest | null): readonly PackFacts[] | null {
  return (digest === null ? undefined : plan.contents?.[digest]) ?? null;
}

function packFacts(
  { registries = {} }: Plan,
  pack: PackFacts,
  before: readonly PackFacts[] | null,
): Readonly<Record<string, unknown>> & { readonly jump: Jump } {
  // Distributions of Kubernetes are packs with other names; a profile has one.
  const was =
    before?.find(({ name }) => name === pack.name) ??
    (pack.layer === 'k8s' ? before?.find(({ layer }) => layer === 'k8s') : undefined);
  const { name, layer, type, tag, registryUid } = pack;
  const known = Object.hasOwn(registries, registryUid) ? registries[registryUid] : null;
  const registry = registryUid === '' ? '' : known;
  const jump = jumpOf(was?.tag ?? null, tag);
  return { name, layer, type, before: was?.tag, after: tag, registryUid, registry, ...jump };
}

/** Of the source, whose packs may stay while its version goes back. */
export function sourceFacts({ source, sourceBefore }: ChangeEntry): Readonly<Record<string, unknown>> {
  if (sourceBefore === undefined) return { ...source, before: null, jump: 'none' };
  if (sourceBefore.name !== source.name || source.version === null)
    return { ...source, before: null, jump: 'other' };
  return { ...source, before: sourceBefore.version, jump: jumpOf(sourceBefore.version, source.version).jump };
}

/** Trains such as 1.25.x count as their first version; 22.04 is 22.4. */
function jumpOf(
  before: string | null,
  after: string,
): { readonly jump: Jump; readonly skippedMinors: number } {
  if (before === null || before === after) return { jump: 'none', skippedMinors: 0 };
  const [from, to] = [versionOf(before), versionOf(after)];
  if (from === null || to === null) return { jump: 'other', skippedMinors: 0 };
  const order = semver.compare(to, from);
  if (order < 0) return { jump: 'downgrade', skippedMinors: 0 };
  if (order === 0) return { jump: 'other', skippedMinors: 0 };
  if (to.major > from.major) return { jump: 'major', skippedMinors: 0 };
  if (to.minor > from.minor) return { jump: 'minor', skippedMinors: to.minor - from.minor - 1 };
  return { jump: 'patch', skippedMinors: 0 };
}

function versionOf(tag: string): semver.SemVer | null {
  return semver.coerce(tag.replace(/\.x\b/g, '.0').replace(/\b0+(?=\d)/g, ''));
}

const BY_SIZE: readonly Jump[] = ['none', 'other', 'patch', 'minor', 'major', 'downgrade'];

function largest(jumps: readonly Jump[]): Jump {
  const rank = Math.max(0, ...jumps.map((jump) => BY_SIZE.indexOf(jump)));
  return BY_SIZE[rank] ?? JUMPS[0];
}

/** One for each edit; a fact of a pack, such as its tag, is one by itself. */
function differencesOf({ pack, change, from, to, edits = [], by }: PackChange): readonly unknown[] {
  const fact = {
    pack,
    change,
    path: '',
    kind: 'fact',
    from,
    to,
    isMasked: false,
    isOverride: by === 'override',
  };
  return edits.length === 0 ? [fact] : edits.map((edit) => differenceOf(pack, change, edit));
}

function differenceOf(pack: string, change: string, { path, kind, from, to, hidden, by }: Edit): unknown {
  return { pack, change, path, kind, from, to, isMasked: hidden === true, isOverride: by === 'override' };
}
