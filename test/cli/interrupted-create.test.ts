// A create that was killed at each of its writes. Its source may have been edited before the next run, and the next run may be that of a
// saved plan: each ends at what is declared, or says what to do, and every way that it names ends there.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KilledRuns, openKilledRuns } from '../support/killed-runs.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const VALUES = '# the system\nuser: admin\nmtu: 1500 # bytes\n';
const EDITED = VALUES.replace('admin', 'root');
const version = (number: string): ReturnType<typeof base> =>
  base(number, {
    template: {
      type: 'cluster',
      cloudType: 'edge-native',
      packs: [{ name: 'os', tag: '22.04', layer: 'os', values: VALUES }],
    },
    variables: [],
  });

const OVERRIDES = '    overrides: { packs: { os: { values: { mtu: 9000 } } } }\n';
const overridden = (values: string): string => values.replace('1500', '9000');
const APPLY = ['apply', '--auto-approve'] as const;

let world: KilledRuns;
beforeEach(async () => {
  world = await openKilledRuns(aSeed(version('1.0.0'), version('1.1.0')));
});
afterEach(() => world.close());

function declare(more: string, source = '1.0.0'): void {
  const text = `cloneform: 1
palette: { rateLimits: off }
clones:
  one:
    source: { profile: base, version: "${source}" }
    target: { scope: project, name: one, project: edge-dev }
${more}`;
  writeFileSync(path.join(world.cwd, 'cloneform.yaml'), text);
}

async function editSource(values: string): Promise<void> {
  const uid = await world.hands.uid('base', '1.0.0');
  await world.hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values })));
}

async function valuesOfClone(): Promise<unknown> {
  const { packs } = await world.hands.digestFacts(await world.hands.uid('one', '1.0.0', 'edge-dev'));
  return packs[0]?.['values'];
}

async function isSettled(values: string): Promise<void> {
  expect(await world.run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  expect(await valuesOfClone()).toBe(values);
  expect(world.sandbox.describe().profiles.filter(({ name }) => name === 'one')).toHaveLength(1);
}

/** The writes of a create: the clone; then, with overrides, the draft and the publish. */
const POINTS = [
  [1, 'before'],
  [1, 'after'],
  [2, 'before'],
  [2, 'after'],
  [3, 'before'],
  [3, 'after'],
] as const;

const MIRROR = '    content: mirror\n';
const following = [
  ...POINTS.slice(0, 2).map((at) => [...at, 'an exact mirror', MIRROR, EDITED] as const),
  ...POINTS.map((at) => [...at, 'a mirror with overrides', MIRROR + OVERRIDES, overridden(EDITED)] as const),
];

test.each(following)(
  'killed at write %i, %s it: %s follows the edit of its source',
  async (nth, when, _, more, values) => {
    declare(more);
    expect(await world.killedAtWrite(nth, when, ...APPLY)).toBe('SIGKILL');
    await editSource(EDITED);
    expect(await world.run(...APPLY)).toMatchObject({ code: 0 });
    await isSettled(values);
  },
);

test.each([
  [1, 'before', 'an exact copy', '', EDITED],
  [1, 'after', 'an exact copy', '', VALUES],
  [1, 'before', 'a copy with overrides', OVERRIDES, overridden(EDITED)],
  [3, 'after', 'a copy with overrides', OVERRIDES, overridden(VALUES)],
] as const)('killed at write %i, %s it: %s keeps what was copied', async (nth, when, _, more, values) => {
  declare(more);
  expect(await world.killedAtWrite(nth, when, ...APPLY)).toBe('SIGKILL');
  await editSource(EDITED);
  expect(await world.run(...APPLY)).toMatchObject({ code: 0 });
  await isSettled(values);
});

const WAYS: readonly (readonly [string, () => Promise<void>, string])[] = [
  ['accept', async () => ends('accept', 'one', '--auto-approve'), VALUES],
  [
    'the old content of the source',
    async () => {
      await editSource(VALUES);
      await ends(...APPLY);
    },
    overridden(VALUES),
  ],
  [
    'another version of the source',
    async () => {
      declare(OVERRIDES, '1.1.0');
      await ends(...APPLY);
    },
    overridden(VALUES),
  ],
];

async function ends(...args: readonly string[]): Promise<void> {
  expect(await world.run(...args)).toMatchObject({ code: 0 });
}

/** Overrides are rendered only onto the content that was copied, and that is nowhere any more. */
test.each(WAYS)(
  'a copy whose overrides are not applied yet is blocked; the way out: %s',
  async (_, way, values) => {
    declare(OVERRIDES);
    expect(await world.killedAtWrite(2, 'before', ...APPLY)).toBe('SIGKILL');
    await editSource(EDITED);
    const before = world.writes();
    const end = await world.run(...APPLY);
    expect(end.code).toBe(5);
    expect(end.out.replaceAll(/\s+/g, ' ')).toContain(
      "to keep the clone as it is, run cloneform accept 'one'; to get the planned content, restore the content of base 1.0.0; or declare another version of the source",
    );
    expect(world.writes()).toBe(before);
    await way();
    if (values === VALUES) return expect(await valuesOfClone()).toBe(VALUES);
    await isSettled(values);
  },
);

test.each(POINTS)('killed at write %i, %s it: a saved plan continues from there', async (nth, when) => {
  declare(OVERRIDES);
  expect(await world.killedAtWrite(nth, when, ...APPLY)).toBe('SIGKILL');
  await ends('plan', '-o', 'saved.json');
  await ends('apply', 'saved.json');
  await isSettled(overridden(VALUES));
});

test.each(POINTS.slice(1))(
  'killed at write %i, %s it: a saved plan is stale once the source was edited',
  async (nth, when) => {
    declare(OVERRIDES + MIRROR);
    expect(await world.killedAtWrite(nth, when, ...APPLY)).toBe('SIGKILL');
    await ends('plan', '-o', 'saved.json');
    await editSource(EDITED);
    const before = world.writes();
    expect((await world.run('apply', 'saved.json')).code).toBe(when === 'after' && nth === 3 ? 0 : 6);
    expect(world.writes()).toBe(before);
  },
);
