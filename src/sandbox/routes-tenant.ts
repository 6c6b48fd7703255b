// Who asks, and which projects there are.
import type { Hono } from 'hono';
import type { ListedProject } from '../model/project.ts';
import { isoTime, NEVER } from './answers.ts';
import type { Engine, SandboxEnv } from './engine.ts';
import { ApiFailure, notFound } from './failure.ts';
import { pageOf } from './pages.ts';
import { fields, parseJson, str, texts } from './read-body.ts';

/** How many cluster profiles the tenant may have; no row where any number will do. */
function quotaRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  app.get('/v1/tenants/:tenantUid/resourceLimits', (c) => {
    if (c.req.param('tenantUid') !== engine.tenantUid) throw notFound('Tenant');
    const limit = engine.profileLimit;
    const row = { kind: 'clusterprofile', label: 'Cluster Profile', limit, maxLimit: limit };
    return c.json({ resources: limit === null ? [] : [row] });
  });
}

export function tenantRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  quotaRoutes(app, engine);
  const { db } = engine;
  app.get('/v1/users/info', (c) =>
    c.json({
      orgName: engine.orgName,
      tenantUid: engine.tenantUid,
      userUid: engine.tenantUid.replace(/^./, '0'),
    }),
  );
  projectRoutes(app, engine);
  app.get('/v1/clusterprofiles/macros', (c) => {
    const macros: unknown = JSON.parse(db.getMeta(`macros:${c.get('scope') ?? ''}`) ?? '[]');
    return c.json({ macros });
  });
}

function projectRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const { db } = engine;
  app.get('/v1/dashboard/projects/metadata', (c) => {
    const wanted = c.req.query('name');
    const projects = db.projects().filter((project) => wanted === undefined || project.name === wanted);
    return c.json({ items: projects.map(({ uid, name }) => ({ metadata: { name, uid } })) });
  });
  app.post('/v1/dashboard/projects', (c) => {
    const rows = db.projects().map((project) => ({
      metadata: listedMeta(project),
      specSummary: {},
      status: { status: { isDisabled: project.isDisabled } },
    }));
    return c.json(pageOf(rows, c.req.query()));
  });
  app.get('/v1/projects/:uid', (c) => {
    const project = db.projects().find(({ uid }) => uid === c.req.param('uid'));
    if (project === undefined) throw notFound('Project');
    return c.json({ metadata: projectMeta(project), spec: {}, status: { isDisabled: project.isDisabled } });
  });
  app.delete('/v1/projects/:uid', (c) => {
    const uid = c.req.param('uid');
    if (!db.hasProject(uid)) throw notFound('Project');
    db.removeProject(uid);
    return c.body(null, 204);
  });
  app.post('/v1/projects', async (c) => {
    const metadata = fields(fields(parseJson(await c.req.text()))['metadata']);
    const name = str(metadata['name']);
    if (name === '') throw new ApiFailure(400, 'InvalidProjectName', 'Project name is required');
    if (db.projects().some((project) => project.name === name)) {
      throw new ApiFailure(409, 'ProjectAlreadyExists', `Project ${name} already exists`);
    }
    const uid = engine.newUid();
    db.addProject(uid, name);
    db.describeProject(uid, { tags: texts(metadata['labels']) });
    return c.json({ uid }, 201);
  });

  /** Whether a row has tags is not documented; the schema of the list allows them. */
  function listedMeta(project: ListedProject): object {
    const labels = engine.assumptions.projectTags === 'yes' ? project.tags : {};
    return { ...projectMeta(project), labels };
  }
  function projectMeta(project: ListedProject): object {
    return {
      annotations: {},
      creationTimestamp: isoTime(0),
      deletionTimestamp: NEVER,
      labels: project.tags,
      lastModifiedTimestamp: isoTime(0),
      name: project.name,
      uid: project.uid,
    };
  }
}
