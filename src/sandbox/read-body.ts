// Bodies of requests, read as far as the routes need them.

import type { WireVariable } from '../palette/wire.ts';
import { ApiFailure, badRequest } from './failure.ts';
import { PACK_STAGES, type StoredContent, type StoredPack } from './profile-content.ts';

export type Fields = Readonly<Record<string, unknown>>;

export function fields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

export function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function str(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function texts(value: unknown): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(fields(value)).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : [])),
  );
}

export function parseJson(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw badRequest('the body is not JSON');
  }
}

/** Packs as create, update, import and seed files write them. `before`: packs whose members the body may leave out. */
export function readContent(
  template: unknown,
  newUid: () => string,
  before: StoredContent | null = null,
): StoredContent {
  const part = fields(template);
  const known = new Map((before?.packs ?? []).map((pack) => [pack.name, pack]));
  refuseForeignManifests(part, before);
  return {
    cloudType: str(part['cloudType']) || before?.cloudType || 'all',
    type: str(part['type']) || before?.type || 'add-on',
    packs: items(part['packs']).map((item) =>
      readPack(fields(item), known.get(str(fields(item)['name'])), newUid),
    ),
  };
}

/** A manifest belongs to the profile, and so to the project, that it was made in (facts.md section 10, row 23). */
function refuseForeignManifests(template: Fields, before: StoredContent | null): void {
  const own = new Set((before?.packs ?? []).flatMap(({ manifests }) => manifests.map(({ uid }) => uid)));
  for (const pack of items(template['packs'])) {
    for (const manifest of items(fields(pack)['manifests'])) {
      const uid = str(fields(manifest)['uid']);
      if (uid !== '' && !own.has(uid))
        throw new ApiFailure(404, 'ManifestNotFound', `Manifest ${uid} is not found in the project`);
    }
  }
}

const NO_PACK: StoredPack = {
  name: '',
  tag: '',
  version: '',
  layer: 'addon',
  type: 'spectro',
  registryUid: '',
  registryName: '',
  packUid: '',
  values: '',
  manifests: [],
};

/** Members that the body leaves out stay as they were in the pack of that name. */
function readPack(pack: Fields, before: StoredPack = NO_PACK, newUid: () => string): StoredPack {
  const name = str(pack['name']);
  if (name === '') throw badRequest('a pack has no name');
  const registry = fields(fields(pack['registry'])['metadata']);
  const tag = given(pack['tag'], before.tag);
  const type = str(pack['type']) || before.type;
  const registryUid = given(pack['registryUid'], str(registry['uid']) || before.registryUid);
  // The UID is that of a pack of this tag in this registry: another one has another.
  const isSamePack = before.tag === tag && before.registryUid === registryUid;
  const madeUid = type === 'manifest' ? 'spectro-manifest-pack' : newUid();
  return {
    name,
    tag,
    version:
      str(pack['version']) ||
      (before.tag === tag && before.version !== '' ? before.version : tag.replace(/\.x$/, '.0')),
    layer: str(pack['layer']) || before.layer,
    type,
    registryUid,
    registryName: str(registry['name']) || before.registryName,
    packUid: str(pack['uid']) || (isSamePack ? before.packUid : '') || madeUid,
    values: given(pack['values'], before.values),
    manifests: items(pack['manifests']).map((item) => readManifest(fields(item), before, newUid)),
    ...stageOf(pack, isSamePack ? before : NO_PACK),
  };
}

/** Of the pack in its registry: seeds say it, bodies of requests do not. */
function stageOf(pack: Fields, before: StoredPack): Pick<StoredPack, 'stage'> {
  const stage = PACK_STAGES.find((one) => one === pack['stage']) ?? before.stage;
  return stage === undefined ? {} : { stage };
}

function readManifest(
  manifest: Fields,
  before: StoredPack,
  newUid: () => string,
): StoredPack['manifests'][number] {
  const name = str(manifest['name']);
  const old = before.manifests.find((known) => known.name === name);
  return { name, uid: old?.uid ?? newUid(), content: given(manifest['content'], old?.content ?? '') };
}

/** "" is a value, absent is not. */
function given(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

export function variablesFrom(value: unknown): readonly WireVariable[] {
  return items(value).map((item) => {
    const variable = fields(item);
    if (str(variable['name']) === '') throw badRequest('a variable has no name');
    return variable as unknown as WireVariable;
  });
}
