// Clone and its dry run: the copy of one version to a name, a version and a place.
import type { Context, Hono } from 'hono';
import type { ProfileRecord } from './database.ts';
import { differing } from './differ.ts';
import {
  checkedName,
  type Engine,
  type KeyFacts,
  type RequestScope,
  readVersion,
  refuseOverLimit,
  refuseTaken,
  type SandboxEnv,
  touched,
  visible,
} from './engine.ts';
import { ApiFailure, noTenantRights, notFound } from './failure.ts';
import type { DifferingPart } from './fault-rules.ts';
import { copyContent, NO_USE } from './profile-content.ts';
import { type Fields, fields, parseJson, str } from './read-body.ts';

export function cloneRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const ask = async (c: Context<SandboxEnv>, isWrapped: boolean): Promise<Asked> => {
    const body = fields(parseJson(await c.req.text()));
    return readAsked(
      engine,
      c.req.param('uid') ?? '',
      isWrapped ? fields(body['metadata']) : body,
      c.get('scope'),
    );
  };
  app.post('/v1/clusterprofiles/:uid/clone', async (c) => {
    const { source, key } = await ask(c, true);
    const uid = engine.db.transaction(() => {
      refuseTaken(engine, key, null);
      refuseOverLimit(engine);
      if (c.env.differ !== 'source') return putClone(engine, source, key, c.env.differ);
      const edited = differing(source, source, 'source');
      engine.db.put({ ...edited, modifiedAt: touched(engine, source) });
      return putClone(engine, edited, key, undefined);
    });
    return c.json({ uid }, 201, audit(engine));
  });
  app.post('/v1/clusterprofiles/:uid/clone/validate', async (c) => {
    const { key } = await ask(c, false);
    if (engine.assumptions.validateReportsConflict === 'yes') refuseTaken(engine, key, null);
    return c.body(null, 204, audit(engine));
  });
}

export function audit(engine: Engine): Record<string, string> {
  return engine.assumptions.auditHeader === 'present' ? { AuditUid: engine.newUid() } : {};
}

interface Asked {
  readonly source: ProfileRecord;
  readonly key: KeyFacts;
}

function readAsked(engine: Engine, uid: string, meta: Fields, scope: RequestScope): Asked {
  const target = fields(meta['target']);
  const source = sourceOf(engine, uid, scope, str(target['projectUid']) || null);
  const name = checkedName(meta['name']);
  const version = readVersion(engine, typeof meta['version'] === 'string' ? meta['version'] : undefined);
  if (source.published === null && engine.assumptions.cloneOfDraft === 'refused') {
    throw new ApiFailure(
      400,
      'ClusterProfileNotPublished',
      `Cluster profile ${source.name} is not published`,
    );
  }
  refuseDeletedPack(engine, source);
  if (meta['target'] === undefined)
    return { source, key: { scope: source.scope, projectUid: source.projectUid, name, version } };
  return { source, key: { ...placeOf(engine, target), name, version } };
}

/** No new profile may reference such a pack; whether a clone counts as new is not documented (facts.md section 10, row 25). */
function refuseDeletedPack({ assumptions }: Engine, { name, published, draft }: ProfileRecord): void {
  const deleted = (published ?? draft)?.packs.find(({ stage }) => stage === 'deleted');
  if (deleted === undefined || assumptions.cloneWithDeletedPack === 'allowed') return;
  const message = `Pack ${deleted.name} of cluster profile ${name} is deleted from its registry`;
  throw new ApiFailure(400, 'PackDeleted', message);
}

/** Which header a clone into another project needs is assumed, and can be switched (facts.md section 2). */
function sourceOf(
  engine: Engine,
  uid: string,
  scope: RequestScope,
  targetProject: string | null,
): ProfileRecord {
  const { cloneHeader } = engine.assumptions;
  const record = engine.db.get(uid);
  if (cloneHeader === 'source' || record === undefined) return visible(engine, uid, scope);
  if (scope === targetProject) return record;
  return cloneHeader === 'either' ? visible(engine, uid, scope) : refuseHeader();
}

function refuseHeader(): never {
  throw notFound('Cluster profile');
}

function placeOf(engine: Engine, target: Fields): Pick<KeyFacts, 'scope' | 'projectUid'> {
  if (target['scope'] === 'tenant' && engine.keys === 'project-only') throw noTenantRights();
  if (target['scope'] === 'tenant') return { scope: 'tenant', projectUid: null };
  if (target['scope'] !== 'project')
    throw new ApiFailure(400, 'InvalidTargetScope', 'target.scope must be project or tenant');
  const projectUid = str(target['projectUid']);
  if (!engine.db.hasProject(projectUid))
    throw new ApiFailure(400, 'ProjectNotFound', `Project ${projectUid} not found`);
  return { scope: 'project', projectUid };
}

function putClone(
  engine: Engine,
  source: ProfileRecord,
  key: KeyFacts,
  differ: DifferingPart | undefined,
): string {
  const uid = engine.newUid();
  const now = engine.now();
  const { cloneCopiesLabels, cloneCopiesDescription } = engine.assumptions;
  const description = source.annotations['description'];
  const annotations: Readonly<Record<string, string>> =
    cloneCopiesDescription === 'yes' && description !== undefined ? { description } : {};
  const record: ProfileRecord = {
    uid,
    scope: key.scope,
    projectUid: key.projectUid,
    name: key.name,
    version: key.version,
    labels: cloneCopiesLabels === 'yes' ? source.labels : {},
    annotations,
    createdAt: now,
    modifiedAt: now,
    published: source.published === null ? null : copyContent(source.published, engine.newUid),
    draft:
      source.published === null && source.draft !== null ? copyContent(source.draft, engine.newUid) : null,
    variables: source.variables,
    inUse: NO_USE,
  };
  engine.db.put(differing(record, source, differ));
  return uid;
}
