// The main job with answers that say the same in other ways: members left out, null in place of empty, rows of other scopes.
import { expect, test } from 'vitest';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { aHouse } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Changes every map of an answer, innermost first. */
function rewrite(value: Json, change: (map: { [key: string]: Json }) => unknown): Json {
  if (Array.isArray(value)) return value.map((item) => rewrite(item, change));
  if (typeof value !== 'object' || value === null) return value;
  const map = Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(item, change)]));
  change(map);
  return map;
}

const isEmpty = (value: Json | undefined): boolean =>
  value === '' ||
  (Array.isArray(value) && value.length === 0) ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

const oddities: readonly (readonly [string, (path: string, body: Json) => Json])[] = [
  [
    'null in place of empty',
    (_, body) =>
      rewrite(body, (map) =>
        Object.keys(map).forEach((key) => isEmpty(map[key]) && key !== 'continue' && (map[key] = null)),
      ),
  ],
  [
    'empty members left out',
    (_, body) =>
      rewrite(body, (map) => Object.keys(map).forEach((key) => isEmpty(map[key]) && delete map[key])),
  ],
  [
    'list rows without annotations',
    (path, body) => (path.includes('dashboard') ? rewrite(body, (map) => delete map['annotations']) : body),
  ],
  [
    'list rows without versions',
    (path, body) => (path.includes('dashboard') ? rewrite(body, (map) => delete map['versions']) : body),
  ],
  ['no annotation of the project', (_, body) => rewrite(body, (map) => delete map['projectUid'])],
  [
    'UID in capitals',
    (path, body) =>
      path.endsWith('/clone') && typeof body === 'object' && body !== null && 'uid' in body
        ? { UID: body['uid'] ?? null }
        : body,
  ],
  [
    'members that nobody knows',
    (_, body) =>
      rewrite(body, (map) => {
        if ('uid' in map || 'metadata' in map) map['somethingNew'] = { deep: [1] };
      }),
  ],
  [
    'no listmeta',
    (path, body) => (path.includes('dashboard') ? rewrite(body, (map) => delete map['listmeta']) : body),
  ],
];

test.each(oddities)('%s', async (_, change) => {
  const clock = fakeClock();
  const sandbox = aSandbox(
    aSeed(
      seedVersion({ name: 'base', version: '1.0.0' }),
      seedVersion({ name: 'infra', version: '1.0.0', scope: 'project', project: 'platform' }),
      seedVersion({ name: 'same', version: '1.0.0' }),
    ),
    { clock },
  );
  const house = aHouse(sandbox, clock);
  const inner = createSandboxTransport(sandbox);
  house.client = aClient(
    {
      send: async (request) => {
        const response = await inner.send(request);
        if (response.body === '') return response;
        return {
          ...response,
          body: JSON.stringify(change(request.path.split('?')[0] ?? '', JSON.parse(response.body))),
        };
      },
      close: inner.close,
    },
    clock,
  );
  const desired = aDesired(
    aClone('edge', { target: { labels: { a: 'b' }, description: 'd' } }),
    aClone('across', { source: { profile: 'infra', scope: 'project', project: 'platform' } }),
    aClone('golden', { target: { scope: 'tenant', project: null } }),
    aClone('same', { source: { profile: 'same' } }),
  );
  const end = await house.apply(desired);
  expect(end.applied.changes.flatMap((item) => item.obstacles ?? [])).toEqual([]);
  expect(end.applied.results.map(({ address, status, error }) => [address, status, error?.message])).toEqual(
    ['across', 'edge', 'golden', 'same'].map((address) => [address, 'applied', undefined]),
  );
  clock.advance(1000);
  expect((await house.plan(desired)).changes.map(({ action }) => action)).toEqual([
    'noop',
    'noop',
    'noop',
    'noop',
  ]);
});
