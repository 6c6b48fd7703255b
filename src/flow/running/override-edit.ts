// Declaration files with the overrides that a manual edit comes to: what would be written, and whether it comes to the clone. Writes
// nothing.
import type { Content } from '../../content/content.ts';
import { maskText } from '../../content/mask.ts';
import { overridesFor } from '../../content/overrides/from-difference.ts';
import type { OverrideFile, OverrideLayer } from '../../content/overrides/overrides.ts';
import { insertOverrides } from '../../declare/edit/insert-overrides.ts';
import { type Address, parseAddress } from '../../model/address.ts';
import type { DesiredClone } from '../../model/desired.ts';
import { invariant } from '../../model/invariant.ts';

/** One clone that somebody edited. */
export interface EditedClone {
  readonly desired: DesiredClone;
  /** What the declaration makes of the source that the clone was made of. */
  readonly wanted: Content;
  readonly now: Content;
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
  { desired, wanted, now }: EditedClone,
  disk: FileReader,
): Promise<RefusedEdit | null> {
  const { address, id } = desired;
  const difference = overridesFor(wanted, now);
  if (difference.status === 'impossible') return { address, reasons: difference.reasons, yaml: null };
  const { layer: found } = difference;
  if (found.packs.size === 0 && found.variables.size === 0) return null;
  const project = parseAddress(address)?.project ?? null;
  const { file } = desired.places.declaration;
  const text = edits.after.get(file) ?? (await disk.read(file));
  if (text === null) return { address, reasons: [`${file} cannot be read`], yaml: null };
  const whole = withWholeTexts(found, now);
  let refusal: RefusedEdit | null = null;
  for (const layer of whole === null ? [found] : [found, whole]) {
    const placed = await withFiles(layer, folderOf(id, project), edits, disk);
    const edited = insertOverrides(text, id, project, placed.layer);
    const yaml = yamlOf(id, project, placed.layer);
    if (edited.ok) {
      edits.yaml.set(address, yaml);
      if (!edits.before.has(file)) edits.before.set(file, text);
      edits.after.set(file, edited.text);
      for (const { name, text: own } of placed.files) {
        edits.before.set(name, null);
        edits.after.set(name, own);
      }
      return null;
    }
    const line = edited.line === undefined ? file : `${file}:${edited.line}`;
    refusal ??= { address, reasons: [`${line}: ${edited.reason}`], yaml };
  }
  return refusal;
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

function folderOf(id: string, project: string | null): string {
  return `overrides/${fileName(project === null ? id : `${id}-${project}`)}`;
}

function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, '-').replace(/^[.-]+/, '') || 'overrides';
}

/** The layer with its whole texts under names that nothing has yet. */
async function withFiles(
  layer: OverrideLayer,
  folder: string,
  edits: FileEdits,
  disk: FileReader,
): Promise<{ readonly layer: OverrideLayer; readonly files: readonly OverrideFile[] }> {
  const files: OverrideFile[] = [];
  const place = async (name: string, { text }: OverrideFile): Promise<OverrideFile> => {
    const taken = new Set([...edits.after.keys(), ...files.map((file) => file.name)]);
    for (let count = 1; ; count++) {
      const full = `${folder}/${fileName(name)}${count === 1 ? '' : `-${count}`}.yaml`;
      if (taken.has(full) || (await disk.read(full)) !== null) continue;
      const file = { name: full, text };
      files.push(file);
      return file;
    }
  };
  const packs = new Map<string, OverrideLayer['packs'] extends ReadonlyMap<string, infer P> ? P : never>();
  for (const [name, pack] of layer.packs) {
    invariant(pack !== null, 'a difference drops no layer');
    const manifests = new Map(pack.manifests);
    for (const [manifest, change] of pack.manifests)
      if (change !== null && change.kind !== 'remove' && change.file !== undefined)
        manifests.set(manifest, { ...change, file: await place(`${name}-${manifest}`, change.file) });
    const { valuesFile } = pack;
    const values = valuesFile === undefined ? {} : { valuesFile: await place(name, valuesFile) };
    packs.set(name, { ...pack, manifests, ...values });
  }
  return { layer: { ...layer, packs }, files };
}
