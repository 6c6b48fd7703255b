// What people said about a clone is kept: an accepted manual edit, and a protection.
import { afterEach, describe, expect, test } from 'vitest';
import { picture } from '../support/a-world.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base, PACKS } from '../support/scene.ts';

const NEWER = { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 2) };
const NEWEST = { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 1) };

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

async function place(): Promise<Place> {
  const at = await aPlace(
    aSeed(
      base('1.0.0', { variables: [] }),
      base('1.1.0', { template: NEWER, variables: [] }),
      base('1.2.0', { template: NEWEST, variables: [] }),
    ),
  );
  places.push(at);
  return at;
}

/** `target`: members of the target beside its project. */
function one(source: string, target = 'name: one', more = ''): Record<string, string> {
  return {
    one: `{ source: { profile: base, version: "${source}" }, target: { scope: project, project: edge-dev, ${target} }${more} }`,
  };
}

const FIXED = 'name: one, version: 3.0.0';
const OF_SOURCE = 'name: one, version: source';

async function edit(at: Place, version: string): Promise<void> {
  await at.hands.packs(await at.hands.uid('one', version, 'edge-dev'), (packs) =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: root\n' } : pack)),
  );
}

describe('an accepted manual edit', () => {
  async function accepted(target: string, version: string): Promise<Place> {
    const at = await place();
    at.declare(one('1.0.0', target));
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    await edit(at, version);
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    return at;
  }

  test.each([
    ['an upgrade in place', FIXED, '3.0.0', one('1.1.0', FIXED), 'source_upgraded', 'update'],
    ['an upgrade with its own version', OF_SOURCE, '1.0.0', one('1.1.0', OF_SOURCE), 'new_version', 'create'],
    ['another version', FIXED, '3.0.0', one('1.0.0', 'name: one, version: 4.0.0'), 'new_version', 'create'],
    ['another name', FIXED, '3.0.0', one('1.0.0', 'name: two, version: 3.0.0'), 'target_changed', 'replace'],
    ['a mirror', FIXED, '3.0.0', one('1.0.0', FIXED, ', content: mirror'), 'clone_edited', 'update'],
    [
      'a counting mirror',
      FIXED,
      '3.0.0',
      one('1.0.0', FIXED, ', content: mirror, mirrorBy: newVersion'),
      'clone_edited',
      'create',
    ],
  ])('is not dropped without a word by %s', async (_, target, version, next, reason, action) => {
    const at = await accepted(target, version);
    at.declare(next);
    const plan = await at.plan();
    const first = plan.changes.find((change) => change.action === 'blocked');
    expect(first).toMatchObject({ reason, wouldBe: action });
    // A mirror was edited against its rule, too: which of the two is named first is a matter of order.
    expect(first?.blockers).toContain('accepted_edit');
    expect(first?.blockedBy).toBe('accepted_edit');
    expect((await at.run('apply', '--auto-approve')).code).toBe(5);
    const text = (await at.run('plan')).out;
    expect(text).toContain('--discard-accepted');

    expect((await at.plan('--discard-accepted')).summary.blocked).toBe(0);
    expect((await at.run('apply', '--auto-approve', '--discard-accepted')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('is reported as lost where its clone is gone: it is not made again without a word', async () => {
    const at = await accepted(FIXED, '3.0.0');
    await at.hands.remove(await at.hands.uid('one', '3.0.0', 'edge-dev'));
    const [change] = (await at.plan()).changes;
    expect(change).toMatchObject({ action: 'blocked', reason: 'gone', blockedBy: 'accepted_edit' });
    expect((await at.run('apply', '--auto-approve')).code).toBe(5);
    expect((await at.run('apply', '--auto-approve', '--discard-accepted')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('is discarded by a saved plan that was made so', async () => {
    const at = await accepted(FIXED, '3.0.0');
    at.declare(one('1.1.0', FIXED));
    expect((await at.run('plan', '--discard-accepted', '-o', 'plan.json')).code).toBe(0);
    expect((await at.run('apply', 'plan.json', '--discard-accepted')).code).toBe(64);
    expect((await at.run('apply', 'plan.json', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('is no obstacle once the clone has the content of its source again', async () => {
    const at = await accepted(FIXED, '3.0.0');
    await at.hands.packs(await at.hands.uid('one', '3.0.0', 'edge-dev'), (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: PACKS[0]?.values ?? '' } : pack)),
    );
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    at.declare(one('1.1.0', FIXED));
    expect(picture(await at.plan())).toEqual(['update · source_upgraded one']);
  });

  test('of a source alone keeps nothing from an upgrade', async () => {
    const at = await place();
    at.declare(one('1.0.0', FIXED));
    await at.run('apply', '--auto-approve');
    await at.hands.packs(await at.hands.uid('base', '1.0.0'), (packs) => packs.slice(0, 1));
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    at.declare(one('1.1.0', FIXED));
    expect(picture(await at.plan())).toEqual(['update · source_upgraded one']);
  });
});

describe('protection', () => {
  const PROTECTED = ', protect: true';

  test('by `state protect` lasts until `state unprotect`', async () => {
    const at = await place();
    at.declare(one('1.0.0', FIXED));
    await at.run('apply', '--auto-approve');
    expect((await at.run('state', 'protect', 'one')).code).toBe(0);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    at.declare(one('1.0.0', 'name: two, version: 3.0.0'));
    expect(picture(await at.plan())).toEqual(['blocked · target_changed one [protected, would be replace]']);
    expect((await at.run('apply', '--auto-approve')).code).toBe(5);
    at.declare(one('1.0.0', FIXED, PROTECTED));
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    at.declare(one('1.0.0', FIXED));
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    at.declare(one('1.0.0', 'name: two, version: 3.0.0'));
    expect((await at.run('apply', '--auto-approve')).code).toBe(5);
    expect((await at.run('state', 'unprotect', 'one')).code).toBe(0);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(at.names()).toEqual(['two 3.0.0']);
  });

  test('by `state protect` goes along to the next version, and keeps superseded ones from retention', async () => {
    const at = await place();
    const declared = (source: string): Record<string, string> => one(source, OF_SOURCE, ', retain: none');
    at.declare(declared('1.0.0'));
    await at.run('apply', '--auto-approve');
    await at.run('state', 'protect', 'one');
    for (const version of ['1.1.0', '1.2.0']) {
      at.declare(declared(version));
      expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    }
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(at.names()).toEqual(['one 1.0.0', 'one 1.1.0', 'one 1.2.0']);
    await at.run('state', 'unprotect', 'one');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(at.names()).toEqual(['one 1.2.0']);
  });

  test('in YAML ends by removing the line in a change of its own, not beside a rename', async () => {
    const at = await place();
    at.declare(one('1.0.0', FIXED, PROTECTED));
    await at.run('apply', '--auto-approve');
    at.declare(one('1.0.0', 'name: two, version: 3.0.0'));
    expect(picture(await at.plan())).toEqual(['blocked · target_changed one [protected, would be replace]']);
    expect((await at.run('apply', '--auto-approve', '--skip-blocked')).code).toBe(0);
    expect(at.names()).toEqual(['one 3.0.0']);
    at.declare(one('1.0.0', FIXED));
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    at.declare(one('1.0.0', 'name: two, version: 3.0.0'));
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(at.names()).toEqual(['two 3.0.0']);
  });

  test('in YAML ends for superseded versions, too, one run before retention takes them', async () => {
    const at = await place();
    const declared = (source: string, protect: string): Record<string, string> =>
      one(source, OF_SOURCE, `, retain: none${protect}`);
    at.declare(declared('1.0.0', PROTECTED));
    await at.run('apply', '--auto-approve');
    at.declare(declared('1.1.0', ''));
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(at.names()).toEqual(['one 1.0.0', 'one 1.1.0']);
    at.declare(declared('1.1.0', ''));
    await at.run('apply', '--auto-approve');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(at.names()).toEqual(['one 1.1.0']);
  });

  test('also stands before a mirror that is created again', async () => {
    const at = await place();
    const mirror = ', content: mirror, mirrorBy: recreate';
    at.declare(one('1.0.0', FIXED, `${PROTECTED}${mirror}`));
    await at.run('apply', '--auto-approve');
    await edit(at, '3.0.0');
    at.declare(one('1.0.0', FIXED, mirror));
    expect(picture(await at.plan())).toEqual(['blocked · clone_edited one [protected, would be replace]']);
  });
});
