// Changes of one version: metadata, draft, publish, variables.
import type { Context, Hono } from 'hono';
import type { WireVariable } from '../palette/wire.ts';
import type { ProfileRecord } from './database.ts';
import { differing } from './differ.ts';
import { type Engine, readVersion, refuseTaken, type SandboxEnv, touched, visible } from './engine.ts';
import { ApiFailure, badRequest } from './failure.ts';
import { type StoredContent, variableReferences } from './profile-content.ts';
import {
  type Fields,
  fields,
  items,
  parseJson,
  readContent,
  str,
  texts,
  variablesFrom,
} from './read-body.ts';
import { withRegistryNames } from './registries.ts';

export function editRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  /** Reads, changes and writes one version in one transaction. */
  const edit = async (
    c: Context<SandboxEnv>,
    change: (record: ProfileRecord, body: Fields) => ProfileRecord,
  ): Promise<Response> => {
    const body = fields(parseJson(await c.req.text()));
    engine.db.transaction(() => {
      const record = visible(engine, c.req.param('uid') ?? '', c.get('scope'));
      refuseLocked(record);
      const changed = change(record, body);
      engine.db.put(differing(changed, changed, c.env.differ));
    });
    return c.body(null, 204);
  };
  app.patch('/v1/clusterprofiles/:uid/metadata', (c) =>
    edit(c, (record, body) => patchMetadata(engine, record, body)),
  );
  app.put('/v1/clusterprofiles/:uid', (c) => edit(c, (record, body) => putDraft(engine, record, body)));
  app.patch('/v1/clusterprofiles/:uid/publish', (c) => edit(c, (record) => publish(engine, record)));
  app.put('/v1/clusterprofiles/:uid/variables', (c) =>
    edit(c, (record, body) => withVariables(engine, record, variablesFrom(body['variables']))),
  );
  app.patch('/v1/clusterprofiles/:uid/variables', (c) =>
    edit(c, (record, body) =>
      withVariables(engine, record, merged(record.variables, variablesFrom(body['variables']))),
    ),
  );
  app.delete('/v1/clusterprofiles/:uid/variables', (c) =>
    edit(c, (record, body) => {
      const names = new Set(items(body['variables']));
      return withVariables(
        engine,
        record,
        record.variables.filter((variable) => !names.has(variable.name)),
      );
    }),
  );
}

/** A version that a cluster template links is locked (facts.md section 0, item 3). */
export function refuseLocked(record: ProfileRecord): void {
  if (record.inUse.templates.length === 0) return;
  throw new ApiFailure(
    400,
    'ClusterProfileLocked',
    `Cluster profile ${record.name} is linked to a cluster template`,
  );
}

function patchMetadata(engine: Engine, record: ProfileRecord, body: Fields): ProfileRecord {
  if (body['metadata'] === undefined) throw badRequest('metadata is required');
  const metadata = fields(body['metadata']);
  const spec = fields(body['spec']);
  const name = str(metadata['name']) || record.name;
  const version = typeof spec['version'] === 'string' ? readVersion(engine, spec['version']) : record.version;
  refuseTaken(engine, { scope: record.scope, projectUid: record.projectUid, name, version }, record.uid);
  return {
    ...record,
    name,
    version,
    labels:
      metadata['labels'] === undefined
        ? record.labels
        : patchedLabels(engine, record, texts(metadata['labels'])),
    annotations:
      metadata['annotations'] === undefined
        ? record.annotations
        : patchedAnnotations(engine, record, texts(metadata['annotations'])),
    modifiedAt: touched(engine, record),
  };
}

function patchedLabels(
  engine: Engine,
  record: ProfileRecord,
  labels: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return engine.assumptions.patchLabels === 'merge' ? { ...record.labels, ...labels } : labels;
}

/** Palette writes scope and projects itself; whether anything but the description is kept is assumed. */
function patchedAnnotations(
  engine: Engine,
  record: ProfileRecord,
  annotations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const all = { ...record.annotations, ...annotations };
  if (engine.assumptions.annotationsSurvive === 'yes') return all;
  return Object.fromEntries(Object.entries(all).filter(([key]) => key === 'description'));
}

function putDraft(engine: Engine, record: ProfileRecord, body: Fields): ProfileRecord {
  const spec = fields(body['spec']);
  const name = str(fields(body['metadata'])['name']) || record.name;
  const version =
    typeof spec['version'] === 'string' && spec['version'] !== record.version
      ? readVersion(engine, spec['version'])
      : record.version;
  refuseTaken(engine, { scope: record.scope, projectUid: record.projectUid, name, version }, record.uid);
  const draft = withRegistryNames(
    engine.db,
    readContent(spec['template'], engine.newUid, record.draft ?? record.published),
  );
  refuseSamePack(draft);
  refuseUndefined(draft, record.variables);
  const annotations = putAnnotations(engine, record, texts(fields(body['metadata'])['annotations']));
  return { ...record, name, version, annotations, draft, modifiedAt: touched(engine, record) };
}

/** Annotations "should be preserved when modifying objects" (published API): by whom, no document says. */
function putAnnotations(
  engine: Engine,
  record: ProfileRecord,
  sent: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const isKept = engine.assumptions.putKeepsAnnotations === 'yes';
  return patchedAnnotations(engine, isKept ? record : { ...record, annotations: {} }, sent);
}

/** Names of packs are unique in a profile (facts.md section 1). */
function refuseSamePack({ packs }: StoredContent): void {
  const twice = packs.find(({ name }, index) => packs.findIndex((pack) => pack.name === name) !== index);
  if (twice !== undefined)
    throw new ApiFailure(400, 'DuplicatePack', `The profile has two packs named ${twice.name}`);
}

export function refuseUndefined(content: StoredContent, variables: readonly WireVariable[]): void {
  const known = new Set(variables.map((variable) => variable.name));
  const missing = [...variableReferences(content)].filter((name) => !known.has(name));
  if (missing.length > 0)
    throw new ApiFailure(400, 'PackVariablesUndefined', `Undefined profile variables: ${missing.join(', ')}`);
}

function publish(engine: Engine, record: ProfileRecord): ProfileRecord {
  if (record.draft === null) return record;
  return { ...record, published: record.draft, draft: null, modifiedAt: touched(engine, record) };
}

function merged(before: readonly WireVariable[], changes: readonly WireVariable[]): readonly WireVariable[] {
  const all = new Map(before.map((variable) => [variable.name, variable]));
  for (const change of changes) all.set(change.name, { ...all.get(change.name), ...change });
  return [...all.values()];
}

/** A display name is unique within a profile (facts.md section 10, item 5). */
function refuseSameDisplayName(variables: readonly WireVariable[]): void {
  const names = variables.map(({ displayName }) => displayName ?? '').filter((text) => text !== '');
  const twice = names.find((text, index) => names.indexOf(text) !== index);
  if (twice === undefined) return;
  throw new ApiFailure(400, 'VariableDisplayNameAlreadyExists', `Display name ${twice} is used twice`);
}

/** "You must create a new version of the profile before you can modify the variables" (facts.md section 10, item 5). */
function refuseUsedVariables({ assumptions }: Engine, { name, inUse }: ProfileRecord): void {
  if (inUse.clusters.length === 0 || assumptions.variablesOfUsedProfile === 'allowed') return;
  const message = `Cluster profile ${name} is in use by clusters; create a new version to change its variables`;
  throw new ApiFailure(400, 'ClusterProfileVariablesLocked', message);
}

function withVariables(
  engine: Engine,
  record: ProfileRecord,
  variables: readonly WireVariable[],
): ProfileRecord {
  const content = record.draft ?? record.published;
  refuseUsedVariables(engine, record);
  if (content !== null) refuseUndefined(content, variables);
  refuseSameDisplayName(variables);
  const isMoved = engine.assumptions.variablesMoveTimestamp === 'yes';
  return { ...record, variables, modifiedAt: isMoved ? touched(engine, record) : record.modifiedAt };
}
