// One profile version: whole, by its packs, exported.
import type { Context, Hono } from 'hono';
import { stringify } from 'yaml';
import { exportDocument, manifestsOfPackAnswer, packManifestsAnswer, profileAnswer } from './answers.ts';
import type { ProfileRecord } from './database.ts';
import { type Engine, refuseTaken, type SandboxEnv, visible } from './engine.ts';
import { notFound } from './failure.ts';
import { maskVariables, type StoredPack } from './profile-content.ts';

export function readRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const record = (c: Context<SandboxEnv>): ProfileRecord =>
    visible(engine, c.req.param('uid') ?? '', c.get('scope'));
  app.get('/v1/clusterprofiles/validate/name', (c) => {
    const projectUid = c.get('scope');
    const name = c.req.query('name') ?? '';
    const version = c.req.query('version') || '1.0.0';
    refuseTaken(
      engine,
      { scope: projectUid === null ? 'tenant' : 'project', projectUid, name, version },
      null,
    );
    return c.body(null, 204);
  });
  app.get('/v1/clusterprofiles/:uid', (c) => c.json(profileAnswer(engine, record(c))));
  app.get('/v1/clusterprofiles/:uid/packs/manifests', (c) => c.json(packManifestsAnswer(engine, record(c))));
  app.get('/v1/clusterprofiles/:uid/packs', (c) =>
    c.json({
      items: packsOf(record(c)).map((pack) => ({
        metadata: { name: pack.name, uid: pack.packUid },
        spec: {
          layer: pack.layer,
          manifests: pack.manifests.map(({ name, uid }) => ({ kind: 'manifest', name, uid })),
          name: pack.name,
          registryUid: pack.registryUid,
          type: pack.type,
          values: pack.values,
          version: pack.version,
        },
      })),
    }),
  );
  app.get('/v1/clusterprofiles/:uid/packs/:packName/manifests', (c) => {
    const answer = manifestsOfPackAnswer(record(c), c.req.param('packName'));
    if (answer === undefined) throw notFound('Pack');
    return c.json(answer);
  });
  app.get('/v1/clusterprofiles/:uid/variables', (c) =>
    c.json({ variables: maskVariables(record(c).variables, engine.assumptions.maskLiteral) }),
  );
  app.get('/v1/clusterprofiles/:uid/export', (c) => {
    const found = record(c);
    const isYaml = c.req.query('format') === 'yaml';
    const document = exportDocument(engine, found);
    c.header(
      'Content-Disposition',
      `attachment; filename="${encodeURIComponent(found.name)}.${isYaml ? 'yaml' : 'json'}"`,
    );
    c.header('Content-Type', 'application/octet-stream');
    return c.body(isYaml ? stringify(document) : JSON.stringify(document));
  });
}

function packsOf(record: ProfileRecord): readonly StoredPack[] {
  return (record.published ?? record.draft)?.packs ?? [];
}
