// Hints about what a change brings along: things that are allowed and that people regret. Warnings, never blockers.
import semver from 'semver';
import type { Content, Pack } from '../content/content.ts';
import { edgeEffects } from '../content/edge-upgrade.ts';
import type { Address } from '../model/address.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PackStages } from '../model/observed.ts';
import type { Draft } from './change.ts';
import type { SKEWS } from './pack-facts.ts';
import { groupBy } from './planning-context.ts';
import type { Source } from './source.ts';

/** What a change copies and what the clone had before; null where that is not known. */
export interface Skew {
  readonly change: Pick<Draft, 'address' | 'clone'>;
  readonly source: Source;
  readonly before: Content | null;
  readonly after: Content | null;
  /** Names of the macros that the target's project has; null where that was not read. */
  readonly macros: ReadonlySet<string> | null;
  /** Packs of the source that are on their way out; null where that was not told. */
  readonly packStages: PackStages | null;
}

/** What is said of one clone, or of all that it holds for. */
export interface SkewHint {
  readonly address: Address;
  readonly code: Diagnostic['code'];
  /** Without the address. */
  readonly text: string;
  readonly hint: string;
}

/** A fleet that copies one source regrets the same thing once: hints that are alike are one warning. */
export function tellSkew(hints: readonly SkewHint[]): readonly Diagnostic[] {
  const alike = groupBy(hints, ({ code, text }) => JSON.stringify([code, text]));
  return [...alike.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const { code, text, hint } = first;
    const shown = [first, ...others].slice(0, SHOWN_ADDRESSES).map(({ address }) => address);
    const more = others.length + 1 - shown.length;
    const names = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
    return [{ code, severity: 'warning', message: `${names}: ${text}`, hint } as const];
  });
}

const SHOWN_ADDRESSES = 5;

export function findSkew(skew: Skew): readonly SkewHint[] {
  const { change, source, before, after } = skew;
  const { address } = change;
  const name = `${source.key.name} ${source.key.version}`;
  const found: SkewHint[] = [];
  if (source.hasDraft) {
    found.push(
      warn(
        address,
        'unpublished-draft',
        `${name} has an unpublished draft; the published content is copied`,
        'if you want the draft to be copied, publish it first',
      ),
    );
  }
  found.push(...leavingPacks(skew, name));
  if (after === null) return found;
  const invalid = after.packs.filter((pack) => pack.isInvalid).map((pack) => pack.name);
  if (invalid.length > 0)
    found.push(
      warn(
        address,
        'invalid-pack',
        `Palette reports invalid packs in ${name}: ${invalid.join(', ')}`,
        'their tags were probably removed from the registry',
      ),
    );
  found.push(...missingMacros(skew, after));
  if (before === null) return found;
  return [...found, ...versionSkew(address, before, after), ...edgeSkew(address, before, after)];
}

/** Stages last three months each (facts.md section 10, row 25). Lists count such packs and do not name them. */
function leavingPacks({ change: { address }, packStages }: Skew, name: string): readonly SkewHint[] {
  if (packStages === null) return [];
  return STAGES.flatMap(([stage, meaning]) => {
    const number = packStages[stage];
    if (number === 0) return [];
    const packs = number === 1 ? `1 ${stage} pack` : `${number} ${stage} packs`;
    const hint = `${meaning}; take a version of the source with newer packs`;
    return [warn(address, `${stage}-pack`, `${name} has ${packs}`, hint)];
  });
}

const STAGES = [
  [
    'deleted',
    'Palette lets no new cluster and no new profile use a deleted pack, so that a clone may be refused',
  ],
  ['disabled', 'clusters that have a disabled pack keep it, and new profiles cannot choose it'],
  ['deprecated', 'a deprecated pack is disabled three months later'],
] as const;

function edgeSkew(address: Address, before: Content, after: Content): readonly SkewHint[] {
  return edgeEffects(before, after).map(({ effect, pack, paths }) =>
    warn(
      address,
      `edge-${effect}`,
      `${paths.join(', ')} of ${pack} changes: clusters that take this version ${effect} their hosts`,
      "by the vendor's table of upgrade behavior; choose a time when nodes can be down one after the other",
    ),
  );
}

function versionSkew(address: Address, before: Content, after: Content): readonly SkewHint[] {
  const old = new Map(before.packs.map((pack) => [pack.name, pack]));
  const oldKubernetes = before.packs.find((pack) => pack.layer === 'k8s');
  return after.packs.flatMap((pack) => {
    const was = old.get(pack.name) ?? (pack.layer === 'k8s' ? oldKubernetes : undefined);
    const [from, to] = [was === undefined ? null : versionOf(was), versionOf(pack)];
    if (was === undefined || from === null || to === null) return [];
    const jump = `${pack.name} ${was.tag} → ${pack.tag}`;
    if (semver.lt(to, from))
      return [
        warn(
          address,
          'pack-downgrade',
          `${jump} is a downgrade`,
          'clusters that were already upgraded may reject it',
        ),
      ];
    if (pack.layer === 'k8s' && to.major === from.major && to.minor > from.minor + 1)
      return [
        warn(
          address,
          'kubernetes-skip',
          `${jump} skips a minor version of Kubernetes`,
          'upgrade clusters one minor version at a time: copy an intermediate version first',
        ),
      ];
    return [];
  });
}

/** Trains such as 1.25.x count as their first version; 22.04 is 22.4. */
function versionOf(pack: Pack): semver.SemVer | null {
  return semver.coerce(pack.tag.replace(/\b0+(?=\d)/g, ''));
}

const MACRO = /\{\{\s*\.spectro\.macro\.([A-Za-z0-9_.-]+)/g;

/** Macros that the values of a content use, e.g. `{{.spectro.macro.registry}}`. */
export function macrosIn(content: Content): readonly string[] {
  const texts = content.packs.flatMap((pack) => [pack.values, ...pack.manifests.map((item) => item.content)]);
  const names = texts.flatMap((text) => [...text.matchAll(MACRO)].map((match) => match[1] ?? ''));
  return [...new Set(names)].sort();
}

function missingMacros({ change, macros }: Skew, after: Content): readonly SkewHint[] {
  if (macros === null) return [];
  const missing = macrosIn(after).filter((name) => !macros.has(name));
  if (missing.length === 0) return [];
  const where = change.clone.project === null ? 'the tenant' : 'the target project';
  return [
    warn(
      change.address,
      'missing-macro',
      `values use macros that are not defined in ${where}: ${missing.join(', ')}`,
      'a clone does not copy macros: define them there',
    ),
  ];
}

function warn(address: Address, what: (typeof SKEWS)[number], text: string, hint: string): SkewHint {
  return { address, code: `plan/skew-${what}`, text, hint };
}
