// `outdated --write`: exact versions in the declarations are raised, and nothing else in the files changes.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aPlace, type Place } from '../support/place.ts';
import { aSeed, seedVersion } from '../support/sandboxes.ts';

const places: Place[] = [];
afterEach(async () => {
  for (const at of places.splice(0)) await at.close();
});

const RELEASES = ['1.0.0', '1.0.1', '1.1.0', '2.0.0', '2.1.0-rc.1'];
const SEED = aSeed(
  ...RELEASES.map((version) => seedVersion({ name: 'base', version })),
  seedVersion({ name: 'other', version: '1.0.0' }),
  seedVersion({ name: 'other', version: '1.2.0', published: false }),
);

const HEAD = 'cloneform: 1\npalette: { rateLimits: off }\n';
const target = (name: string): string => `{ scope: project, project: edge-dev, name: ${name} }`;

interface Files extends Place {
  text(file?: string): string;
  write(text: string, file?: string): void;
}

async function place(yaml: string): Promise<Files> {
  const at = await aPlace(SEED);
  places.push(at);
  const full = (file: string): string => path.join(at.cwd, file);
  const files: Files = {
    ...at,
    text: (file = 'cloneform.yaml') => readFileSync(full(file), 'utf8'),
    write: (text, file = 'cloneform.yaml') => writeFileSync(full(file), text),
  };
  files.write(HEAD + yaml);
  return files;
}

const PINNED = `clones:
  # the only one
  one:
    source: { profile: base, version: "1.0.0" } # pinned
    target: ${target('one')}
  ranged: { source: { profile: base, version: ^1.0.0 }, target: ${target('ranged')} }
`;

describe('what is raised', () => {
  test('exact versions, in their quotes and beside their comments; ranges stay', async () => {
    const at = await place(PINNED);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    const end = await at.run('outdated', '--write', '--quiet');
    expect(end).toMatchObject({ code: 0, err: '' });
    expect(end.out).toBe(
      'base 1.0.0 → 2.0.0 at cloneform.yaml:6 (one)\nRaised 1 version in 1 file. Next: cloneform plan.\n',
    );
    expect(at.text()).toBe(HEAD + PINNED.replace('"1.0.0"', '"2.0.0"'));
    const { changes } = await at.plan();
    expect(changes.map(({ address, action }) => `${action} ${address}`)).toEqual([
      'update one',
      'noop ranged',
    ]);
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect((await at.run('outdated', '--write')).out).toBe(
      'No version was raised: no exact version has a newer release.\n',
    );
  });

  test.each([
    ['patch', '1.0.1'],
    ['minor', '1.1.0'],
    ['major', '2.0.0'],
  ])('as far as --level %s goes: to %s', async (level, to) => {
    const at = await place(PINNED);
    expect((await at.run('outdated', '--write', '--level', level)).code).toBe(0);
    expect(at.text()).toBe(HEAD + PINNED.replace('"1.0.0"', `"${to}"`));
  });

  test('what single projects have for their own, each where it stands', async () => {
    const fan = (all: string, own: string): string => `clones:
  fan:
    source: { profile: base, version: ${all} }
    target: { scope: project, projects: [edge-dev, edge-prod], name: fan }
    perProject: { edge-prod: { sourceVersion: ${own} } }
`;
    const at = await place(fan('1.1.0', '1.0.0'));
    expect((await at.run('outdated', '--write', '--level', 'minor')).out).toContain(
      'base 1.0.0 → 1.1.0 at cloneform.yaml:7 (fan["edge-prod"])',
    );
    expect(at.text()).toBe(HEAD + fan('1.1.0', '1.1.0'));
    expect((await at.run('outdated', '--write')).out).toContain('Raised 2 versions in 1 file.');
    expect(at.text()).toBe(HEAD + fan('2.0.0', '2.0.0'));
  });

  test('a version in the defaults, for all that have it', async () => {
    const shared = (version: string): string => `defaults: { source: { profile: base, version: ${version} } }
clones:
  a: { target: ${target('a')} }
  b: { target: ${target('b')} }
`;
    const at = await place(shared('1.0.0'));
    const end = await at.run('outdated', '--write', 'a');
    expect(end.out).toContain('it is also the version of b, which was not named');
    expect(at.text()).toBe(HEAD + shared('1.0.0'));
    expect((await at.run('outdated', '--write')).out).toContain('cloneform.yaml:3 (2 clones)');
    expect(at.text()).toBe(HEAD + shared('2.0.0'));
  });

  test('the default of the variable that gives it, unless somebody else gives the variable its value', async () => {
    const by = (version: string): string => `variables: { platform: { default: ${version} } } # for all
clones:
  a: { source: { profile: base, version: "\${var.platform}" }, target: ${target('a')} }
`;
    const at = await place(by('1.0.0'));
    const given = await at.run('outdated', '--write', '--var', 'platform=1.0.1');
    expect(given.out).toContain(
      'the variable platform, whose value does not come from its default in cloneform.yaml',
    );
    expect(at.text()).toBe(HEAD + by('1.0.0'));
    const raised = await at.run('outdated', '--write');
    expect(raised.code).toBe(0);
    expect(raised.out).toContain('(a), in the default of the variable platform\n');
    expect(at.text()).toBe(HEAD + by('2.0.0'));
  });

  test('versions in included files', async () => {
    const at = await place('include: [clones/*.yaml]\n');
    const file = (version: string): string =>
      `cloneform: 1\nclones:\n  a: { source: { profile: base, version: ${version} }, target: ${target('a')} }\n`;
    mkdirSync(path.join(at.cwd, 'clones'));
    at.write(file('1.0.0'), 'clones/a.yaml');
    expect((await at.run('outdated', '--write')).out).toContain('clones/a.yaml:3 (a)');
    expect(at.text('clones/a.yaml')).toBe(file('2.0.0'));
  });
});

describe('what is left, and why', () => {
  const left = async (yaml: string, ...args: readonly string[]): Promise<string> => {
    const at = await place(yaml);
    const end = await at.run('outdated', '--write', ...args);
    expect(end.code).toBe(0);
    expect(at.text()).toBe(HEAD + yaml);
    return end.out.replaceAll(/\s+/g, ' ');
  };
  const one = (version: string, profile = 'base'): string =>
    `clones:\n  a: { source: { profile: ${profile}, version: ${version} }, target: ${target('a')} }\n`;

  test('a release that is not published', async () => {
    expect(await left(one('1.0.0', 'other'))).toContain(
      'Not raised: 1.0.0 at cloneform.yaml:4 (a): 1.2.0 is not published.',
    );
  });

  test('a release that is younger than --min-age', async () => {
    expect(await left(one('1.1.0'), '--min-age', '7d')).toMatch(
      /Not raised: 1.1.0 at .*: 2.0.0 was modified at \d{4}-.*, which is less than --min-age ago/,
    );
  });

  test('a release that is further than --level goes', async () => {
    expect(await left(one('1.1.0'), '--level', 'patch')).toContain(
      '2.0.0 is further than --level patch goes',
    );
  });

  test('a version with an anchor, which others may use', async () => {
    expect(await left(one('&v 1.0.0'))).toContain('has the anchor &v');
  });

  test('a version that is inherited through an alias', async () => {
    const yaml = `clones:
  a: { source: &s { profile: base, version: 1.0.0 }, target: ${target('a')} }
  b: { source: *s, target: ${target('b')} }
`;
    expect(await left(yaml)).toContain('Not raised');
  });

  test('a variable that would change another declaration, too', async () => {
    const yaml = `variables: { v: { default: 1.0.0 } }
clones:
  a: { source: { profile: base, version: "\${var.v}" }, target: ${target('a')} }
  b: { source: { profile: other }, target: { scope: project, project: edge-dev, name: b, labels: { at: "\${var.v}" } } }
`;
    expect(await left(yaml)).toContain('it would change b, too');
  });
});

describe('without writing', () => {
  test('--dry-run prints a patch that applies', async () => {
    const at = await place(PINNED);
    const end = await at.run('outdated', '--write', '--dry-run');
    expect(at.text()).toBe(HEAD + PINNED);
    at.write(end.out, 'raise.patch');
    execFileSync('git', ['apply', 'raise.patch'], { cwd: at.cwd });
    expect(at.text()).toBe(HEAD + PINNED.replace('"1.0.0"', '"2.0.0"'));
  });

  test('--json says the same', async () => {
    const at = await place(PINNED);
    const { out } = await at.run('outdated', '--write', '--dry-run', '--json');
    expect(JSON.parse(out)).toMatchObject({
      formatVersion: '1.0',
      dryRun: true,
      raised: [
        { file: 'cloneform.yaml', line: 6, source: 'base', from: '1.0.0', to: '2.0.0', addresses: ['one'] },
      ],
      left: [],
      files: [{ file: 'cloneform.yaml', isNew: false }],
    });
    expect(at.text()).toBe(HEAD + PINNED);
  });

  test('an address that selects nothing is an error, and so are flags that need --write', async () => {
    const at = await place(PINNED);
    expect((await at.run('outdated', '--write', 'nobody')).err).toContain('nobody matches no clone');
    for (const flag of [['--level', 'patch'], ['--min-age', '7d'], ['--dry-run']])
      expect(await at.run('outdated', ...flag)).toMatchObject({ code: 64 });
    expect(at.text()).toBe(HEAD + PINNED);
  });
});
