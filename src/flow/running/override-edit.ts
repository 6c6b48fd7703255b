// Declaration files with the overrides that a manual edit comes to: what would be written, and whether it comes to the clone. Writes
// nothing.
import type { Content } from '../../content/content.ts';
import { maskText } from '../../content/mask.ts';
import { overridesFor } from '../../content/overrides/from-difference.ts';
import type { OverrideLayer } from '../../content/overrides/overrides.ts';
import type { EditedFile } from '../../declare/edit/edited.ts';
import { insertOverrides } from '../../declare/edit/insert-overrides.ts';
import { type OverrideNames, ownOverrides, replaceOverrides } from '../../declare/edit/replace-overrides.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import type { DesiredClone } from '../../model/desired.ts';
import { folderOf, placeFiles } from '../override-files.ts';

/** One clone that somebody edited. */
export interface EditedClone {
  readonly desired: DesiredClone;
  /** What the declaration makes of the source that the clone was made of. */
  readonly wanted: Content;
  readonly now: Content;
  /** What all layers but the last make of that source; null: they cannot be applied alone. */
  below(): Promise<Content | null>;
  /** Whether the declarations, edited like this, make what the clone has. */
  comesOut(edits: FileEdits): Promise<boolean>;
}

export interface RefusedEdit {
  readonly address: Address;
  readonly reasons: readonly string[];
  /** What could be written by hand; null: no override can say it. */
  readonly yaml: string | null;
}

/** Texts by path as the declarations name them. */
export interface FileEdits {
  readonly before: Map<string, string | null>;
  readonly after: Map<string, string>;
  /** The overrides of each clone by themselves. */
  readonly yaml: Map<Address, string>;
}

export interface FileReader {
  /** null: there is no such file. */
  read(file: string): Promise<string | null>;
}

/** Adds the overrides of a clone to the edits; what stands in the way is returned instead, and nothing is added. */
export async function addOverrides(
  edits: FileEdits,
  clone: EditedClone,
  disk: FileReader,
): Promise<RefusedEdit | null> {
  const { desired, wanted, now } = clone;
  const { address, id } = desired;
  const difference = overridesFor(wanted, now);
  if (difference.status === 'impossible') return { address, reasons: difference.reasons, yaml: null };
  const { layer } = difference;
  if (layer.packs.size === 0 && layer.variables.size === 0) return null;
  const { file } = desired.places.declaration;
  const text = edits.after.get(file) ?? (await disk.read(file));
  if (text === null) return { address, reasons: [`${file} cannot be read`], yaml: null };
  const target = { text, file, id, project: parseAddress(address)?.project ?? null };
  const own = ownOverrides(text, id, target.project);
  const isBesideOthers = hasAny(common(own, layer));
  let refusal: RefusedEdit | null = null;
  for await (const attempt of attemptsFor(clone, layer, own)) {
    const trial = await tryEdit(edits, target, attempt, disk);
    if ('edits' in trial && (!isBesideOthers || (await clone.comesOut(trial.edits)))) {
      edits.yaml.set(address, trial.yaml);
      for (const [name, old] of trial.edits.before) edits.before.set(name, old);
      for (const [name, edited] of trial.edits.after) edits.after.set(name, edited);
      return null;
    }
    refusal ??= { address, reasons: ['reason' in trial ? trial.reason : BESIDE_OTHERS], yaml: trial.yaml };
  }
  return refusal;
}

/** Why overrides that are right by themselves are not written. */
export const BESIDE_OTHERS =
  'with the overrides that its declaration has already, they do not make what the clone has';

/** Overrides to write, and which of those in the file they replace. */
interface Attempt {
  readonly layer: OverrideLayer;
  readonly replaced: OverrideNames;
}

const NOTHING: OverrideNames = { packs: [], variables: [] };

/**
 * The first that comes out as the clone is written: the edit beside the overrides that are there, which keeps all that is written;
 * then in the place of those of the same packs and variables; then in the place of all.
 */
async function* attemptsFor(
  clone: EditedClone,
  layer: OverrideLayer,
  own: OverrideNames,
): AsyncGenerator<Attempt> {
  yield { layer, replaced: NOTHING };
  const whole = withWholeTexts(layer, clone.now);
  if (whole !== null) yield { layer: whole, replaced: NOTHING };
  const same = common(own, layer);
  if (!hasAny(same)) return;
  const below = await clone.below();
  const difference = below === null ? null : overridesFor(below, clone.now);
  if (difference?.status !== 'expressed') return;
  const fresh = keepingSettings(difference.layer, clone.desired.overrides?.layers.at(-1));
  yield { layer: { ...fresh, ...inPlaceOf(same, layer, fresh) }, replaced: same };
  yield { layer: fresh, replaced: own };
}

/** Of the packs and variables in `names` what `fresh` says, of all others what `layer` says. */
function inPlaceOf(
  names: OverrideNames,
  layer: OverrideLayer,
  fresh: OverrideLayer,
): Pick<OverrideLayer, 'packs' | 'variables'> {
  const merged = <V>(
    replaced: readonly string[],
    old: ReadonlyMap<string, V>,
    now: ReadonlyMap<string, V>,
  ): ReadonlyMap<string, V> =>
    new Map([
      ...[...old].filter(([name]) => !replaced.includes(name)),
      ...[...now].filter(([name]) => replaced.includes(name)),
    ]);
  return {
    packs: merged(names.packs, layer.packs, fresh.packs),
    variables: merged(names.variables, layer.variables, fresh.variables),
  };
}

/** What the overrides of a pack say beside what they change. */
function keepingSettings(layer: OverrideLayer, old: OverrideLayer | undefined): OverrideLayer {
  const packs = [...layer.packs].map(([name, pack]) => {
    const { onConflict } = old?.packs.get(name) ?? {};
    return [name, pack === null || onConflict === undefined ? pack : { ...pack, onConflict }] as const;
  });
  return { ...layer, packs: new Map(packs) };
}

function common(own: OverrideNames, { packs, variables }: OverrideLayer): OverrideNames {
  return {
    packs: own.packs.filter((name) => packs.has(name)),
    variables: own.variables.filter((name) => variables.has(name)),
  };
}

function hasAny({ packs, variables }: OverrideNames): boolean {
  return packs.length + variables.length > 0;
}

interface EditTarget {
  readonly text: string;
  readonly file: string;
  readonly id: string;
  readonly project: string | null;
}

type Trial =
  | { readonly edits: FileEdits; readonly yaml: string }
  | { readonly reason: string; readonly yaml: string };

/** The edits so far with those of one attempt. */
async function tryEdit(
  edits: FileEdits,
  { text, file, id, project }: EditTarget,
  { layer, replaced }: Attempt,
  disk: FileReader,
): Promise<Trial> {
  const placed = await placeFiles(
    layer,
    folderOf(id, project),
    async (name) => edits.after.has(name) || (await disk.read(name)) !== null,
  );
  const edited: EditedFile = hasAny(replaced)
    ? replaceOverrides(text, id, project, replaced, placed.layer)
    : insertOverrides(text, id, project, placed.layer);
  const yaml = yamlOf(id, project, placed.layer);
  if (!edited.ok) {
    const line = edited.line === undefined ? file : `${file}:${edited.line}`;
    return { reason: `${line}: ${edited.reason}`, yaml };
  }
  const [before, after] = [new Map(edits.before), new Map(edits.after)];
  if (!before.has(file)) before.set(file, text);
  after.set(file, edited.text);
  for (const { name, text: own } of placed.files) {
    before.set(name, null);
    after.set(name, own);
  }
  return { edits: { ...edits, before, after }, yaml };
}

/** Texts that cannot be written into the YAML stand in files of their own; null: there are none, or one of them holds a secret. */
function withWholeTexts(layer: OverrideLayer, { packs }: Content): OverrideLayer | null {
  const whole = new Map(layer.packs);
  for (const [key, pack] of layer.packs) {
    const now = packs.filter(({ name }) => name === key);
    if (pack === null || pack.replace.length === 0 || now.length !== 1) continue;
    const { values: text = '' } = now[0] ?? {};
    if (maskText(text) !== text) return null;
    const { values: _values, ...rest } = pack;
    whole.set(key, { ...rest, replace: [], unset: [], valuesFile: { name: key, text } });
  }
  const isOther = [...whole].some(([key, pack]) => pack !== layer.packs.get(key));
  return isOther ? { ...layer, packs: whole } : null;
}

/** The overrides alone, below the declaration that they belong to. */
function yamlOf(id: string, project: string | null, layer: OverrideLayer): string {
  const head = `cloneform: 1\nclones:\n  ${JSON.stringify(id)}: {}\n`;
  const edited = insertOverrides(head, id, project, layer);
  return edited.ok ? edited.text.replace('cloneform: 1\n', '') : '';
}
