// Somebody edited a clone in Palette: what the commands say of it, and the ways out.
import { afterEach, describe, expect, test } from 'vitest';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import { picture } from '../support/a-world.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base, PACKS } from '../support/scene.ts';
import { mustFit } from '../support/schemas.ts';

const NEWER = { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 2) };

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

/** `more`: members of the declaration. */
function clone(name: string, more = '', source = '1.0.0'): string {
  return `{ source: { profile: base, version: "${source}" }, target: { scope: project, project: edge-dev, name: ${name} }${more} }`;
}

async function place(clones: Readonly<Record<string, string>> = { one: clone('one') }): Promise<Place> {
  const at = await aPlace(
    aSeed(base('1.0.0', { variables: [] }), base('1.1.0', { template: NEWER, variables: [] })),
  );
  places.push(at);
  at.declare(clones);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  return at;
}

async function edit(at: Place, name = 'one', values = 'user: root\n'): Promise<void> {
  await at.hands.packs(await at.hands.uid(name, '1.0.0', name === 'base' ? undefined : 'edge-dev'), (packs) =>
    packs.map((pack) => (pack.name === 'os' ? { ...pack, values } : pack)),
  );
}

interface Shown {
  readonly spec: {
    readonly published: { readonly packs: readonly { readonly name: string; readonly values: string }[] };
  };
}

async function valuesOf(at: Place, name: string, version = '1.0.0'): Promise<string> {
  const shown: Shown = JSON.parse(JSON.stringify(await at.get(name, version)));
  return shown.spec.published.packs.find((pack) => pack.name === 'os')?.values ?? '';
}

describe('revert', () => {
  test('gives an edited snapshot the content of its source again, once, and leaves nothing to do', async () => {
    const at = await place();
    const before = await valuesOf(at, 'one');
    await edit(at);
    expect(picture(await at.plan())).toEqual(['noop · unchanged one']);
    const unasked = await at.run('revert', 'one');
    expect([unasked.code, unasked.err]).toEqual([
      64,
      expect.stringContaining('no terminal to ask for approval. Use cloneform revert --auto-approve'),
    ]);
    expect(unasked.out).toContain('~ user: "root" → "admin"');
    expect(await valuesOf(at, 'one')).toBe('user: root\n');
    const end = await at.run('revert', 'one', '--auto-approve', '--json');
    const applied = JSON.parse(end.out) as AppliedPlan;
    mustFit('apply-result', applied);
    expect([end.code, picture(applied), applied.options.revert]).toEqual([
      0,
      ['update · clone_edited one'],
      ['one'],
    ]);
    expect(await valuesOf(at, 'one')).toBe(before);
    const plan = await at.plan();
    expect([picture(plan), plan.drift]).toEqual([['noop · unchanged one'], []]);
    expect((await at.run('revert', 'one', '--auto-approve')).out).toContain('No changes');
    expect((await at.run('history')).out).toContain('revert');
  });

  test.each([
    ['newVersion', 'create · clone_edited one', '1.0.1'],
    ['recreate', 'replace · clone_edited one', '1.0.0'],
  ])('does it by mirrorBy: %s', async (mirrorBy, change, version) => {
    const at = await place({ one: clone('one', `, mirrorBy: ${mirrorBy}`) });
    const before = await valuesOf(at, 'one');
    await edit(at);
    const end = await at.run('revert', 'one', '--auto-approve', '--json');
    expect([end.code, picture(JSON.parse(end.out))[0]]).toEqual([0, change]);
    expect(await valuesOf(at, 'one', version)).toBe(before);
    const plan = await at.plan();
    expect([picture(plan)[0], plan.drift]).toEqual(['noop · unchanged one', []]);
  });

  test('of a mirror is what apply does', async () => {
    const at = await place({ one: clone('one', ', content: mirror') });
    await edit(at);
    const planned = await at.plan('--target', 'one');
    const end = await at.run('revert', 'one', '--auto-approve', '--json');
    const applied = JSON.parse(end.out) as AppliedPlan;
    expect([end.code, picture(applied), applied.checksum]).toEqual([0, picture(planned), planned.checksum]);
    expect((await at.plan()).drift).toEqual([]);
  });

  test('is saved for review, and apply does what was saved', async () => {
    const at = await place({ one: clone('one'), two: clone('two') });
    await edit(at, 'one');
    await edit(at, 'two');
    const saved = await at.run('revert', 'one', '-o', 'plan.json', '--json');
    const plan = JSON.parse(saved.out) as Plan;
    mustFit('plan', plan);
    expect([saved.code, picture(plan), plan.options.revert]).toEqual([
      0,
      ['update · clone_edited one'],
      ['one'],
    ]);
    expect(await valuesOf(at, 'one')).toBe('user: root\n');
    expect((await at.run('apply', 'plan.json')).code).toBe(0);
    expect((await at.plan()).drift).toMatchObject([{ address: 'two', kind: 'clone_edited' }]);
  });

  test('reverts what is selected, and takes nothing away that is no longer declared', async () => {
    const at = await place({ one: clone('one'), two: clone('two'), three: clone('three') });
    for (const name of ['one', 'two', 'three']) await edit(at, name);
    at.declare({ one: clone('one'), two: clone('two') });
    const end = await at.run('revert', 't*', '--auto-approve', '--json');
    expect([end.code, picture(JSON.parse(end.out))]).toEqual([0, ['update · clone_edited two']]);
    expect(at.names()).toEqual(['one 1.0.0', 'three 1.0.0', 'two 1.0.0']);
    for (const name of ['onne', 'three']) {
      const refused = await at.run('revert', name, '--auto-approve');
      expect([refused.code, refused.err]).toEqual([
        1,
        expect.stringContaining(`revert ${name} matches no clone`),
      ]);
      expect(refused.err).not.toContain('--target');
    }
  });

  test('discards the edit that blocks an upgrade, in the same plan', async () => {
    const at = await place();
    await edit(at);
    at.declare({ one: clone('one', '', '1.1.0') });
    const [blocked] = (await at.plan()).changes;
    expect(blocked).toMatchObject({ action: 'blocked', blockedBy: 'clone_edited' });
    expect(blocked?.obstacles?.[0]?.hint).toContain("cloneform revert 'one'");
    const end = await at.run('revert', 'one', '--auto-approve', '--json');
    expect([end.code, picture(JSON.parse(end.out))]).toEqual([0, ['update · source_upgraded one']]);
    expect(picture(await at.plan())).toEqual(['noop · unchanged one']);
  });

  test('drops an accepted edit only with --discard-accepted', async () => {
    const at = await place();
    await edit(at);
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    const kept = await at.run('revert', 'one', '--auto-approve', '--json');
    const plan = JSON.parse(kept.out) as AppliedPlan;
    expect([kept.code, plan.changes[0]?.blockedBy]).toEqual([5, 'accepted_edit']);
    expect((await at.run('revert', 'one', '--auto-approve', '--discard-accepted')).code).toBe(0);
    expect(await valuesOf(at, 'one')).not.toContain('root');
    const after = await at.plan('--upgrade');
    expect([picture(after), after.drift]).toEqual([['noop · unchanged one'], []]);
  });

  test.each(['edited', 'deleted'])('is blocked where the source was %s since', async (what) => {
    const at = await place();
    await edit(at);
    if (what === 'edited') await edit(at, 'base', 'user: somebody\n');
    else await at.ask('DELETE', `/v1/clusterprofiles/${await at.hands.uid('base', '1.0.0')}`);
    const end = await at.run('revert', 'one', '--auto-approve', '--json');
    const [change] = (JSON.parse(end.out) as AppliedPlan).changes;
    expect([end.code, change?.blockedBy]).toEqual([
      5,
      what === 'edited' ? 'source_edited' : 'source_missing',
    ]);
    expect(await valuesOf(at, 'one')).toBe('user: root\n');
    if (what === 'deleted') return;
    const taken = await at.run('revert', 'one', '--upgrade', '--auto-approve', '--json');
    expect([taken.code, picture(JSON.parse(taken.out))]).toEqual([0, ['update · source_edited one']]);
    expect(await valuesOf(at, 'one')).toBe('user: somebody\n');
    expect((await at.plan()).drift).toEqual([]);
  });

  test('leaves an unedited clone alone, whatever its source has by now', async () => {
    const at = await place();
    await edit(at, 'base', 'user: somebody\n');
    const end = await at.run('revert', 'one', '--auto-approve');
    expect([end.code, end.out]).toEqual([0, expect.stringContaining('No changes')]);
  });
});

describe('accept', () => {
  test('shows the difference and asks; without an answer nothing is recorded', async () => {
    const at = await place();
    await edit(at, 'one', 'user: root\npassword: hunter2\n');
    const nobody = await at.run('accept', 'one');
    expect([nobody.code, nobody.err]).toEqual([
      64,
      expect.stringContaining('no terminal to ask for approval. Use cloneform accept --auto-approve'),
    ]);
    expect(nobody.out).toContain('To be recorded as the new baseline: 1 clone. Nothing changes in Palette.');
    expect(nobody.out).toContain('~ user: "admin" → "root"');
    const asJson = await at.run('accept', 'one', '--json');
    expect([asJson.code, JSON.parse(asJson.out).error.code]).toEqual([64, 'cli/unapproved']);
    const no = await at.asked('y', 'accept', 'one');
    expect([no.code, no.err]).toEqual([1, expect.stringContaining('Do you want to accept this?')]);
    expect((await at.asked(null, 'accept', 'one')).code).toBe(130);
    expect((await at.plan()).drift).toMatchObject([{ address: 'one', kind: 'clone_edited' }]);
    const yes = await at.asked('yes', 'accept', 'one');
    expect([yes.code, yes.out]).toEqual([0, expect.stringContaining('Accepted one: edited in Palette.')]);
    expect((await at.plan()).drift).toEqual([]);
    for (const { out, err } of [nobody, asJson, no, yes]) expect(out + err).not.toContain('hunter2');
  });

  test('--diff keys names what differs without values; --json has both', async () => {
    const at = await place();
    await edit(at);
    const end = await at.run('accept', 'one', '--auto-approve', '--diff', 'keys', '--json');
    expect(end.out).not.toContain('root');
    expect(JSON.parse(end.out)).toMatchObject({
      accepted: [{ address: 'one', kinds: ['clone_edited'], drift: [{ content: [{ pack: 'os' }] }] }],
      left: [],
    });
  });

  test('of a mirror is refused, with the other ways', async () => {
    const at = await place({ one: clone('one', ', content: mirror') });
    await edit(at);
    const { code, err } = await at.run('accept', 'one', '--auto-approve');
    expect([code, err.replaceAll(/\s+/g, ' ')]).toEqual([
      1,
      expect.stringContaining(
        "to discard the edit, run cloneform apply; to keep it, run cloneform accept 'one' --as-override",
      ),
    ]);
  });

  test('records nothing where nothing was edited, and asks nobody', async () => {
    const at = await place();
    const end = await at.run('accept', 'one');
    expect([end.code, end.out]).toEqual([0, 'Nothing to accept: the content matches what is recorded.\n']);
  });
});
