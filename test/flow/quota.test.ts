// A tenant's quota of cluster profiles, versions counted: said before, met once, and nothing else is held up by it.
import { expect, test } from 'vitest';
import { isOverQuota } from '../../src/apply/failures.ts';
import type { Desired, DesiredClone } from '../../src/model/desired.ts';
import { readPlanned } from '../../src/plan/document.ts';
import { crowdedOut } from '../../src/plan/quota.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';

interface Scene {
  readonly house: House;
  readonly sent: string[];
}

function aScene(profileLimit: number | null, refuseLimits = false): Scene {
  const clock = fakeClock();
  const seed = aSeed(
    seedVersion({ name: 'base', version: '1.0.0' }),
    seedVersion({ name: 'base', version: '1.1.0' }),
  );
  const sandbox = aSandbox({ ...seed, profileLimit }, { clock });
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox, clock);
  const sent: string[] = [];
  house.client = aClient(
    {
      send: async (request) => {
        sent.push(`${request.method} ${request.path.split('?')[0]?.split('/').at(-1)}`);
        if (refuseLimits && request.path.endsWith('/resourceLimits'))
          return { status: 403, headers: {}, body: '{"code":"OperationForbidden","message":"no"}' };
        return inner.send(request);
      },
      close: inner.close,
    },
    clock,
  );
  return { house, sent };
}

const five = aDesired(...['a', 'b', 'c', 'd', 'e'].map((id) => aClone(id, { target: { name: id } })));
const count = (sent: readonly string[], what: string): number => sent.filter((item) => item === what).length;

test('a plan that would pass it warns with the numbers, for one request', async () => {
  const { house, sent } = aScene(4);
  const plan = await house.plan(five);
  expect(plan.diagnostics.map(({ code, severity, message }) => [code, severity, message])).toEqual([
    [
      'plan/quota',
      'warning',
      'the quota of the tenant is 4 cluster profiles, including versions; at least 2 exist, and this plan creates 5',
    ],
  ]);
  expect(count(sent, 'GET resourceLimits')).toBe(1);
});

test.each([
  ['there is room', 7, false],
  ['Palette names no limit', null, false],
  ['the limit cannot be read', 2, true],
])('nothing is said where %s', async (_, limit, refuseLimits) => {
  const plan = await aScene(limit, refuseLimits).house.plan(five);
  expect(plan.diagnostics.filter(({ code }) => code === 'plan/quota')).toEqual([]);
});

test('a plan that makes nothing does not ask', async () => {
  const { house, sent } = aScene(7);
  await house.apply(five);
  sent.length = 0;
  expect((await house.plan(five)).changes.every((change) => change.action === 'noop')).toBe(true);
  expect(count(sent, 'GET resourceLimits')).toBe(0);
});

test('the first refusal for it ends what makes objects, and only that; the next run continues', async () => {
  const { house, sent } = aScene(4);
  // One that goes: deleting is not held up.
  await house.apply(aDesired(aClone('old', { target: { name: 'old' } })));
  sent.length = 0;
  const end = await house.apply(five, { parallelism: 1 });
  const makers = end.applied.results.filter((result) => result.action === 'create');
  expect(makers.map(({ status }) => status)).toEqual([
    'applied',
    'failed',
    'not_started',
    'not_started',
    'not_started',
  ]);
  expect(makers[1]?.error).toMatchObject({
    code: 'ResourceLimitExceeded',
    hint: expect.stringContaining('lower retain, or request a higher quota'),
  });
  expect(end.applied.results.find((result) => result.action === 'delete')?.status).toBe('applied');
  expect(end.exitCode).toBe(4);
  expect(count(sent, 'POST clone')).toBe(2);
  expect((await house.store.readRecorded()).openEntries).toEqual([]);
});

/** The two sources and the clone of `first`. */
async function aSceneOf(first: Desired, limit: number): Promise<Scene> {
  const scene = aScene(limit);
  expect((await scene.house.apply(first)).exitCode).toBe(0);
  scene.sent.length = 0;
  return scene;
}

const named = (name: string, more: Parameters<typeof aClone>[1] = {}): DesiredClone =>
  aClone('edge', { target: { name }, ...more });

test.each([
  ['another name', aDesired(named('before')), aDesired(named('after')), 'replace'],
  [
    'another version, after which the old one goes',
    aDesired(named('before', { retain: 'none' })),
    aDesired(aClone('edge', { target: { name: 'before', version: '2.0.0' }, retain: 'none' })),
    'create',
  ],
])('%s: what has no room beside its old object is not sent', async (_, first, then, wouldBe) => {
  const { house, sent } = await aSceneOf(first, 3);
  const before = house.sandbox.describe().profiles.map(({ uid }) => uid);
  const plan = await house.plan(then);
  const blocked = plan.changes.filter(({ action }) => action === 'blocked');
  expect(blocked).toMatchObject([
    {
      wouldBe,
      blockedBy: 'preflight',
      obstacles: [
        {
          detail: expect.stringContaining(
            'the quota of the tenant is 3 cluster profiles, including versions, and at least 3 exist',
          ),
          hint: expect.stringContaining("cloneform destroy --target 'edge', then apply"),
        },
      ],
    },
  ]);
  expect(plan.changes.filter(({ action }) => action === 'delete')).toEqual([]);
  expect(plan.diagnostics.map(({ code }) => code)).toContain('plan/quota');
  await house.apply(then);
  expect(sent.filter((item) => /^(POST clone|DELETE)/.test(item))).toEqual([]);
  expect(house.sandbox.describe().profiles.map(({ uid }) => uid)).toEqual(before);
});

test('with room for one more, old objects are replaced one after the other', async () => {
  const { house } = await aSceneOf(aDesired(named('before')), 4);
  expect((await house.apply(aDesired(named('after')))).exitCode).toBe(0);
  expect(house.sandbox.describe().profiles.map(({ name }) => name)).toContain('after');
});

test('a recreate, which deletes first, is held back where its clone could be refused then', async () => {
  const { house } = aScene(null);
  const first = aDesired(named('before'));
  await house.apply(first);
  const { changes } = await house.plan(aDesired(named('after')));
  const recreates = changes.map((change) => ({ ...change, reason: 'source_edited' as const, content: [] }));
  const creates = (await house.plan(aDesired(named('before'), aClone('other')))).changes;
  const crowded = (known: number, ...parts: (typeof changes)[]): readonly string[] => [
    ...crowdedOut(parts.flat().map(readPlanned), { limit: 3, known }),
  ];
  expect(crowded(3, recreates)).toEqual([]);
  expect(crowded(4, recreates)).toEqual(['edge']);
  expect(crowded(3, recreates, creates)).toEqual(['edge']);
});

test.each([
  ['ResourceLimitExceeded', 'no', true],
  ['TenantQuotaReached', 'no', true],
  ['608', 'The tenant has reached its limit of 200 cluster profiles', true],
  ['608', 'Resource limit exceeded for kind clusterprofile, allowed 200', true],
  ['OperationForbidden', 'Quota of clusterprofiles is used up', true],
  ['608', 'Cluster profile name exceeds the limit of 63 characters', false],
  ['608', 'The limit of 20 packs of a cluster profile is exceeded', false],
  ['608', 'Rate limit of the tenant is exceeded', false],
  ['RateLimitExceeded', 'Tenant limit', false],
  ['NameLengthLimitExceeded', 'too long', false],
  ['608', 'Cluster profile is not valid', false],
  ['PackValuesInvalid', 'resources.limits.memory is not valid in tenant values', false],
  ['608', 'Resource limits is required in spec', false],
])('is %s (%s) a refusal for want of room? %s', (code, message, expected) => {
  expect(isOverQuota({ code, message })).toBe(expected);
  expect(isOverQuota({ code, message, status: 429 })).toBe(false);
});
