// The probe against the sandbox under every value of every switch: each is found out rightly, and nothing is left behind.
import { expect, test } from 'vitest';
import { ASSUMPTIONS, type AssumptionName } from '../../src/palette/assumptions.ts';
import { TransportError } from '../../src/palette/transport.ts';
import { isConclusive } from '../../src/probe/finding.ts';
import { probe } from '../../src/probe/probe.ts';
import { probeScene as scene } from '../support/probe-scene.ts';

/** What uses a profile is no part of the API that a probe could make it with. */
const NEEDS_MORE: readonly AssumptionName[] = [
  'deleteInUse',
  'deleteTemplateLinked',
  'hiddenByFilter',
  'variablesOfUsedProfile',
];

const cases = (Object.keys(ASSUMPTIONS) as AssumptionName[])
  .filter((name) => !NEEDS_MORE.includes(name))
  .flatMap((name) => ASSUMPTIONS[name].values.map((value) => [name, value] as const));

test.each(cases)('%s: %s is found out', async (name, value) => {
  const { bench, untouched } = scene({ [name]: value });
  const { findings, left, identicalAtOnce } = await probe(bench, () => undefined);
  const settled = findings.filter((finding) => !NEEDS_MORE.includes(finding.name));
  expect(Object.fromEntries(settled.map((finding) => [finding.name, finding.seen]))).toEqual({
    ...Object.fromEntries(settled.map((finding) => [finding.name, finding.assumed])),
    [name]: value,
    // Without the header, nobody knows which entry a note would be for.
    ...(name === 'auditHeader' && value === 'absent' ? { auditNotes: null } : {}),
  });
  expect(left).toEqual([]);
  expect(identicalAtOnce).toBe('1 of 5');
  expect(untouched()).toBe(true);
});

test.each(['yes', 'no'] as const)(
  'a conflict is known by whatever it looks like in one scope: unique across scopes: %s',
  async (unique) => {
    const { bench } = scene({ uniqueAcrossScopes: unique }, (inner) => ({
      ...inner,
      send: async (request) => {
        const answer = await inner.send(request);
        return { ...answer, body: answer.body.replace('ClusterProfileAlreadyExists', 'NameInUse') };
      },
    }));
    const { findings } = await probe(bench, () => undefined);
    expect(findings.find(({ name }) => name === 'uniqueAcrossScopes')?.seen).toBe(unique);
  },
);

test('what needs a cluster or another key stays open and says so', async () => {
  const { findings } = await probe(scene().bench, () => undefined);
  const open = findings.filter((finding) => finding.seen === null);
  expect(open.map(({ name }) => name)).toEqual([...NEEDS_MORE]);
  expect(open[0]?.detail).toContain('cluster');
});

test('answers that do not come leave their questions open, and what was made is still taken away', async () => {
  let calls = 0;
  const { bench, untouched } = scene({}, (inner) => ({
    ...inner,
    send: async (request) => {
      const isCut = request.method !== 'DELETE' && ++calls % 4 === 0 && calls > 4;
      if (isCut && request.path.endsWith('/metadata')) throw new TransportError('reset', 'unknown', 'cut');
      return inner.send(request);
    },
  }));
  const { left } = await probe(bench, () => undefined);
  expect(left).toEqual([]);
  expect(untouched()).toBe(true);
});

test('a delete that is refused is reported with its UID', async () => {
  const { bench } = scene({}, (inner) => ({
    ...inner,
    send: async (request) =>
      request.method === 'DELETE' ? { status: 500, headers: {}, body: '' } : inner.send(request),
  }));
  const { left } = await probe(bench, () => undefined);
  expect(left.length).toBeGreaterThan(1);
  for (const item of left) {
    expect(item.uid).toMatch(/^[0-9a-f]{24}$/);
    expect(item.name).toMatch(/^cloneform-probe-1/);
  }
});

test('a key that may make nothing: every question is open and says why', async () => {
  const { bench } = scene({}, (inner) => ({
    ...inner,
    send: async (request) =>
      request.method === 'POST'
        ? { status: 403, headers: {}, body: '{"code":"OperationForbidden"}' }
        : inner.send(request),
  }));
  const { findings } = await probe(bench, () => undefined);
  const asked = findings.find(({ name }) => name === 'conflictStatus');
  expect([asked?.seen, asked?.detail]).toEqual([null, expect.stringContaining('403 OperationForbidden')]);
});

test('a probe that settles almost nothing is not conclusive, and does not rush Palette for a 429', async () => {
  let asked = 0;
  const { bench } = scene({}, (inner) => ({
    ...inner,
    send: async (request) => {
      if (request.path === '/v1/users/info') asked++;
      const isClone = request.method === 'POST' && request.path.endsWith('/clone');
      return isClone
        ? { status: 403, headers: {}, body: '{"code":"OperationForbidden"}' }
        : inner.send(request);
    },
  }));
  const { findings } = await probe(bench, () => undefined);
  expect(isConclusive(findings)).toBe(false);
  expect(asked).toBe(0);
  expect(findings.find(({ name }) => name === 'retryAfter')?.seen).toBeNull();
});

test.each([
  ['are not throttled', 200, 80],
  ['are refused', 503, 20],
])('where calls %s, at most eighty are sent to meet a 429', async (_, status, most) => {
  let asked = 0;
  const { bench } = scene({}, (inner) => ({
    ...inner,
    send: async (request) => {
      if (request.path !== '/v1/users/info') return inner.send(request);
      asked++;
      return { status, headers: {}, body: '{}' };
    },
  }));
  const { findings } = await probe(bench, () => undefined);
  expect(isConclusive(findings)).toBe(true);
  expect(findings.find(({ name }) => name === 'retryAfter')?.seen).toBeNull();
  expect(asked).toBe(most);
});
