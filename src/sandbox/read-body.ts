// Bodies of requests, read as far as the routes need them.
import { badRequest } from './failure.ts';
import type { StoredContent, StoredPack } from './profile-content.ts';
import type { WireVariable } from '../palette/wire.ts';

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
  return Object.fromEntries(Object.entries(fields(value)).flatMap(([key, item]) => (typeof item === 'string' ? [[key, item]] : [])));
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
export function readContent(template: unknown, newUid: () => string, before: StoredContent | null = null): StoredContent {
  const part = fields(template);
  const known = new Map((before?.packs ?? []).map((pack) => [pack.name, pack]));
  return {
    cloudType: str(part['cloudType']) || before?.cloudType || 'all',
    type: str(part['type']) || before?.type || 'add-on',
    packs: items(part['packs']).map((item) => readPack(fields(item), known.get(str(fields(item)['name'])), newUid)),
  };
}

function readPack(pack: Fields, before: StoredPack | undefined, newUid: () => string): StoredPack {
  const name = str(pack['name']);
  if (name === '') throw badRequest('a pack has no name');
  const registry = fields(fields(pack['registry'])['metadata']);
  const tag = typeof pack['tag'] === 'string' ? pack['tag'] : (before?.tag ?? '');
  const type = str(pack['type']) || before?.type || 'spectro';
  return {
    name,
    tag,
    version: str(pack['version']) || (before?.tag === tag ? before.version : tag.replace(/\.x$/, '.0')),
    layer: str(pack['layer']) || before?.layer || 'addon',
    type,
    registryUid: str(pack['registryUid']) || str(registry['uid']) || before?.registryUid || '',
    registryName: str(registry['name']) || before?.registryName || '',
    packUid: str(pack['uid']) || before?.packUid || (type === 'manifest' ? 'spectro-manifest-pack' : newUid()),
    values: typeof pack['values'] === 'string' ? pack['values'] : (before?.values ?? ''),
    manifests: items(pack['manifests']).map((item) => {
      const manifest = fields(item);
      const old = before?.manifests.find((known) => known.name === str(manifest['name']));
      return {
        name: str(manifest['name']),
        uid: old?.uid ?? newUid(),
        content: typeof manifest['content'] === 'string' ? manifest['content'] : (old?.content ?? ''),
      };
    }),
  };
}

export function readVariables(value: unknown): readonly WireVariable[] {
  return items(value).map((item) => {
    const variable = fields(item);
    if (str(variable['name']) === '') throw badRequest('a variable has no name');
    return variable as unknown as WireVariable;
  });
}
