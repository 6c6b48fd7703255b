// Making versions from a body or an export file, and taking them away, one or many.
import type { Hono } from 'hono';
import type { ProfileRecord } from './database.ts';
import {
  checkedName,
  type Engine,
  type RequestScope,
  readVersion,
  refuseOverLimit,
  refuseTaken,
  type SandboxEnv,
  visible,
} from './engine.ts';
import { ApiFailure } from './failure.ts';
import { NO_USE } from './profile-content.ts';
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
import { addRegistries, registriesIn } from './registries.ts';
import { audit } from './routes-clone.ts';
import { refuseUndefined } from './routes-edit.ts';

export function createAndDeleteRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const create = (text: string, scope: RequestScope, publish: boolean, isImport: boolean): string => {
    const body = fields(parseJson(text));
    return engine.db.transaction(() => putNew(engine, body, scope, publish, isImport));
  };
  app.post('/v1/clusterprofiles', async (c) => {
    const uid = create(await c.req.text(), c.get('scope'), c.req.query('publish') === 'true', false);
    return c.json({ uid }, 201, audit(engine));
  });
  app.post('/v1/clusterprofiles/import', async (c) => {
    const uid = create(await c.req.text(), c.get('scope'), c.req.query('publish') === 'true', true);
    return c.json({ uid }, 201, audit(engine));
  });
  app.delete('/v1/clusterprofiles/bulk', async (c) => {
    const uids = items(fields(parseJson(await c.req.text()))['uids']).map(str);
    return c.json(bulkDelete(engine, uids, c.get('scope')));
  });
  app.delete('/v1/clusterprofiles/:uid', (c) => {
    removeOne(engine, c.req.param('uid'), c.get('scope'));
    return c.body(null, 204);
  });
}

export function putNew(
  engine: Engine,
  body: Fields,
  scope: RequestScope,
  publish: boolean,
  isImport: boolean,
): string {
  const metadata = fields(body['metadata']);
  const spec = fields(body['spec']);
  const name = checkedName(metadata['name']);
  const version = readVersion(engine, typeof spec['version'] === 'string' ? spec['version'] : undefined);
  const place = { scope: scope === null ? ('tenant' as const) : ('project' as const), projectUid: scope };
  refuseTaken(engine, { ...place, name, version }, null);
  refuseOverLimit(engine);
  const content = readContent(spec['template'], engine.newUid);
  const variables = variablesFrom(spec['variables']);
  addRegistries(engine.db, registriesIn(content));
  refuseUndefined(content, variables);
  const now = engine.now();
  const uid = engine.newUid();
  const annotations = isImport
    ? { description: str(metadata['description']) }
    : texts(metadata['annotations']);
  engine.db.put({
    uid,
    ...place,
    name,
    version,
    labels: texts(metadata['labels']),
    annotations,
    createdAt: now,
    modifiedAt: now,
    published: publish ? content : null,
    draft: publish ? null : content,
    variables,
    inUse: NO_USE,
  });
  return uid;
}

function removeOne(engine: Engine, uid: string, scope: RequestScope): void {
  engine.db.transaction(() => {
    const record = visible(engine, uid, scope);
    refuseUsed(engine, record);
    engine.db.remove(uid);
  });
}

/** Palette seems to let go of what clusters use (facts.md section 0, item 4); both ways can be had. */
function refuseUsed(engine: Engine, record: ProfileRecord): void {
  const { deleteInUse, deleteTemplateLinked } = engine.assumptions;
  const isUsed = record.inUse.clusters.length > 0 && deleteInUse === 'refused';
  const isLinked = record.inUse.templates.length > 0 && deleteTemplateLinked === 'refused';
  if (isUsed || isLinked)
    throw new ApiFailure(400, 'ClusterProfileInUse', `Cluster profile ${record.name} is in use`);
}

/** Partial failure is a 200 (facts.md section 3). */
function bulkDelete(engine: Engine, uids: readonly string[], scope: RequestScope): object {
  const failures: object[] = [];
  for (const uid of uids) {
    try {
      removeOne(engine, uid, scope);
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      failures.push({ uid, name: engine.db.get(uid)?.name ?? '', errMsg: error.message });
    }
  }
  return {
    deletedCount: uids.length - failures.length,
    failures,
    isSucceeded: failures.length === 0,
    message: '',
  };
}
