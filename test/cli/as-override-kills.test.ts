// `accept --as-override` writes files, then state. The real process is killed between the two: what was written must stay true, and the
// next run must end where the command would have ended, without a change in Palette.
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type KilledRuns, openKilledRuns } from '../support/killed-runs.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const SOURCE = base('1.0.0', {
  template: {
    type: 'cluster',
    cloudType: 'edge-native',
    packs: [
      { name: 'os', tag: '22.04', layer: 'os', values: '# the system\nuser: admin\nmtu: 1500 # bytes\n' },
    ],
  },
  variables: [],
});

const declared = (target: string, more: string): string => `cloneform: 1
palette: { rateLimits: off }
clones:
  one: # ours
    source: { profile: base, version: "1.0.0" }
    target: { scope: project, name: one, ${target} }
${more}`;

const CLONES: Readonly<Record<string, string>> = {
  'a snapshot': declared('project: edge-dev', ''),
  'a mirror': declared('project: edge-dev', '    content: mirror\n'),
  'a clone of a fan-out': declared('projects: [edge-dev, edge-prod]', ''),
};

/** An edit that values express, and one that only a whole file does. */
const EDITS: Readonly<Record<string, readonly [text: string, written: readonly string[]]>> = {
  'a value': ['# the system\nuser: admin\nmtu: 9000 # bytes\n', ['cloneform.yaml']],
  'the whole text': ['# other\nall: new\n', ['os.yaml', 'cloneform.yaml']],
};

let world: KilledRuns;
beforeEach(async () => {
  world = await openKilledRuns(aSeed(SOURCE));
});
afterEach(() => world.close());

const ACCEPT = ['accept', 'one*', '--as-override', '--auto-approve'] as const;
const APPLY = ['apply', '--auto-approve'] as const;

/** Before the declarations have the edit, only the command itself can continue; an apply treats it as an edit. */
const cases = Object.keys(CLONES).flatMap((kind) =>
  Object.entries(EDITS).flatMap(([edit, [, files]]) =>
    files.flatMap((file) =>
      (file === 'cloneform.yaml' ? [APPLY, ACCEPT] : [ACCEPT]).map(
        (next) => [kind, edit, file, next] as const,
      ),
    ),
  ),
);

test.each(cases)('%s, edited in %s, killed once %s is written, then %j', async (kind, edit, file, next) => {
  const { cwd, hands, run, killedAtFile, writes } = world;
  const text = (): string => readFileSync(path.join(cwd, 'cloneform.yaml'), 'utf8');
  writeFileSync(path.join(cwd, 'cloneform.yaml'), CLONES[kind] ?? '');
  expect((await run(...APPLY)).code).toBe(0);
  const uid = await hands.uid('one', '1.0.0', 'edge-dev');
  const [values] = EDITS[edit] ?? [''];
  await hands.packs(uid, (packs) => packs.map((pack) => ({ ...pack, values })));
  const before = writes();

  expect(await killedAtFile(file, ...ACCEPT)).toBe('SIGKILL');
  expect(text().includes('overrides:')).toBe(file === 'cloneform.yaml');

  expect(await run(...next)).toMatchObject({ code: 0 });
  expect(await run('plan', '--detailed-exitcode')).toMatchObject({ code: 0 });
  expect(await run('drift')).toMatchObject({ code: 0 });
  expect((await hands.digestFacts(uid)).packs[0]).toMatchObject({ values });
  expect(writes()).toBe(before);
});
