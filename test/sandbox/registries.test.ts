// Registries of packs, and what PUT and the check of packs make of them.
import { expect, test } from 'vitest';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Answered, aSandbox, aSeed, call, seedVersion } from '../support/sandboxes.ts';

const PUBLIC = '5eecc89d0b150045ae661cef';

function aProfile(): Sandbox {
  const packs = [
    { name: 'cni', type: 'spectro', tag: '1.0.0', registryUid: PUBLIC, values: 'a: 1' },
    {
      name: 'odd',
      tag: '1.0.0',
      registry: { metadata: { uid: 'own-uid', name: 'Palette Community Registry' } },
      values: 'b: 1',
    },
  ];
  return aSandbox({
    ...aSeed(seedVersion({ name: 'base', version: '1.0.0', template: { type: 'add-on', packs } })),
    registries: [
      { name: 'Mirror', kind: 'pack', uid: 'mirror-1' },
      { name: 'Mirror', kind: 'oci', uid: null },
    ],
  });
}

function uidOf(sandbox: Sandbox): string {
  return sandbox.describe().profiles[0]?.uid ?? '';
}

const put = (sandbox: Sandbox, packs: readonly object[]): ReturnType<typeof call> =>
  call(sandbox, 'PUT', `/v1/clusterprofiles/${uidOf(sandbox)}`, {
    body: { metadata: { name: 'base' }, spec: { template: { type: 'add-on', packs } } },
  });

/** UID of its first pack. */
async function packUid(sandbox: Sandbox, of: 'published' | 'draft'): Promise<string | undefined> {
  const { body } = await call(sandbox, 'GET', `/v1/clusterprofiles/${uidOf(sandbox)}`);
  return body['spec']?.[of]?.['packs']?.[0]?.['packUid'];
}

test('lists those of the seed, those that profiles name, and those of every tenant that no profile names by another UID', async () => {
  const { body } = await call(aProfile(), 'GET', '/v1/registries/metadata');
  const seen = body['items']?.map(({ name, uid }: Answered) => [name, uid]);
  expect(seen).toEqual([
    ['Mirror', 'mirror-1'],
    ['Mirror', expect.stringMatching(/^[0-9a-f]{24}$/)],
    ['Public Repo', PUBLIC],
    ['Palette Community Registry', 'own-uid'],
    ['Bitnami', expect.any(String)],
  ]);
});

test('a pack of another tag or registry has another UID, unless the request gives one', async () => {
  const sandbox = aProfile();
  const before = await packUid(sandbox, 'published');
  const same = { name: 'cni', tag: '1.0.0', registryUid: PUBLIC, values: 'a: 2' };
  await put(sandbox, [same]);
  expect(await packUid(sandbox, 'draft')).toBe(before);
  await put(sandbox, [{ ...same, tag: '1.1.0' }]);
  const other = await packUid(sandbox, 'draft');
  expect(other).not.toBe(before);
  await put(sandbox, [{ ...same, tag: '1.1.0', registryUid: 'mirror-1' }]);
  expect(await packUid(sandbox, 'draft')).not.toBe(other);
  await put(sandbox, [{ ...same, tag: '1.2.0', uid: 'given' }]);
  expect(await packUid(sandbox, 'draft')).toBe('given');
});

test('two packs of one name are refused, and the check of packs names them and unknown registries', async () => {
  const sandbox = aProfile();
  const cni = { name: 'cni', tag: '1.0.0', registryUid: PUBLIC, values: '' };
  expect(await put(sandbox, [cni, cni])).toMatchObject({ status: 400, body: { code: 'DuplicatePack' } });
  const check = async (packs: readonly object[]): Promise<unknown> => {
    const path = `/v1/clusterprofiles/${uidOf(sandbox)}/validate/packs`;
    const { body } = await call(sandbox, 'POST', path, { body: { type: 'add-on', packs } });
    return body['packs']?.['results']?.flatMap(({ name, errors }: Answered) =>
      errors?.map(({ message }: Answered) => `${name}: ${message}`),
    );
  };
  expect(await check([cni])).toEqual([]);
  expect(await check([cni, { ...cni, registryUid: 'nowhere', values: '{{.spectro.var.x}}' }])).toEqual([
    'cni: Undefined profile variable: x',
    'cni: Registry nowhere is not found',
    'cni: The profile has two packs named cni',
  ]);
  expect(await check([{ ...cni, registryUid: 'mirror-1' }])).toEqual([]);
});
