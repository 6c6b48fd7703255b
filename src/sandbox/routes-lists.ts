// Lists of profiles: one row per name (dashboard), one per version (metadata).
import type { Hono } from 'hono';
import semver from 'semver';
import { LATE_MS } from '../palette/assumptions.ts';
import { summaryRow } from './answers.ts';
import { type ProfileHead, toHead } from './database.ts';
import type { CallConditions } from './deliver.ts';
import { type Engine, isHidden, type RequestScope, type SandboxEnv, visible } from './engine.ts';
import { pageOf } from './pages.ts';
import { type Fields, fields, items, parseJson, str } from './read-body.ts';

export function listRoutes(app: Hono<SandboxEnv>, engine: Engine): void {
  app.post('/v1/dashboard/clusterprofiles', async (c) => {
    const body = fields(parseJson(await c.req.text()));
    const groups = grouped(listed(engine, c.get('scope'), c.env)).filter((group) =>
      isWanted(shownOf(engine, group), fields(body['filter'])),
    );
    const sorted = sortGroups(engine, groups, items(body['sort']).map(fields));
    const page = pageOf(sorted, c.req.query());
    return c.json({ ...page, items: page.items.map((group) => rowOf(engine, group)) });
  });
  app.get('/v1/dashboard/clusterprofiles/metadata', (c) =>
    c.json({
      items: listed(engine, c.get('scope'), c.env).map((head) => ({
        metadata: { name: head.name, uid: head.uid },
        spec: { cloudType: head.summary.cloudType, version: head.version },
      })),
    }),
  );
  app.get('/v1/dashboard/clusterprofiles/:uid', (c) => {
    const record = visible(engine, c.req.param('uid'), c.get('scope'));
    const head = toHead(record);
    return c.json(summaryRow(engine, head, [head], record.version));
  });
}

/** What a listing sees: with a project's header the tenant's and the system's profiles too (facts.md section 1). */
function listed(
  engine: Engine,
  scope: RequestScope,
  { lateMs: faultMs = 0, hidden }: CallConditions,
): readonly ProfileHead[] {
  const heads = engine.db.heads(scope).filter((head) => !isHidden(engine, head, hidden));
  const lateMs = Math.max(faultMs, engine.assumptions.listsShowNewObjects === 'at once' ? 0 : LATE_MS);
  return lateMs === 0 ? heads : heads.filter((head) => head.createdAt + lateMs <= engine.now());
}

type Group = readonly [ProfileHead, ...ProfileHead[]];

function grouped(heads: readonly ProfileHead[]): readonly Group[] {
  const groups = new Map<string, [ProfileHead, ...ProfileHead[]]>();
  for (const head of heads) {
    const id = JSON.stringify([head.scope, head.projectUid, head.name]);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [head]);
    else group.push(head);
  }
  return [...groups.values()];
}

/** Groups are in order of age. */
function shownOf(engine: Engine, group: Group): ProfileHead {
  switch (engine.assumptions.groupedRow) {
    case 'oldest':
      return group[0];
    case 'newest':
      return group.at(-1) ?? group[0];
    case 'highest':
      return highest(group);
  }
}

function highest(group: Group): ProfileHead {
  return group.reduce((best, head) => (compare(head.version, best.version) > 0 ? head : best));
}

function compare(a: string, b: string): number {
  return semver.valid(a) !== null && semver.valid(b) !== null ? semver.compare(a, b) : a < b ? -1 : 1;
}

function rowOf(engine: Engine, group: Group): object {
  return summaryRow(engine, shownOf(engine, group), group, highest(group).version);
}

function isWanted(head: ProfileHead, filter: Fields): boolean {
  const scope = str(filter['scope']);
  if (scope !== '' && head.scope !== scope) return false;
  const types = items(filter['profileType']);
  if (types.length > 0 && !types.includes(head.summary.type)) return false;
  const name = fields(filter['profileName']);
  if (str(name['eq']) !== '' && head.name !== name['eq']) return false;
  if (str(name['contains']) !== '' && !head.name.includes(str(name['contains']))) return false;
  return str(name['beginsWith']) === '' || head.name.startsWith(str(name['beginsWith']));
}

function sortGroups(engine: Engine, groups: readonly Group[], sort: readonly Fields[]): readonly Group[] {
  const [first] = sort;
  if (first === undefined) return groups;
  const value = (group: Group): string | number => {
    const shown = shownOf(engine, group);
    if (first['field'] === 'creationTimestamp') return shown.createdAt;
    return first['field'] === 'lastModifiedTimestamp' ? shown.modifiedAt : shown.name;
  };
  const sign = first['order'] === 'desc' ? -1 : 1;
  return groups.toSorted((a, b) => (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0));
}
