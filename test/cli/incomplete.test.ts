// Clones that Palette makes otherwise than planned: recorded as planned but incomplete, called so by every command, completed by the
// next apply.
import { afterEach, describe, expect, test } from 'vitest';
import type { DifferingPart } from '../../src/sandbox/fault-rules.ts';
import type { OperationName } from '../../src/sandbox/operations.ts';
import { picture } from '../support/a-world.ts';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base, PACKS } from '../support/scene.ts';

const NEWER = { type: 'cluster', cloudType: 'edge-native', packs: PACKS.slice(0, 2) };

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

/** Without a range, so that a newer version is no matter of its own. */
function declare(at: Place, more = '', version = '1.0.0'): void {
  at.declare({
    one: `{ source: { profile: base, version: "${version}" }, target: { scope: project, project: edge-dev, name: one, labels: { team: edge } }${more} }`,
  });
}

async function place(part: DifferingPart, on: OperationName = 'clone'): Promise<Place> {
  const labels = { origin: 'source' };
  const variables = [{ name: 'region', format: 'string', defaultValue: 'eu', required: true }];
  const seed = aSeed(
    base('1.0.0', { labels, variables }),
    base('1.1.0', { labels, variables, template: NEWER }),
  );
  const rule = {
    calls: [on],
    turn: { kind: 'each' },
    times: 1,
    fault: { kind: 'differ', in: part },
  } as const;
  const at = await aPlace(seed, { faults: { seed: 1, rules: [rule] } });
  places.push(at);
  declare(at);
  return at;
}

/** No command says of it that all is well. */
async function isCalledIncomplete(at: Place): Promise<void> {
  expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 2 });
  const status = await at.run('status');
  expect(status.out).toMatch(/\bincomplete\b/);
  const doctor = await at.run('doctor');
  expect([doctor.code, doctor.out]).toEqual([
    1,
    expect.stringContaining('one: it did not turn out as planned'),
  ]);
  expect((await at.run('outdated')).out).not.toContain('Up to date');
  expect((await at.run('state', 'show', 'one')).out).toContain('incomplete');
  expect((await at.run('state', 'list')).out).toContain('incomplete');
}

describe('a clone that comes out otherwise', () => {
  test.each([
    ['values', 'clone_edited one'],
    ['packs', 'clone_edited one'],
    ['manifests', 'clone_edited one'],
    ['variables', 'clone_edited one'],
    ['publication', 'unpublished one'],
    ['labels', null],
  ] as const)('in its %s', async (part, drift) => {
    const at = await place(part, part === 'labels' ? 'patchMetadata' : 'clone');
    const first = await at.run('apply', '--auto-approve');
    expect([first.code, first.out + first.err]).toEqual([4, expect.stringContaining('CloneDiffers')]);
    const plan = await at.plan();
    expect(picture(plan)).toEqual(['update · incomplete one']);
    const kinds = plan.drift.map(({ kind, address }) => `${kind} ${address}`);
    expect(kinds).toEqual(drift === null ? ['metadata_edited one'] : [drift]);
    expect((await at.run('drift')).code).toBe(2);
    await isCalledIncomplete(at);
    expect(picture(await at.plan('--refresh', 'fast'))).toEqual(['update · incomplete one']);
    expect(picture(await at.plan('--refresh', 'none'))).toEqual(['update · incomplete one']);

    expect(await at.run('apply', '--auto-approve')).toMatchObject({ code: 0 });
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('status')).out).not.toContain('incomplete');
    expect((await at.run('doctor')).code).toBe(0);
    expect((await at.run('drift')).code).toBe(0);
    expect((await at.get('one', '1.0.0'))['metadata']?.['labels']).toEqual({ team: 'edge' });
    const source = await at.hands.digestFacts(await at.hands.uid('base', '1.0.0'));
    const clone = await at.hands.digestFacts(await at.hands.uid('one', '1.0.0', 'edge-dev'));
    const facts = (variables: typeof clone.variables): unknown =>
      variables.map(({ name, format, defaultValue, required }) => ({ name, format, defaultValue, required }));
    expect(facts(clone.variables)).toEqual(facts(source.variables));
  });

  test('only --verify shown leaves out what one GET does not show', async () => {
    const at = await place('variables');
    expect((await at.run('apply', '--auto-approve', '--verify', 'shown')).code).toBe(0);
    const other = await place('variables');
    expect((await other.run('apply', '--auto-approve', '--verify', 'full')).code).toBe(4);
    expect((await other.run('apply', '--auto-approve', '--verify', 'none')).code).toBe(64);
  });

  test('in text alone, with the same YAML values, is as planned, and stays so', async () => {
    const at = await place('text');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('drift')).code).toBe(0);
    declare(at, ', content: mirror');
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('status')).out).not.toContain('incomplete');
    // The object is read whole once somebody touches it.
    await at.hands.metadata(await at.hands.uid('one', '1.0.0', 'edge-dev'), {
      name: 'one',
      labels: { team: 'edge' },
    });
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  });

  test('because the source was edited between the plan and the clone: blocked until somebody accepts it', async () => {
    const at = await place('source');
    expect((await at.run('apply', '--auto-approve')).code).toBe(4);
    const plan = await at.plan();
    expect(picture(plan)).toEqual(['blocked · incomplete one [clone_edited, would be update]']);
    await isCalledIncomplete(at);
    expect((await at.run('apply', '--auto-approve')).code).toBe(5);
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('doctor')).code).toBe(0);
  });

  test('a mirror continues with what its source has by now', async () => {
    const at = await place('source');
    declare(at, ', content: mirror');
    expect((await at.run('apply', '--auto-approve')).code).toBe(4);
    expect(picture(await at.plan())).toEqual(['update · source_edited one']);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('status')).out).not.toContain('incomplete');
  });

  test('and is edited by hand before it was completed: the edit is not overwritten', async () => {
    const at = await place('values');
    await at.run('apply', '--auto-approve');
    await at.hands.packs(await at.hands.uid('one', '1.0.0', 'edge-dev'), (packs) =>
      packs.map((pack) => (pack.name === 'os' ? { ...pack, values: 'user: root\n' } : pack)),
    );
    expect(picture(await at.plan())).toEqual(['blocked · incomplete one [clone_edited, would be update]']);
    expect((await at.run('accept', 'one', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('status')).out).not.toContain('incomplete');
  });

  test('and is moved to another version of its source before it was completed', async () => {
    const at = await place('values');
    await at.run('apply', '--auto-approve');
    declare(at, '', '1.1.0');
    expect(picture(await at.plan())).toEqual(['update · source_upgraded one']);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
    expect((await at.run('status')).out).not.toContain('incomplete');
  });
});

test('an update that comes out otherwise is recorded as planned but incomplete, and completed', async () => {
  const at = await place('values', 'put');
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  declare(at, '', '1.1.0');
  await at.hands.variables(await at.hands.uid('base', '1.1.0'), (all) => [
    ...all,
    { name: 'zone', format: 'string', defaultValue: 'a' },
  ]);
  expect((await at.run('apply', '--auto-approve')).code).toBe(4);
  expect(picture(await at.plan())).toEqual(['update · incomplete one']);
  await isCalledIncomplete(at);
  expect((await at.run('apply', '--auto-approve')).code).toBe(0);
  expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
});

describe('a description that Palette flattens', () => {
  const FLAT = 'For the edge. Ask the platform team.';
  const declared = ', description: "For the edge.\\nAsk the platform team.\\n"';
  const flattening = async (): Promise<Place> => {
    const rule = {
      calls: ['clone', 'patchMetadata'],
      turn: { kind: 'each' },
      times: null,
      fault: { kind: 'differ', in: 'description' },
    } as const;
    const at = await aPlace(aSeed(base('1.0.0')), { faults: { seed: 1, rules: [rule] } });
    places.push(at);
    return at;
  };
  const write = (at: Place, description: string): void =>
    at.declare({
      one: `{ source: { profile: base, version: "1.0.0" }, target: { scope: project, project: edge-dev, name: one${description} } }`,
    });
  const staysSettled = async (at: Place): Promise<void> => {
    for (const _ of [1, 2]) {
      expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
      const again = await at.run('apply', '--auto-approve');
      expect([again.code, again.out.includes('without line breaks')]).toEqual([0, false]);
    }
    expect((await at.run('drift')).code).toBe(0);
  };

  test('when the clone is made: said once, recorded, and no change ever after', async () => {
    const at = await flattening();
    write(at, declared);
    const made = await at.run('apply', '--auto-approve');
    expect([made.code, made.out]).toEqual([0, expect.stringContaining('without line breaks')]);
    expect(made.out).toContain(FLAT);
    await staysSettled(at);
  });

  test('when it is declared later, and when somebody edits it by hand after that', async () => {
    const at = await flattening();
    write(at, '');
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    write(at, declared);
    const set = await at.run('apply', '--auto-approve');
    expect([set.code, set.out]).toEqual([0, expect.stringContaining('without line breaks')]);
    await staysSettled(at);
    write(at, ', description: other');
    expect(await at.run('plan', '--detailed-exitcode')).toMatchObject({ code: 2 });
  });
});
