// Routes of the published API that the tool itself has no use for, but other clients of Palette do. What makes no sense for a sandbox
// answers 501 with a code of its own, so that nobody takes it for a missing object.
import type { Context, Hono } from 'hono';
import { parse } from 'yaml';
import { exportDocument } from './answers.ts';
import type { ProfileRecord } from './database.ts';
import { type Engine, type SandboxEnv, visible } from './engine.ts';
import { ApiFailure, badRequest, notFound } from './failure.ts';
import type { StoredContent, StoredPack } from './profile-content.ts';
import { variableReferences } from './profile-content.ts';
import { fields, items, parseJson, readContent, str, texts, variablesFrom } from './read-body.ts';
import { registriesOf, registryAnswer } from './registries.ts';
import { audit } from './routes-clone.ts';
import { putNew } from './routes-create-delete.ts';

type C = Context<SandboxEnv>;

/** Before the routes with parameters: `validate` and `import` are no UIDs. */
export function restRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  importRoutes(app, engine);
  validatorRoutes(app, engine);
  tenantRest(app, engine);
  packRest(app, engine);
  app.get('/v1/clusterprofiles/:uid/export/terraform', (c) => {
    const record = visible(engine, c.req.param('uid'), c.get('scope'));
    c.header('Content-Type', 'application/octet-stream');
    c.header('Content-Disposition', `attachment; filename="${encodeURIComponent(record.name)}.tf"`);
    return c.body(terraform(engine, record));
  });
  for (const [method, path, why] of NOT_HERE) {
    app.on(method, path, () => {
      throw new ApiFailure(
        501,
        'NotImplementedInSandbox',
        `The sandbox does not support ${method} ${path}: ${why}`,
      );
    });
  }
}

const NOT_HERE = [
  ['POST', '/v1/auth/authenticate', 'it has no users and accepts any API key'],
  ['GET', '/v1/auth/orgs', 'it has no login'],
  ['GET', '/v1/clusterprofiles/:uid/spc/download', 'it has no archives of packs'],
  ['PATCH', '/v1/clusterprofiles/:uid/packRefs', 'it has no pack registries'],
  ['PATCH', '/v1/tenants/:tenantUid/resourceLimits', 'profileLimit of its seed file sets the limit'],
] as const;

function importRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  app.post('/v1/clusterprofiles/import/file', async (c) => {
    const form = await c.req.parseBody();
    const file = form['importFile'];
    if (typeof file !== 'string' && !(file instanceof File)) throw badRequest('importFile is required');
    const text = typeof file === 'string' ? file : await file.text();
    const body = fields(c.req.query('format') === 'yaml' ? parse(text) : parseJson(text));
    const publish = c.req.query('publish') === 'true';
    const uid = engine.db.transaction(() => putNew(engine, body, c.get('scope'), publish, true));
    return c.json({ uid }, 201, audit(engine));
  });
  app.post('/v1/clusterprofiles/import/validate', async (c) => {
    const body = fields(parseJson(await c.req.text()));
    readContent(fields(body['spec'])['template'], engine.newUid);
    return c.json(body);
  });
}

function validatorRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const answer = (
    content: StoredContent,
    names: readonly string[],
    before: StoredContent | null,
  ): object => ({
    packs: {
      results: content.packs.map((pack, index) => {
        const errors = [
          ...undefinedVariables({ ...content, packs: [pack] }, names),
          ...unknownRegistry(engine, pack, before),
          ...(content.packs.findIndex(({ name }) => name === pack.name) === index
            ? []
            : [{ code: 'DuplicatePack', message: `The profile has two packs named ${pack.name}` }]),
        ];
        return { name: pack.name, displayName: pack.name, errors };
      }),
    },
  });
  const packs = async (c: C, before: StoredContent | null): Promise<StoredContent> =>
    readContent(fields(parseJson(await c.req.text())), engine.newUid, before);
  app.post('/v1/clusterprofiles/validate/packs', async (c) => c.json(answer(await packs(c, null), [], null)));
  app.post('/v1/clusterprofiles/:uid/validate/packs', async (c) => {
    const record = visible(engine, c.req.param('uid'), c.get('scope'));
    const before = record.draft ?? record.published;
    const content = await packs(c, before);
    return c.json(
      answer(
        content,
        variablesFrom(record.variables).map(({ name }) => name),
        before,
      ),
    );
  });
}

interface PackError {
  readonly code: string;
  readonly message: string;
}

function undefinedVariables(content: StoredContent, names: readonly string[]): readonly PackError[] {
  return [...variableReferences(content)]
    .filter((name) => !names.includes(name))
    .map((name) => ({ code: 'PackVariablesUndefined', message: `Undefined profile variable: ${name}` }));
}

/** A registry that the pack has already is not looked up. */
function unknownRegistry(
  { db }: Engine,
  { name, registryUid }: StoredPack,
  before: StoredContent | null,
): readonly PackError[] {
  const old = before?.packs.find((pack) => pack.name === name);
  if (registryUid === '' || old?.registryUid === registryUid) return [];
  if (registriesOf(db).some(({ uid }) => uid === registryUid)) return [];
  return [{ code: 'PackRegistryNotFound', message: `Registry ${registryUid} is not found` }];
}

function tenantRest(app: Hono<SandboxEnv>, engine: Engine): void {
  const { db } = engine;
  app.get('/v1/users/meta', (c) =>
    c.json({
      items: [{ uid: engine.tenantUid.replace(/^./, '0'), name: 'sandbox', emailId: 'sandbox@example.com' }],
    }),
  );
  const change = async (
    c: C,
    metaOf: (body: ReturnType<typeof fields>) => ReturnType<typeof fields>,
  ): Promise<Response> => {
    const uid = c.req.param('uid') ?? '';
    const body = fields(parseJson(await c.req.text()));
    const meta = metaOf(body);
    const name = str(meta['name']);
    const { isDisabled } = fields(body['status']);
    if (!db.hasProject(uid)) throw notFound('Project');
    if (name !== '' && db.projects().some((project) => project.name === name && project.uid !== uid))
      throw new ApiFailure(409, 'ProjectAlreadyExists', `Project ${name} already exists`);
    if (name !== '') db.renameProject(uid, name);
    if (meta['labels'] !== undefined) db.describeProject(uid, { tags: texts(meta['labels']) });
    // How a project is disabled is in no document: here, by its status.
    if (typeof isDisabled === 'boolean') db.describeProject(uid, { isDisabled });
    return c.body(null, 204);
  };
  app.put('/v1/projects/:uid', (c) => change(c, (body) => fields(body['metadata'])));
  app.put('/v1/projects/:uid/meta', (c) => change(c, (body) => body));
  app.delete('/v1/projects/:uid', (c) => {
    const uid = c.req.param('uid');
    if (!db.hasProject(uid)) throw notFound('Project');
    const own = db.heads(uid).filter((head) => head.projectUid === uid);
    if (own.length > 0 && c.req.query('cleanupProjectResources') !== 'true')
      throw new ApiFailure(400, 'ProjectNotEmpty', 'The project still has cluster profiles');
    db.transaction(() => {
      for (const head of own) db.remove(head.uid);
      db.removeProject(uid);
    });
    return c.body(null, 204);
  });
}

/** Packs are what the profiles name of them. */
function packRest(app: Hono<SandboxEnv>, engine: Engine): void {
  const packs = (c: C): readonly StoredPack[] =>
    engine.db
      .heads(c.get('scope'))
      .flatMap(({ uid }) => engine.db.get(uid) ?? [])
      .flatMap(({ published, draft }) => (published ?? draft)?.packs ?? []);
  const answer = (c: C, found: readonly StoredPack[]): Response => {
    const [pack] = found;
    if (pack === undefined) throw notFound('Pack');
    const { name, layer, registryUid } = pack;
    return c.json({
      name,
      displayName: name,
      layer,
      registryUid,
      packValues: found.map(({ packUid, values }) => ({ packUid, values })),
      tags: found.map(({ packUid, tag, version }) => ({ packUid, tag, version })),
    });
  };
  app.get('/v1/registries/metadata', (c) => c.json({ items: registriesOf(engine.db).map(registryAnswer) }));
  app.get('/v1/packs/:packName/registries/:registryUid', (c) => {
    const { packName, registryUid } = c.req.param();
    return answer(
      c,
      packs(c).filter((pack) => pack.name === packName && pack.registryUid === registryUid),
    );
  });
  app.get('/v1/packs/:uid', (c) =>
    answer(
      c,
      packs(c)
        .filter((pack) => pack.packUid === c.req.param('uid'))
        .slice(0, 1),
    ),
  );
}

/** As much HCL as shows what the profile has. */
function terraform(engine: Engine, record: ProfileRecord): string {
  const document = fields(exportDocument(engine, record));
  const template = fields(fields(document['spec'])['template']);
  const text = (value: unknown): string => JSON.stringify(str(value)).replaceAll('${', '$${');
  const blocks = items(template['packs']).map((item) => {
    const pack = fields(item);
    return `  pack {\n    name   = ${text(pack['name'])}\n    tag    = ${text(pack['tag'])}\n    values = ${text(pack['values'])}\n  }\n`;
  });
  const head = `  name    = ${text(record.name)}\n  version = ${text(record.version)}\n  type    = ${text(template['type'])}\n  cloud   = ${text(template['cloudType'])}\n`;
  return `resource "spectrocloud_cluster_profile" "profile" {\n${head}${blocks.join('')}}\n`;
}
