// What cannot be read is never taken for gone: 403s, empty lists, contradictions, faults; and what is gone indeed.
import { expect, test } from 'vitest';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import type { TransportRequest, TransportResponse } from '../../src/palette/transport.ts';
import type { FaultRule } from '../../src/sandbox/fault-rules.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const desired = aDesired(
  aClone('dev', { target: { project: 'edge-dev' } }),
  aClone('prod', { target: { project: 'edge-prod' } }),
);

async function appliedHouse(assumptions: Partial<Assumptions> = {}): Promise<House> {
  const clock = fakeClock();
  const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
  const house = aHouse(aSandbox(seed, { clock, assumptions }), clock);
  await house.apply(desired);
  return house;
}

/** Answers of some requests are others from now on. */
function disturb(
  house: House,
  answer: (request: TransportRequest) => Partial<TransportResponse> | null,
): void {
  const inner = createSandboxTransport(house.sandbox);
  house.client = aClient(
    {
      send: async (request) => {
        const other = answer(request);
        return other === null ? inner.send(request) : { status: 200, headers: {}, body: '', ...other };
      },
      close: inner.close,
    },
    house.clock,
  );
}

const uidOf = (house: House, name: string): string =>
  house.sandbox.describe().profiles.find((item) => item.name === name)?.uid ?? '';
const projectOf = (house: House, name: string): string =>
  house.sandbox.describe().projects.find((item) => item.name === name)?.uid ?? '';
const isList = (request: TransportRequest): boolean => request.path.includes('dashboard/clusterprofiles');
const notFound = { status: 404, body: '{"code":"ResourceNotFound","message":"not found"}' };

async function changes(house: House, wanted = desired): Promise<readonly string[]> {
  const plan = await house.plan(wanted);
  return plan.changes.map(
    ({ address, action, reason, blockedBy }) => `${address} ${action} ${blockedBy ?? reason}`,
  );
}

test('403 on one project holds up what exists, and nothing else', async () => {
  const house = await appliedHouse();
  const project = projectOf(house, 'edge-prod');
  disturb(house, (request) =>
    request.headers['ProjectUid'] === project
      ? { status: 403, body: '{"code":"Forbidden","message":"no"}' }
      : null,
  );
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
  const plan = await house.plan(desired);
  expect([plan.errored, plan.complete, plan.applyable]).toEqual([true, false, false]);
  expect(await changes(house, aDesired(aClone('dev')))).toEqual([
    'dev noop unchanged',
    'prod blocked unreadable',
  ]);
});

test('lists that are all empty, and 404s to go with them, take nothing for gone', async () => {
  const house = await appliedHouse();
  disturb(house, (request) => {
    if (isList(request)) return { body: '{"items":[]}' };
    return request.path.startsWith('/v1/clusterprofiles/') ? notFound : null;
  });
  expect(await changes(house)).toEqual(['dev blocked unreadable', 'prod blocked unreadable']);
});

test('a 404 while the list still shows it is a contradiction, not a disappearance', async () => {
  const house = await appliedHouse();
  const uid = uidOf(house, 'dev');
  disturb(house, (request) => (request.path.includes(uid) ? notFound : null));
  expect(await changes(house)).toEqual(['dev blocked unreadable', 'prod noop unchanged']);
});

test('a fault of the server is not a disappearance either', async () => {
  const house = await appliedHouse();
  const uid = uidOf(house, 'dev');
  disturb(house, (request) => (request.path.includes(uid) ? { status: 503, body: 'busy' } : null));
  expect(await changes(house)).toEqual(['dev blocked unreadable', 'prod noop unchanged']);
});

test('the only clone of a project, deleted by hand, is gone: its list is empty, and the other lists are not', async () => {
  const house = await appliedHouse();
  await call(house.sandbox, 'DELETE', `/v1/clusterprofiles/${uidOf(house, 'dev')}`, {
    project: projectOf(house, 'edge-dev'),
  });
  expect(await changes(house)).toEqual(['dev create gone', 'prod noop unchanged']);
  expect(await changes(house, aDesired(aClone('prod', { target: { project: 'edge-prod' } })))).toEqual([
    'dev forget gone',
    'prod noop unchanged',
  ]);
});

test.each(['404', '400', '403', '422'] as const)(
  'a project that was deleted took its clones along, also where that is answered with %s',
  async (goneProjectStatus) => {
    const house = await appliedHouse({ goneProjectStatus });
    await call(house.sandbox, 'DELETE', `/v1/projects/${projectOf(house, 'edge-prod')}`);
    expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked project_missing']);
    expect(await changes(house, aDesired(aClone('dev')))).toEqual(['prod forget gone', 'dev noop unchanged']);
    const end = await house.apply(aDesired(aClone('dev')));
    expect([end.exitCode, (await house.store.readRecorded()).clones.length]).toEqual([0, 1]);
  },
);

const denials = ['ProjectNotFoundInTenant', 'ResourceAccessDenied'].flatMap((code) =>
  [400, 403, 404, 422].map((status) => [code, status] as const),
);

test.each(denials)('%s with status %i says nothing while the project is listed', async (code, status) => {
  const house = await appliedHouse();
  const project = projectOf(house, 'edge-prod');
  disturb(house, (request) =>
    request.headers['ProjectUid'] === project
      ? { status, body: JSON.stringify({ code, message: 'no' }) }
      : null,
  );
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
  const without = await house.apply(aDesired(aClone('dev')));
  expect([without.exitCode, (await house.store.readRecorded()).clones.length]).toEqual([0, 2]);
});

test.each(denials)('%s with status %i: gone once the project list lacks it', async (code, status) => {
  const house = await appliedHouse();
  const project = projectOf(house, 'edge-prod');
  await call(house.sandbox, 'DELETE', `/v1/projects/${project}`);
  disturb(house, (request) =>
    request.headers['ProjectUid'] === project
      ? { status, body: JSON.stringify({ code, message: 'no' }) }
      : null,
  );
  expect(await changes(house, aDesired(aClone('dev')))).toEqual(['prod forget gone', 'dev noop unchanged']);
});

test('a project that only a short list of projects lacks is not gone', async () => {
  const house = await appliedHouse();
  const project = projectOf(house, 'edge-prod');
  const others = house.sandbox.describe().projects.filter(({ uid }) => uid !== project);
  const items = others.map((metadata) => ({ metadata }));
  disturb(house, (request) => {
    if (request.headers['ProjectUid'] === project)
      return { status: 404, body: '{"code":"ProjectNotFoundInTenant","message":"no"}' };
    if (request.path.includes('projects/metadata')) return { body: JSON.stringify({ items }) };
    if (!request.path.startsWith('/v1/dashboard/projects?')) return null;
    return { body: JSON.stringify({ items, listmeta: { continue: '', count: others.length + 1 } }) };
  });
  expect(await changes(house, aDesired(aClone('dev')))).toEqual([
    'dev noop unchanged',
    'prod blocked unreadable',
  ]);
});

test('a key that is no longer accepted in the middle of a plan ends it', async () => {
  const house = await appliedHouse();
  disturb(house, (request) =>
    request.path.includes('clusterprofiles/')
      ? { status: 401, body: '{"code":"Expired","message":"expired"}' }
      : null,
  );
  await expect(house.plan(desired)).rejects.toMatchObject({ kind: 'auth' });
});

test('the last clone of the only project that is read is gone, when its source can still be seen', async () => {
  const clock = fakeClock();
  const house = aHouse(aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })), { clock }), clock);
  await house.apply(aDesired(aClone('dev')));
  await call(house.sandbox, 'DELETE', `/v1/clusterprofiles/${uidOf(house, 'dev')}`, {
    project: projectOf(house, 'edge-dev'),
  });
  const plan = await house.plan(aDesired(), { destroy: true });
  expect(plan.changes.map(({ address, action, reason }) => [address, action, reason])).toEqual([
    ['dev', 'forget', 'gone'],
  ]);
});

/** The key no longer sees what is in one project: its lists are empty, its objects are denied, names are still taken. */
function hide(house: House, project: string, status = 404, isNameFree = false): void {
  const code = status === 404 ? 'ResourceNotFound' : 'Forbidden';
  disturb(house, (request) => {
    if (request.headers['ProjectUid'] !== project) return null;
    if (isNameFree && request.path.includes('/validate/name')) return { status: 204, body: '' };
    if (isList(request)) return { body: '{"items":[],"listmeta":{"continue":"","count":0}}' };
    const isObject = /^\/v1\/clusterprofiles\/[0-9a-f]{24}($|\/)/.test(request.path);
    return isObject && !request.path.includes('/clone')
      ? { status, body: JSON.stringify({ code, message: 'no' }) }
      : null;
  });
}

test('a name that only the dry run of a clone calls taken is hidden, too', async () => {
  const house = await appliedHouse();
  hide(house, projectOf(house, 'edge-prod'), 404, true);
  const plan = await house.plan(aDesired(aClone('dev')));
  expect(plan.changes.map(({ action, blockedBy, wouldBe }) => [action, blockedBy, wouldBe])).toEqual([
    ['noop', undefined, undefined],
    ['blocked', 'unreadable', 'delete'],
  ]);
});

test.each([404, 403])(
  'a project that the key lost sight of (%i): blocked, dropped from YAML or not, and kept in state',
  async (status) => {
    const house = await appliedHouse();
    hide(house, projectOf(house, 'edge-prod'), status);
    expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
    const plan = await house.plan(aDesired(aClone('dev')));
    expect(plan.changes.map(({ action, blockedBy, wouldBe }) => [action, blockedBy, wouldBe])).toEqual([
      ['noop', undefined, undefined],
      ['blocked', 'unreadable', 'delete'],
    ]);
    if (status === 404)
      expect(plan.changes[1]?.obstacles?.[0]?.detail).toContain('hidden from this key, or was created again');
    await house.apply(aDesired(aClone('dev')));
    expect((await house.store.readRecorded()).clones.map(({ address }) => address)).toEqual(['dev', 'prod']);
  },
);

test('one clone that a filter hides among others that are listed: its name is taken', async () => {
  const house = await appliedHouse();
  const uid = uidOf(house, 'prod');
  disturb(house, (request) => {
    if (request.path.includes(uid)) return notFound;
    if (!isList(request) || request.headers['ProjectUid'] !== projectOf(house, 'edge-prod')) return null;
    return { body: '{"items":[],"listmeta":{"continue":"","count":0}}' };
  });
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
});

test('only clone/validate says that the name is taken: blocked as unreadable, too', async () => {
  const house = await appliedHouse();
  const uid = uidOf(house, 'prod');
  const inProject = (request: TransportRequest): boolean =>
    request.headers['ProjectUid'] === projectOf(house, 'edge-prod');
  disturb(house, (request) => {
    if (request.path.includes(uid)) return notFound;
    if (request.path.includes('/validate/name') && inProject(request)) return { status: 204 };
    if (!isList(request) || !inProject(request)) return null;
    return { body: '{"items":[],"listmeta":{"continue":"","count":0}}' };
  });
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
});

test('made again by hand, in plain sight: the recorded one is gone, and the new one is nobody of ours', async () => {
  const house = await appliedHouse();
  const project = projectOf(house, 'edge-prod');
  await call(house.sandbox, 'DELETE', `/v1/clusterprofiles/${uidOf(house, 'prod')}`, { project });
  const metadata = { name: 'prod', version: '1.0.0', target: { scope: 'project', projectUid: project } };
  await call(house.sandbox, 'POST', `/v1/clusterprofiles/${uidOf(house, 'base')}/clone`, {
    body: { metadata },
  });
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked exists_unmanaged']);
  expect(await changes(house, aDesired(aClone('dev')))).toEqual(['prod forget gone', 'dev noop unchanged']);
});

/** Lists leave out what has this name, while their count tells the truth. */
function loseRows(house: House, name: string, alsoObject = false): void {
  const inner = createSandboxTransport(house.sandbox);
  const uid = uidOf(house, name);
  house.client = aClient(
    {
      send: async (request) => {
        if (alsoObject && request.path.includes(uid)) return { headers: {}, ...notFound };
        const answer = await inner.send(request);
        if (!isList(request)) return answer;
        const page: { items: { metadata: { name: string } }[] } = JSON.parse(answer.body);
        const items = page.items.filter((item) => item.metadata.name !== name);
        return { ...answer, body: JSON.stringify({ ...page, items }) };
      },
      close: inner.close,
    },
    house.clock,
  );
}

test('a list that lost the row of a source: it is asked for by its UID, and nothing is called gone', async () => {
  const house = await appliedHouse();
  loseRows(house, 'base');
  const plan = await house.plan(desired);
  expect([plan.changes.map(({ action }) => action), plan.drift]).toEqual([['noop', 'noop'], []]);
});

test('a list that lost the row of a source that nobody recorded: not missing, but not readable', async () => {
  const house = await appliedHouse();
  loseRows(house, 'base');
  const plan = await house.plan(aDesired(...desired.clones, aClone('fresh')));
  const fresh = plan.changes.find(({ address }) => address === 'fresh');
  expect([fresh?.action, fresh?.blockedBy]).toEqual(['blocked', 'unreadable']);
});

test('a list that lost the row of a clone whose UID is denied: not gone', async () => {
  const house = await appliedHouse();
  loseRows(house, 'prod', true);
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
  await house.apply(aDesired(aClone('dev')));
  expect((await house.store.readRecorded()).clones).toHaveLength(2);
});

test('404s of a gateway are an outage, whatever lists say', async () => {
  const house = await appliedHouse();
  const uid = uidOf(house, 'prod');
  await call(house.sandbox, 'DELETE', `/v1/clusterprofiles/${uid}`, {
    project: projectOf(house, 'edge-prod'),
  });
  disturb(house, (request) =>
    request.path.includes(uid) ? { status: 404, body: '404 page not found' } : null,
  );
  expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
});

test.each(['404', '403'] as const)(
  'the sandbox hides a project from the key (%s): blocked, and kept',
  async (hiddenByFilter) => {
    const clock = fakeClock();
    const faults: { seed: number; rules: FaultRule[] } = { seed: 1, rules: [] };
    const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
    const house = aHouse(aSandbox(seed, { clock, faults, assumptions: { hiddenByFilter } }), clock);
    await house.apply(desired);
    const fault = { kind: 'hidden', names: [], project: 'edge-prod' } as const;
    faults.rules.push({ calls: null, turn: { kind: 'each' }, times: null, fault });
    expect(await changes(house)).toEqual(['dev noop unchanged', 'prod blocked unreadable']);
    await house.apply(aDesired(aClone('dev')));
    expect((await house.store.readRecorded()).clones).toHaveLength(2);
    faults.rules.length = 0;
    expect(await changes(house)).toEqual(['dev noop unchanged', 'prod noop unchanged']);
  },
);
