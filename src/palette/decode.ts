// A tolerant reader: checks the members that we rely on, all of them, and lets everything else pass.
import { maskSentence } from '../content/secret-text.ts';
import type { ListedProject, NamedProject } from '../model/project.ts';
import {
  asList,
  asObject,
  asText,
  type Check,
  listOf,
  maybe,
  maybeFlag,
  maybeText,
  maybeTexts,
  object,
  ShapeError,
  text,
} from './shape.ts';
import type {
  WireManifest,
  WirePackFault,
  WirePackManifests,
  WireProfile,
  WireProfileRow,
  WireUserInfo,
  WireVariable,
} from './wire.ts';

const META = object({
  uid: text,
  name: text,
  labels: maybeTexts,
  annotations: maybeTexts,
  creationTimestamp: maybeText,
  lastModifiedTimestamp: maybeText,
});

const USE: Readonly<Record<string, Check>> = {
  isPublished: maybeFlag,
  inUseClusters: listOf(object({ uid: text, name: maybeText })),
  inUseClusterUids: listOf(text),
  inUseClusterTemplates: listOf(object({ uid: text, name: maybeText })),
};

const VERSIONS = listOf(object({ uid: text, version: maybeText }));

const TEMPLATE = object({
  name: maybeText,
  cloudType: maybeText,
  type: maybeText,
  profileVersion: maybeText,
  packs: listOf(
    object({
      name: text,
      tag: maybeText,
      version: maybeText,
      layer: maybeText,
      type: maybeText,
      registryUid: maybeText,
      packUid: maybeText,
      values: maybeText,
      manifests: listOf(object({ name: maybeText, uid: maybeText })),
      isInvalid: maybeFlag,
      inValidReason: maybeText,
    }),
  ),
});

const PROFILE = object({
  metadata: META,
  spec: object({
    version: maybeText,
    versions: VERSIONS,
    published: maybe(TEMPLATE),
    draft: maybe(TEMPLATE),
  }),
  status: maybe(object({ ...USE, hasUserMacros: maybeFlag })),
});

const ROW = object({
  metadata: META,
  specSummary: maybe(
    object({
      version: maybeText,
      versions: VERSIONS,
      published: maybe(object({ cloudType: maybeText, type: maybeText })),
    }),
  ),
  status: maybe(object(USE)),
});

const PACK_MANIFESTS = object({
  spec: maybe(
    object({
      packs: listOf(
        object({
          metadata: maybe(object({ uid: maybeText, name: maybeText })),
          spec: maybe(
            object({
              name: maybeText,
              displayName: maybeText,
              values: maybeText,
              manifests: listOf(object({ name: maybeText, uid: maybeText, content: maybeText })),
            }),
          ),
        }),
      ),
    }),
  ),
});

const MANIFEST = object({
  metadata: maybe(object({ uid: maybeText, name: maybeText })),
  spec: maybe(
    object({
      published: maybe(object({ content: maybeText })),
      draft: maybe(object({ content: maybeText })),
    }),
  ),
});

const VARIABLE = object({
  name: text,
  displayName: maybeText,
  description: maybeText,
  format: maybeText,
  defaultValue: maybeText,
  regex: maybeText,
  required: maybeFlag,
  immutable: maybeFlag,
  hidden: maybeFlag,
  isSensitive: maybeFlag,
  inputType: maybeText,
  options: listOf(object({ value: text, label: maybeText, description: maybeText })),
});

export function decodeProfile(value: unknown): WireProfile {
  PROFILE(value, '');
  return value as WireProfile;
}

export function decodeRow(value: unknown): WireProfileRow {
  ROW(value, 'item');
  return value as WireProfileRow;
}

export function decodePackManifests(value: unknown): WirePackManifests {
  PACK_MANIFESTS(value, '');
  return value as WirePackManifests;
}

export function decodeManifests(value: unknown): readonly WireManifest[] {
  const items = asList(asObject(value, 'answer')['items'], 'items');
  items.forEach((item, n) => MANIFEST(item, `items[${n}]`));
  return items as readonly WireManifest[];
}

export function decodeVariables(value: unknown): readonly WireVariable[] {
  const variables = asList(asObject(value, 'answer')['variables'], 'variables');
  variables.forEach((variable, n) => VARIABLE(variable, `variables[${n}]`));
  return variables as readonly WireVariable[];
}

/** Names only: the values of macros may be secrets. */
export function decodeMacroNames(value: unknown): readonly string[] {
  return asList(asObject(value, 'answer')['macros'], 'macros').map((macro, n) =>
    asText(asObject(macro, 'macro')['name'], `macros[${n}].name`),
  );
}

export function decodeProjects(value: unknown): readonly NamedProject[] {
  return asList(asObject(value, 'answer')['items'], 'items').map(decodeProject);
}

export function decodeProject(item: unknown): NamedProject {
  const meta = asObject(asObject(item, 'item')['metadata'], 'item.metadata');
  return {
    uid: asUid(meta['uid'], 'item.metadata.uid'),
    name: asText(meta['name'], 'item.metadata.name'),
  };
}

/** A row of the rich list: its tags are labels (assumption `projectTags`), and `status.status` says whether it is disabled (section 3). */
export function decodeListedProject(item: unknown): ListedProject {
  const row = asObject(item, 'item');
  const labels = asObject(asObject(row['metadata'], 'item.metadata')['labels'] ?? {}, 'item.metadata.labels');
  const summary = asObject(row['status'] ?? {}, 'item.status');
  const status = asObject(summary['status'] ?? {}, 'item.status.status');
  return {
    ...decodeProject(item),
    tags: Object.fromEntries(
      Object.entries(labels).map(([tag, value]) => [tag, asText(value, `item.metadata.labels.${tag}`)]),
    ),
    isDisabled: status['isDisabled'] === true,
  };
}

/** One without a name stands for no name, and must not hide those of all others. */
export function decodeRegistries(value: unknown): readonly { readonly uid: string; readonly name: string }[] {
  return asList(asObject(value, 'answer')['items'], 'items').flatMap((item) => {
    const registry = asObject(item, 'item');
    const name = registry['name'] ?? '';
    if (name === '') return [];
    return [{ uid: asUid(registry['uid'], 'item.uid'), name: asText(name, 'item.name') }];
  });
}

/** The row of cluster profiles among the limits of a tenant. */
export function decodeProfileLimit(value: unknown): number | null {
  const rows = asList(asObject(value, 'answer')['resources'], 'resources').map((row) =>
    asObject(row, 'resource'),
  );
  const limit = rows.find((row) => String(row['kind']).toLowerCase() === 'clusterprofile')?.['limit'];
  return typeof limit === 'number' && limit > 0 ? limit : null;
}

/** Errors of all packs. */
export function decodePackFaults(value: unknown): readonly WirePackFault[] {
  const packs = asObject(asObject(value, 'answer')['packs'] ?? {}, 'packs');
  return asList(packs['results'] ?? [], 'packs.results').flatMap((item) => {
    const result = asObject(item, 'result');
    const pack = asText(result['name'] ?? result['displayName'], 'result.name');
    return asList(result['errors'] ?? [], 'result.errors').map((error) => {
      const { message, code } = asObject(error, 'error');
      const reason = [message, code].find((one) => typeof one === 'string' && one !== '');
      return { pack, message: typeof reason === 'string' ? maskSentence(reason) : 'no reason is given' };
    });
  });
}

export function decodeUser(value: unknown): WireUserInfo {
  const user = asObject(value, 'answer');
  return { ...user, tenantUid: asUid(user['tenantUid'], 'tenantUid') };
}

/** The published API says `uid`; a mock in the wild says `UID`. */
export function decodeUid(value: unknown): { readonly uid: string } {
  const answer = asObject(value, 'answer');
  return { uid: asUid(answer['uid'] ?? answer['UID'], 'uid') };
}

/** Goes into paths, headers and state. */
function asUid(value: unknown, path: string): string {
  const uid = asText(value, path);
  if (!isUid(uid)) throw new ShapeError(`${path} is not a UID`);
  return uid;
}

/** What may go into a path. */
export function isUid(uid: string): boolean {
  return /^[A-Za-z0-9_-]{1,64}$/.test(uid);
}
