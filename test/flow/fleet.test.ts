// Clones in many projects: what is read, counted. A project costs nothing that its clones do not cost, and no list that was not read is
// taken for an empty one.
import { expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { withAssumed } from '../../src/palette/assumptions.ts';
import type { TransportRequest, TransportResponse } from '../../src/palette/transport.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { handsOn } from '../support/hands.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, call, fakeClock, seedVersion } from '../support/sandboxes.ts';

const PROJECTS = Array.from({ length: 24 }, (_, index) => `store-${index}`);
const SOURCES = ['base', 'other', 'third'];

interface Fleet {
  readonly house: House;
  readonly sent: TransportRequest[];
  /** Answers of some requests are others from now on. */
  disturb(answer: (request: TransportRequest) => Partial<TransportResponse> | null): void;
}

/** `perProject` clones in each project, of each source in turn. */
function fleetOf(perProject: number, projects: readonly string[] = PROJECTS): Desired {
  return aDesired(
    ...projects.flatMap((project, place) =>
      Array.from({ length: perProject }, (_, index) =>
        aClone(`c${index}-${project}`, {
          source: { profile: SOURCES[(place + index) % SOURCES.length] ?? '' },
          target: { project, name: `copy-${index}` },
        }),
      ),
    ),
  );
}

function aFleet(assumptions: Partial<Assumptions> = {}): Fleet {
  const clock = fakeClock();
  const sandbox = aSandbox(
    { ...aSeed(...SOURCES.map((name) => seedVersion({ name, version: '1.0.0' }))), projects: PROJECTS },
    { clock, assumptions },
  );
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox, clock);
  const sent: TransportRequest[] = [];
  let other: (request: TransportRequest) => Partial<TransportResponse> | null = () => null;
  house.client = aClient(
    {
      send: async (request) => {
        sent.push(request);
        const answer = other(request);
        return answer === null ? inner.send(request) : { status: 200, headers: {}, body: '', ...answer };
      },
      close: inner.close,
    },
    clock,
    'off',
    withAssumed(assumptions),
  );
  return {
    house,
    sent,
    disturb: (answer) => {
      other = answer;
    },
  };
}

async function applied(desired: Desired, assumptions: Partial<Assumptions> = {}): Promise<Fleet> {
  const fleet = aFleet(assumptions);
  expect((await fleet.house.apply(desired)).exitCode).toBe(0);
  fleet.sent.length = 0;
  return fleet;
}

const isList = ({ path }: TransportRequest): boolean => path.includes('/dashboard/clusterprofiles?');
const lists = ({ sent }: Fleet): number => sent.filter(isList).length;
const names = ({ sent }: Fleet): number => sent.filter(({ path }) => path.includes('validate/name')).length;
const dryRuns = ({ sent }: Fleet): number =>
  sent.filter(({ path }) => path.endsWith('clone/validate')).length;
const uidIn = ({ house }: Fleet, project: string): string =>
  house.sandbox.describe().projects.find(({ name }) => name === project)?.uid ?? '';

/** Somebody's own object, where a clone is to be. */
async function occupy(fleet: Fleet, project: string, name: string, profile = 'base'): Promise<string> {
  const source = fleet.house.sandbox.describe().profiles.find((one) => one.name === profile)?.uid ?? '';
  const projectUid = uidIn(fleet, project);
  const { body } = await call(fleet.house.sandbox, 'POST', `/v1/clusterprofiles/${source}/clone`, {
    project: projectUid,
    body: { metadata: { name, version: '1.0.0', target: { scope: 'project', projectUid } } },
  });
  return String(body['uid']);
}

const blockersOf = (plan: Plan): readonly string[] =>
  plan.changes.flatMap(({ address, blockedBy }) =>
    blockedBy === undefined || blockedBy === null ? [] : [`${address} ${blockedBy}`],
  );

test.each([
  ['one clone a project', 1],
  ['ten clones a project', 10],
])('a plan of nothing to do lists nothing: %s', async (_, perProject) => {
  const desired = fleetOf(perProject);
  const fleet = await applied(desired);
  const clones = desired.clones.length;
  expect((await fleet.house.plan(desired)).summary).toMatchObject({ noop: clones, drift: 0 });
  expect(lists(fleet)).toBe(0);
  const budget = clones + 3 * SOURCES.length + Math.ceil(PROJECTS.length / 50) + 5;
  expect(fleet.sent.length).toBeLessThanOrEqual(budget);
});

test.each([
  ['reads few clones of a project one by one', 5, 0],
  ['lists a project with more', 6, PROJECTS.length],
])('refresh fast %s, and sends no more than a full one', async (_, perProject, expected) => {
  const desired = fleetOf(perProject);
  const fleet = await applied(desired);
  await fleet.house.plan(desired);
  const full = fleet.sent.length;
  fleet.sent.length = 0;
  const plan = await fleet.house.plan(desired, { refresh: 'fast' });
  expect(plan.summary).toMatchObject({ noop: desired.clones.length, drift: 0 });
  expect(lists(fleet)).toBe(expected);
  expect(fleet.sent.length).toBeLessThanOrEqual(full);
});

test('new clones: their dry run says that their names are free; only the sources are listed', async () => {
  const fleet = aFleet();
  const desired = fleetOf(1);
  const plan = await fleet.house.plan(desired);
  expect(plan.summary).toMatchObject({ create: PROJECTS.length, blocked: 0 });
  expect([lists(fleet), names(fleet), dryRuns(fleet)]).toEqual([1, 0, PROJECTS.length]);
});

test.each([
  ['nobody asks for a dry run', { preflight: false }, {}],
  ['a dry run says nothing of names', {}, { validateReportsConflict: 'no' as const }],
])(
  'where %s, Palette is asked for each name, and lists where it calls one taken',
  async (_, options, facts) => {
    const fleet = aFleet(facts);
    const uid = await occupy(fleet, 'store-7', 'copy-0');
    const plan = await fleet.house.plan(fleetOf(1), options);
    expect(plan.summary).toMatchObject({ create: PROJECTS.length - 1, blocked: 1 });
    expect(blockersOf(plan)).toEqual(['c0-store-7 exists_unmanaged']);
    expect(plan.imports).toEqual([{ to: 'c0-store-7', uid }]);
    expect([lists(fleet), names(fleet)]).toEqual([2, PROJECTS.length]);
  },
);

test('more new clones in one project than a list costs: it is listed', async () => {
  const fleet = aFleet();
  const plan = await fleet.house.plan(fleetOf(6, ['store-3']), { preflight: false });
  expect(plan.summary).toMatchObject({ create: 6 });
  expect([lists(fleet), names(fleet)]).toEqual([2, 0]);
});

test('what has the name of a new clone is found by a list of its project alone', async () => {
  const fleet = aFleet();
  const uid = await occupy(fleet, 'store-7', 'copy-0');
  const plan = await fleet.house.plan(fleetOf(1));
  expect(blockersOf(plan)).toEqual(['c0-store-7 exists_unmanaged']);
  expect(plan.imports).toEqual([{ to: 'c0-store-7', uid }]);
  expect(plan.unmanaged).toMatchObject([{ uid, project: 'store-7' }]);
  expect(lists(fleet)).toBe(2);
});

test('it is adopted where its content is that of the source', async () => {
  const fleet = aFleet();
  const [clone] = fleetOf(1, ['store-0']).clones;
  if (clone === undefined) throw new Error('no clone');
  const uid = await occupy(fleet, 'store-0', 'copy-0');
  const plan = await fleet.house.plan(aDesired({ ...clone, adopt: true }));
  expect(plan.changes).toMatchObject([{ action: 'adopt', uid }]);
});

test('a name that Palette calls taken and that no list shows is no clone to be made', async () => {
  const fleet = aFleet();
  await occupy(fleet, 'store-0', 'copy-0');
  const desired = fleetOf(1, ['store-0']);
  // The list is read whole, and a filter of the key hides what has the name.
  fleet.disturb((request) =>
    isList(request) && request.headers['ProjectUid'] === uidIn(fleet, 'store-0')
      ? { body: '{"items":[],"listmeta":{"count":0}}' }
      : null,
  );
  expect((await fleet.house.plan(desired)).changes).toMatchObject([
    { action: 'blocked', blockedBy: 'preflight', wouldBe: 'create' },
  ]);
  const unasked = await fleet.house.plan(desired, { preflight: false });
  expect(unasked.changes).toMatchObject([{ action: 'blocked', blockedBy: 'unreadable', wouldBe: 'create' }]);
});

test('a check of names that does not answer is replaced by lists, and not asked for ever', async () => {
  const fleet = aFleet();
  fleet.disturb(({ path }) =>
    path.includes('validate/name') ? { status: 404, body: '404 page not found' } : null,
  );
  const plan = await fleet.house.plan(fleetOf(1), { preflight: false });
  expect(plan.summary).toMatchObject({ create: PROJECTS.length, blocked: 0 });
  expect(lists(fleet)).toBe(PROJECTS.length + 1);
});

test('neither names nor lists answer: nothing is made', async () => {
  const fleet = aFleet();
  const refusal = { status: 403, body: '{"code":"OperationForbidden","message":"no"}' };
  fleet.disturb((request) =>
    request.path.includes('validate/name') ||
    (isList(request) && request.headers['ProjectUid'] === uidIn(fleet, 'store-4'))
      ? refusal
      : null,
  );
  const plan = await fleet.house.plan(fleetOf(1, ['store-4', 'store-5']), { preflight: false });
  expect(blockersOf(plan)).toEqual(['c0-store-4 unreadable']);
  expect(plan.errored).toBe(true);
});

test('one that is gone costs the list of its project and the check of its name', async () => {
  const desired = fleetOf(1);
  const fleet = await applied(desired);
  const row = (await fleet.house.store.readRecorded()).clones.find(({ address }) => address === 'c0-store-9');
  await call(fleet.house.sandbox, 'DELETE', `/v1/clusterprofiles/${row?.uid}`, {
    project: uidIn(fleet, 'store-9'),
  });
  const plan = await fleet.house.plan(desired);
  expect(plan.changes.find(({ address }) => address === 'c0-store-9')).toMatchObject({
    action: 'create',
    reason: 'gone',
  });
  expect(lists(fleet)).toBe(1);
  expect(names(fleet)).toBe(1);
});

test('a source that was made again under its name and version is found by the list', async () => {
  const desired = fleetOf(1, ['store-0', 'store-1', 'store-2']);
  const fleet = await applied(desired);
  const { profiles } = fleet.house.sandbox.describe();
  const base = profiles.find(({ name }) => name === 'base')?.uid ?? '';
  const other = profiles.find(({ name }) => name === 'other')?.uid ?? '';
  await call(fleet.house.sandbox, 'DELETE', `/v1/clusterprofiles/${base}`);
  await call(fleet.house.sandbox, 'POST', `/v1/clusterprofiles/${other}/clone`, {
    body: { metadata: { name: 'base', version: '1.0.0', target: { scope: 'tenant' } } },
  });
  const again = fleet.house.sandbox.describe().profiles.find(({ name }) => name === 'base')?.uid;
  const plan = await fleet.house.plan(desired);
  expect(plan.changes.find(({ address }) => address === 'c0-store-0')?.source.uid).toBe(again);
  expect(lists(fleet)).toBe(1);
});

test('what is unmanaged is looked for in every place where that is asked for', async () => {
  const desired = fleetOf(1);
  const fleet = await applied(desired);
  const uid = await occupy(fleet, 'store-20', 'somebody-else');
  expect((await fleet.house.plan(desired)).unmanaged).toEqual([]);
  fleet.sent.length = 0;
  const plan = await fleet.house.plan(desired, { allUnmanaged: true });
  expect(plan.unmanaged).toMatchObject([{ uid, project: 'store-20' }]);
  expect(lists(fleet)).toBe(PROJECTS.length);
});

test('an upgrade asks which versions there are', async () => {
  const desired = fleetOf(1);
  const fleet = await applied(desired);
  await fleet.house.plan(desired, { upgrade: ['*'] });
  expect(lists(fleet)).toBe(1);
});

test('of clones that have one content, a few are read whole where it is to be compared, and not all', async () => {
  const desired = aDesired(
    ...PROJECTS.map((project) =>
      aClone(`c-${project}`, { content: 'mirror', source: { profile: 'base' }, target: { project } }),
    ),
  );
  const fleet = await applied(desired);
  const { sandbox } = fleet.house;
  const hands = handsOn(sandbox, (name) => uidIn(fleet, name));
  await hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
    packs.map((pack) => ({ ...pack, values: 'v: edited\n' })),
  );
  const plan = await fleet.house.plan(desired);
  expect(plan.summary).toMatchObject({ update: PROJECTS.length, blocked: 0 });
  expect(plan.changes.every(({ content }) => content !== undefined)).toBe(true);
  const whole = fleet.sent.filter(({ path }) => path.endsWith('/packs/manifests'));
  expect(whole.length).toBeLessThan(5);
  expect((await fleet.house.apply(desired)).exitCode).toBe(0);
  expect((await fleet.house.plan(desired)).summary).toMatchObject({ noop: PROJECTS.length, drift: 0 });
});

test('two clones that change places find each other without a list', async () => {
  const fleet = await applied(fleetOf(1, ['store-0', 'store-1']));
  const [first, second] = fleetOf(1, ['store-0', 'store-1']).clones;
  if (first === undefined || second === undefined) throw new Error('no clones');
  const swapped = aDesired({ ...first, target: second.target }, { ...second, target: first.target });
  const plan = await fleet.house.plan(swapped);
  expect(blockersOf(plan)).toEqual(['c0-store-0 key_taken', 'c0-store-1 key_taken']);
  expect(lists(fleet)).toBe(0);
});
