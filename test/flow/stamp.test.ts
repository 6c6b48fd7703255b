// What a clone carries of its source: written along with the rest, taken off wherever Palette is read, never a label of anybody's.
import { describe, expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { readStamp, stampTexts, withoutStamp } from '../../src/model/stamp.ts';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import { aClone, aDesired, type CloneFacts } from '../support/a-world.ts';
import { handsOn } from '../support/hands.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aSandbox, aSeed, call, fakeClock } from '../support/sandboxes.ts';
import { base, told } from '../support/scene.ts';

type Place = 'labels' | 'annotations';

const stamped = (stamp: Place, facts: CloneFacts = {}): Desired =>
  aDesired({
    ...aClone('one', { ...facts, target: { scope: 'tenant', project: null, name: 'copy', ...facts.target } }),
    stamp,
  });

function scene(assumptions: Partial<Assumptions> = {}): { house: House; hands: ReturnType<typeof handsOn> } {
  const clock = fakeClock();
  const sandbox = aSandbox(aSeed(base('1.0.0', { labels: { from: 'source' } })), { clock, assumptions });
  return { house: aHouse(sandbox, clock), hands: handsOn(sandbox) };
}

async function metadataOf(house: House): Promise<{ labels: object; annotations: Record<string, string> }> {
  const row = (await house.store.readRecorded()).clones[0];
  const answer = await call(house.sandbox, 'GET', `/v1/clusterprofiles/${row?.uid}`);
  return answer.body['metadata'] as never;
}

async function wanted(house: House): Promise<Record<string, string>> {
  const { clones, identity } = await house.store.readRecorded();
  const source = clones[0]?.source;
  return stampTexts({
    sourceUid: source?.uid ?? '',
    sourceVersion: '1.0.0',
    digest: source?.digest ?? '',
    lineage: identity?.lineage ?? '',
  });
}

test('texts fit into labels and come back', () => {
  const stamp = {
    sourceUid: '690b0c2d5e4f3a2b1c0d9e8f',
    sourceVersion: '1.0.0-rc.1',
    digest: `sha256:${'ab'.repeat(32)}`,
    lineage: '3f0c0a52-7d5f-4d2c-9a59-0a4a4f5f4c11',
  };
  const texts = stampTexts({ ...stamp, sourceVersion: '+1.0.0+ä x' });
  for (const text of Object.values(texts))
    expect(text).toMatch(/^[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?$|^[A-Za-z0-9_-]{43}$/);
  expect(readStamp(stampTexts(stamp))).toEqual(stamp);
  expect(readStamp({ ...texts, 'cloneform-digest': 'x' })).toBeNull();
  expect(readStamp({})).toBeNull();
  expect(withoutStamp({ ...texts, team: 'edge' })).toEqual({ team: 'edge' });
});

describe.each(['labels', 'annotations'] as const)('in %s', (place) => {
  test.each([
    ['nothing declared', {}, {}],
    ['labels declared', { labels: { team: 'edge' } }, { team: 'edge' }],
    ['labels declared away', { labels: {} }, {}],
    ['a description', { description: 'd' }, {}],
  ] as const)('%s: it is there, it is no label, and nothing is left to do', async (_what, target, labels) => {
    const { house } = scene();
    const desired = stamped(place, { target });
    const before = house.client.stats().total;
    const end = await house.apply(desired);
    expect(end.exitCode).toBe(0);
    const metadata = await metadataOf(house);
    const texts = await wanted(house);
    expect(metadata.labels).toEqual(place === 'labels' ? { ...labels, ...texts } : labels);
    if (place === 'annotations') expect(metadata.annotations).toMatchObject(texts);
    if ('description' in target) expect(metadata.annotations['description']).toBe('d');
    house.clock.advance(5000);
    expect(told(await house.plan(desired))).toEqual([]);
    expect(told(await house.plan(desired, { refresh: 'fast' }))).toEqual([]);
    expect(house.client.stats().total).toBeGreaterThan(before);
  });

  test('costs no request where metadata is patched anyway', async () => {
    const costs = await Promise.all(
      [place, null].map(async (stamp) => {
        const { house } = scene();
        const desired = stamped(place, { target: { labels: { a: 'b' } } });
        await house.apply(
          stamp === null
            ? { ...desired, clones: desired.clones.map(({ stamp: _off, ...clone }) => clone) }
            : desired,
        );
        return house.client.stats().total;
      }),
    );
    expect(costs[0]).toBe(costs[1]);
  });

  test('labels that came from the source stay, where a clone brings them along', async () => {
    const { house } = scene({ cloneCopiesLabels: 'yes' });
    await house.apply(stamped(place));
    expect((await metadataOf(house)).labels).toMatchObject({ from: 'source' });
  });

  test('it follows the content', async () => {
    const { house, hands } = scene();
    const desired = stamped(place, { content: 'mirror' });
    await house.apply(desired);
    const before = await wanted(house);
    house.clock.advance(5000);
    await hands.packs(await hands.uid('base', '1.0.0'), (packs) =>
      packs.map((pack) => ({ ...pack, values: 'new: 1\n' })),
    );
    house.clock.advance(5000);
    expect((await house.apply(desired)).exitCode).toBe(0);
    const after = await wanted(house);
    expect(after['cloneform-digest']).not.toBe(before['cloneform-digest']);
    expect(await metadataOf(house)).toMatchObject({ [place]: after });
    house.clock.advance(5000);
    expect(told(await house.plan(desired))).toEqual([]);
  });

  test('a Palette that adds labels, and one that keeps no annotations, are no trouble', async () => {
    const { house } = scene({ patchLabels: 'merge', annotationsSurvive: 'no' });
    const desired = stamped(place, { target: { labels: { a: 'b' }, description: 'd' } });
    expect((await house.apply(desired)).exitCode).toBe(0);
    house.clock.advance(5000);
    expect(told(await house.plan(desired))).toEqual([]);
  });

  test('another state is noticed: a clone of two states is reported, and nothing of it is adopted unasked', async () => {
    const { house, hands } = scene();
    const desired = stamped(place);
    await house.apply(desired);
    const uid = await hands.uid('copy', '1.0.0');
    const foreign = { ...(await wanted(house)), 'cloneform-state': 'somebody-else' };
    await hands.metadata(uid, { name: 'copy', [place]: foreign });
    house.clock.advance(5000);
    const plan = await house.plan(desired);
    expect(told(plan)).toEqual([]);
    expect(plan.diagnostics.map(({ code, message }) => [code, message])).toEqual([
      ['plan/foreign-stamp', 'clones recorded here carry the stamp of another state: one (somebody-else)'],
    ]);
    const other = aHouse(house.sandbox, house.clock);
    const adopting = aDesired(...desired.clones.map((clone) => ({ ...clone, adopt: true })));
    const [change] = (await other.plan(adopting)).changes;
    expect([change?.action, change?.blockedBy, change?.obstacles?.[0]?.detail]).toEqual([
      'blocked',
      'exists_unmanaged',
      `copy 1.0.0 (UID ${uid}) belongs to another state according to its stamp (somebody-else)`,
    ]);
    const here = { file: 'f', line: 1, column: 1, text: '' };
    const named = { ...adopting, imports: [{ to: 'one', uid, place: here }] };
    expect((await other.plan(named)).changes[0]).toMatchObject({ action: 'adopt', reason: 'imports_block' });
  });
});
