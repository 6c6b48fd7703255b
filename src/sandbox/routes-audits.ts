// The audit: who changed which profile, and notes on it (facts.md section 10, rows 15 and 28).
import type { Hono, MiddlewareHandler } from 'hono';
import type { AuditRecord } from './database.ts';
import type { Engine, SandboxEnv } from './engine.ts';
import { ApiFailure, badRequest, notFound } from './failure.ts';
import { fields, parseJson, str } from './read-body.ts';

/** Whom the key belongs to; a request can say that somebody else is at work, which Palette knows by the key. */
const KEY_USER = 'sandbox@example.com';

export function auditRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  const { db, assumptions } = engine;
  app.get('/v1/audits', (c) => {
    if (assumptions.auditsOfObject === 'refused')
      throw new ApiFailure(403, 'OperationForbidden', 'The key may not list audits');
    if (assumptions.auditsOfObject === 'absent') throw notFound('Route GET /v1/audits');
    const items = db.audits(c.req.query('resourceUid') ?? '').map(toWire);
    return c.json({ items, listmeta: { continue: '', count: items.length, limit: 50, offset: 0 } });
  });
  app.patch('/v1/audits/:uid/userMsg', async (c) => {
    const message = str(fields(parseJson(await c.req.text()))['userMsg']);
    if (message.length < 3 || message.length > 255) throw badRequest('userMsg has 3 to 255 characters');
    if (assumptions.auditNotes === 'refused')
      throw new ApiFailure(403, 'OperationForbidden', 'The key may not change audits');
    if (!db.noteAudit(c.req.param('uid'), message)) throw notFound('Audit');
    return c.body(null, 204);
  });
}

function toWire({ uid, resourceUid, action, at, actor, userMsg }: AuditRecord): object {
  return {
    metadata: { uid, creationTimestamp: new Date(at).toISOString() },
    spec: {
      actionType: action,
      actor: { actorType: 'user', user: { emailId: actor } },
      resource: { kind: 'clusterprofile', uid: resourceUid },
      userMsg,
    },
  };
}

/** Writes down each change of a profile once it has succeeded. */
export function keepAudit(engine: Engine): MiddlewareHandler<SandboxEnv> {
  return async (c, next) => {
    await next();
    const action = actionOf(c.req.method, c.req.path);
    if (action === null || !c.res.ok) return;
    const resourceUid =
      action === 'create' ? str(fields(await c.res.clone().json())['uid']) : uidIn(c.req.path);
    if (resourceUid === undefined) return;
    // Not one of the sandbox's UIDs: those are drawn in an order that must not depend on the audit.
    const uid = c.res.headers.get('AuditUid');
    const actor = c.req.header('SandboxUser') ?? KEY_USER;
    engine.db.addAudit({ uid, resourceUid, action, at: engine.now(), actor });
  };
}

/** null: nothing that changes a profile. */
function actionOf(method: string, path: string): string | null {
  if (!path.startsWith('/v1/clusterprofiles') || method === 'GET' || path.includes('/validate')) return null;
  if (method === 'POST' && /^\/v1\/clusterprofiles(?:\/import(?:\/file)?)?$|\/clone$/.test(path))
    return 'create';
  if (method === 'DELETE' && /^\/v1\/clusterprofiles\/[^/]+$/.test(path)) return 'delete';
  return path.endsWith('/publish') ? 'publish' : 'update';
}

function uidIn(path: string): string | undefined {
  return /^\/v1\/clusterprofiles\/([0-9a-f]{24})(?:\/|$)/.exec(path)?.[1];
}
