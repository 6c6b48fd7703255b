// The API as a fetch handler: who may ask, how fast, and which route answers.
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { type Engine, refuseHidden, refuseUnseen, type SandboxEnv } from './engine.ts';
import { ApiFailure, noSuchProject, noTenantRights, notFound, toErrorBody } from './failure.ts';
import { auditRoutes, keepAudit } from './routes-audits.ts';
import { cloneRoutes } from './routes-clone.ts';
import { createAndDeleteRoutes } from './routes-create-delete.ts';
import { editRoutes } from './routes-edit.ts';
import { listRoutes } from './routes-lists.ts';
import { packRoutes } from './routes-packs.ts';
import { readRoutes } from './routes-read.ts';
import { restRoutes } from './routes-rest.ts';
import { tenantRoutes } from './routes-tenant.ts';
import type { ServerLimits } from './server-limits.ts';

export interface AppOptions {
  /** null: any key that is not empty. */
  readonly apiKey: string | null;
  readonly keys: 'all' | 'project-only';
  readonly limits: ServerLimits;
  readonly latencyMs: number;
  readonly sleep: (ms: number) => Promise<void>;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;

export function createApp(engine: Engine, options: AppOptions): Hono<SandboxEnv> {
  const app = new Hono<SandboxEnv>();
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      onError: (c) => c.json(toErrorBody(new ApiFailure(413, 'TooLarge', 'the body is too large'), ''), 413),
    }),
  );
  app.use(async (c, next) => {
    if (options.latencyMs > 0) await options.sleep(options.latencyMs);
    checkKey(c.req.header('ApiKey'), options.apiKey);
    options.limits.take(c.req.path);
    const scope = c.req.header('ProjectUid') || null;
    if (scope !== null && !engine.db.hasProject(scope))
      throw noSuchProject(scope, engine.assumptions.goneProjectStatus);
    if (options.keys === 'project-only' && scope === null) refuseTenantScope(c.req.path);
    c.set('scope', scope);
    refuseUnseen(engine, c.req.path, c.env.lateMs ?? 0);
    refuseHidden(engine, c.req.path, c.env.hidden);
    await next();
    stampDate(engine, c.res.headers);
  });
  app.use(keepAudit(engine));
  // Static paths before those with parameters: the first that matches answers.
  tenantRoutes(app, engine);
  auditRoutes(app, engine);
  listRoutes(app, engine);
  restRoutes(app, engine);
  createAndDeleteRoutes(app, engine);
  readRoutes(app, engine);
  packRoutes(app, engine);
  cloneRoutes(app, engine);
  editRoutes(app, engine);
  app.notFound((c) => c.json(toErrorBody(notFound(`Route ${c.req.method} ${c.req.path}`), ''), 404));
  app.onError((error) => {
    const failure =
      error instanceof ApiFailure
        ? error
        : new ApiFailure(500, 'InternalServerError', `the sandbox failed: ${error.message}`);
    const headers = new Headers({ 'content-type': 'application/json' });
    if (failure.status === 429 && engine.assumptions.retryAfter === 'present')
      headers.set('Retry-After', '1');
    stampDate(engine, headers);
    return new Response(JSON.stringify(toErrorBody(failure, `ref-${engine.newUid()}`)), {
      status: failure.status,
      headers,
    });
  });
  return app;
}

function checkKey(key: string | undefined, expected: string | null): void {
  const isRight = key !== undefined && key !== '' && (expected === null || key === expected);
  if (!isRight) throw new ApiFailure(401, 'Unauthorized', 'The API key is missing or not valid');
}

/** Identity and the list of one's projects are for every key. */
function refuseTenantScope(path: string): void {
  if (/^\/v1\/(?:users\/|dashboard\/projects|projects\/|packs\/|registries\/)/.test(path)) return;
  throw noTenantRights();
}

/** The sandbox's clock, not the machine's: tests set it. */
function stampDate(engine: Engine, headers: Headers): void {
  if (engine.assumptions.dateHeader === 'present') headers.set('Date', new Date(engine.now()).toUTCString());
}
