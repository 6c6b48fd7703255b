// One pack of a profile version, and its manifests: read, and changed in the draft.
import type { Context, Hono } from 'hono';
import type { ProfileRecord } from './database.ts';
import { type Engine, type SandboxEnv, touched, visible } from './engine.ts';
import { badRequest, notFound } from './failure.ts';
import type { StoredContent, StoredManifest, StoredPack } from './profile-content.ts';
import { type Fields, fields, parseJson, readContent, str } from './read-body.ts';
import { refuseLocked, refuseUndefined } from './routes-edit.ts';

type C = Context<SandboxEnv>;

export function packRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const record = (c: C): ProfileRecord => visible(engine, c.req.param('uid') ?? '', c.get('scope'));
  app.get('/v1/clusterprofiles/:uid/packs/resolvedValues', (c) =>
    c.json({ resolved: Object.fromEntries(packsOf(record(c)).map(({ name, values }) => [name, values])) }),
  );
  app.get('/v1/clusterprofiles/:uid/packs/:packName', (c) => {
    const pack = packIn(record(c), c);
    return c.json({
      metadata: { name: pack.name, uid: pack.packUid },
      spec: { macros: {}, pack: packSpec(pack), registry: registryOf(pack) },
    });
  });
  app.get('/v1/clusterprofiles/:uid/packs/:packName/config', (c) => {
    const found = record(c);
    const { name, packUid, tag, type, values, version, manifests } = packIn(found, c);
    const refs = manifests.map((manifest) => ({
      name: manifest.name,
      uid: manifest.uid,
      digest: '',
      isOverridden: false,
    }));
    const spec = { name, packUid, tag, type, values, version, manifests: refs };
    return c.json({
      items: [{ spec: { ...spec, scope: found.scope, associatedObject: '', isValuesOverridden: false } }],
    });
  });
  app.get('/v1/clusterprofiles/:uid/packs/:packName/manifests/:manifestUid', (c) => {
    const { name, uid, content } = manifestIn(packIn(record(c), c), c);
    return c.json({ metadata: { name, uid }, spec: { published: { content, digest: '' } } });
  });
  packEdits(app, engine);
  manifestEdits(app, engine);
}

type EditPacks = (packs: readonly StoredPack[], body: Fields) => readonly StoredPack[];
type EditPack = (pack: StoredPack, body: Fields) => StoredPack;

interface Editing {
  readonly edit: (c: C, change: EditPacks) => Promise<void>;
  readonly editPack: (c: C, change: EditPack) => Promise<void>;
}

/** Changes of the draft, each in one transaction. */
function editing(engine: Engine): Editing {
  const edit = async (
    c: C,
    change: (packs: readonly StoredPack[], body: Fields) => readonly StoredPack[],
  ): Promise<void> => {
    const body = fields(parseJson(await c.req.text()));
    engine.db.transaction(() => {
      const record = visible(engine, c.req.param('uid') ?? '', c.get('scope'));
      refuseLocked(record);
      const content = contentOf(record);
      const draft = { ...content, packs: change(content.packs, body) };
      refuseUndefined(draft, record.variables);
      engine.db.put({ ...record, draft, modifiedAt: touched(engine, record) });
    });
  };
  const editPack = (c: C, change: (pack: StoredPack, body: Fields) => StoredPack): Promise<void> =>
    edit(c, (packs, body) => {
      const wanted = findPack(packs, c);
      return packs.map((pack) => (pack === wanted ? change(pack, body) : pack));
    });
  return { edit, editPack };
}

function packEdits(app: Hono<SandboxEnv>, engine: Engine): void {
  const { edit, editPack } = editing(engine);
  app.post('/v1/clusterprofiles/:uid/packs', async (c) => {
    let uid = '';
    await edit(c, (packs, body) => {
      const [pack] = readContent({ packs: [body['pack']] }, engine.newUid).packs;
      if (pack === undefined) throw badRequest('pack is required');
      if (packs.some(({ name }) => name === pack.name))
        throw badRequest(`a pack ${pack.name} already exists`);
      uid = pack.packUid;
      return [...packs, pack];
    });
    return c.json({ uid }, 201);
  });
  app.put('/v1/clusterprofiles/:uid/packs/:packName', async (c) => {
    await editPack(c, (pack, body) => {
      const wanted = { ...fields(body['pack']), name: pack.name, manifests: pack.manifests };
      const before = { cloudType: '', type: '', packs: [pack] };
      return readContent({ packs: [wanted] }, engine.newUid, before).packs[0] ?? pack;
    });
    return c.body(null, 204);
  });
  app.delete('/v1/clusterprofiles/:uid/packs/:packName', async (c) => {
    await edit(c, (packs) => packs.filter((pack) => pack !== findPack(packs, c)));
    return c.body(null, 204);
  });
}

function manifestEdits(app: Hono<SandboxEnv>, engine: Engine): void {
  const { editPack } = editing(engine);
  app.post('/v1/clusterprofiles/:uid/packs/:packName/manifests', async (c) => {
    const uid = engine.newUid();
    await editPack(c, (pack, body) => ({
      ...pack,
      manifests: [...pack.manifests, { uid, name: str(body['name']), content: str(body['content']) }],
    }));
    return c.json({ uid }, 201);
  });
  app.put('/v1/clusterprofiles/:uid/packs/:packName/manifests/:manifestUid', async (c) => {
    await editPack(c, (pack, body) => {
      const wanted = manifestIn(pack, c);
      const name = str(body['name']) || wanted.name;
      const changed = { ...wanted, name, content: str(body['content']) };
      return { ...pack, manifests: pack.manifests.map((item) => (item === wanted ? changed : item)) };
    });
    return c.body(null, 204);
  });
  app.delete('/v1/clusterprofiles/:uid/packs/:packName/manifests/:manifestUid', async (c) => {
    await editPack(c, (pack) => {
      const wanted = manifestIn(pack, c);
      return { ...pack, manifests: pack.manifests.filter((item) => item !== wanted) };
    });
    return c.body(null, 204);
  });
}

function contentOf(record: ProfileRecord): StoredContent {
  return record.draft ?? record.published ?? { cloudType: 'all', type: 'add-on', packs: [] };
}

function packsOf(record: ProfileRecord): readonly StoredPack[] {
  return (record.published ?? record.draft)?.packs ?? [];
}

function packIn(record: ProfileRecord, c: C): StoredPack {
  return findPack(packsOf(record), c);
}

function findPack(packs: readonly StoredPack[], c: C): StoredPack {
  const found = packs.find(({ name }) => name === c.req.param('packName'));
  if (found === undefined) throw notFound('Pack');
  return found;
}

function manifestIn({ manifests }: StoredPack, c: C): StoredManifest {
  const found = manifests.find(({ uid }) => uid === c.req.param('manifestUid'));
  if (found === undefined) throw notFound('Manifest');
  return found;
}

export function packSpec(pack: StoredPack): object {
  const { layer, name, registryUid, type, values, version, manifests } = pack;
  const refs = manifests.map((manifest) => ({ kind: 'manifest', name: manifest.name, uid: manifest.uid }));
  return { layer, name, displayName: name, registryUid, type, values, version, manifests: refs };
}

export function registryOf({ registryUid, registryName }: StoredPack): object {
  const kind = registryUid === '' ? '' : 'pack';
  return { uid: registryUid, name: registryName, kind, isDefault: false, isPrivate: false, scope: 'system' };
}
