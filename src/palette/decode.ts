// A tolerant reader: checks the members that we rely on, and lets everything else pass.
import type { WirePackManifests, WireProfile, WireProfileRow, WireUserInfo, WireVariable } from './wire.ts';

/** What is wrong with an answer, with the path of the member. Becomes a PaletteError where the request is known. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

type Fields = Readonly<Record<string, unknown>>;

export function asObject(value: unknown, path: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ShapeError(`${path} is not an object`);
  return value as Fields;
}

function asList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ShapeError(`${path} is not a list`);
  return value;
}

function asText(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new ShapeError(`${path} is not a text`);
  return value;
}

function checkMeta(value: unknown, path: string): void {
  const meta = asObject(value, path);
  asText(meta['uid'], `${path}.uid`);
  asText(meta['name'], `${path}.name`);
  checkTexts(meta['labels'], `${path}.labels`);
  checkTexts(meta['annotations'], `${path}.annotations`);
}

function checkTexts(value: unknown, path: string): void {
  if (value === undefined || value === null) return;
  for (const [key, item] of Object.entries(asObject(value, path))) {
    if (typeof item !== 'string' && item !== null) throw new ShapeError(`${path}.${key} is not a text`);
  }
}

export function decodeProfile(value: unknown): WireProfile {
  const profile = asObject(value, 'profile');
  checkMeta(profile['metadata'], 'metadata');
  const spec = asObject(profile['spec'], 'spec');
  for (const part of ['published', 'draft']) {
    if (spec[part] === undefined || spec[part] === null) continue;
    const packs = asList(asObject(spec[part], `spec.${part}`)['packs'], `spec.${part}.packs`);
    packs.forEach((pack, n) =>
      asText(asObject(pack, `packs[${n}]`)['name'], `spec.${part}.packs[${n}].name`),
    );
  }
  return value as WireProfile;
}

export function decodeRow(value: unknown): WireProfileRow {
  const row = asObject(value, 'item');
  checkMeta(row['metadata'], 'item.metadata');
  const summary = row['specSummary'];
  if (summary !== undefined && summary !== null) {
    for (const item of asList(
      asObject(summary, 'item.specSummary')['versions'],
      'item.specSummary.versions',
    )) {
      asText(asObject(item, 'version')['uid'], 'item.specSummary.versions.uid');
    }
  }
  return value as WireProfileRow;
}

export function decodePackManifests(value: unknown): WirePackManifests {
  const spec = asObject(value, 'answer')['spec'];
  if (spec !== undefined && spec !== null) asList(asObject(spec, 'spec')['packs'], 'spec.packs');
  return value as WirePackManifests;
}

export function decodeVariables(value: unknown): readonly WireVariable[] {
  const variables = asList(asObject(value, 'answer')['variables'], 'variables');
  variables.forEach((variable, n) => asText(asObject(variable, 'variable')['name'], `variables[${n}].name`));
  return variables as readonly WireVariable[];
}

/** Names only: the values of macros may be secrets. */
export function decodeMacroNames(value: unknown): readonly string[] {
  return asList(asObject(value, 'answer')['macros'], 'macros').map((macro, n) =>
    asText(asObject(macro, 'macro')['name'], `macros[${n}].name`),
  );
}

export function decodeProjects(value: unknown): readonly { readonly uid: string; readonly name: string }[] {
  return asList(asObject(value, 'answer')['items'], 'items').map((item) => {
    const meta = asObject(asObject(item, 'item')['metadata'], 'item.metadata');
    return {
      uid: asText(meta['uid'], 'item.metadata.uid'),
      name: asText(meta['name'], 'item.metadata.name'),
    };
  });
}

export function decodeUser(value: unknown): WireUserInfo {
  const user = asObject(value, 'answer');
  return { ...user, tenantUid: asText(user['tenantUid'], 'tenantUid') };
}

/** The published API says `uid`; a mock in the wild says `UID`. */
export function decodeUid(value: unknown): { readonly uid: string } {
  const answer = asObject(value, 'answer');
  const uid = asText(answer['uid'] ?? answer['UID'], 'uid');
  if (!isUid(uid)) throw new ShapeError('uid is not a UID');
  return { uid };
}

/** What may go into a path. */
export function isUid(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(text);
}
