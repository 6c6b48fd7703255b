// Declarations inside the process: what they come to, and that no text breaks the reader.

import { describe, expect, test } from 'vitest';
import { findDeepNesting } from '../../src/content/deep-nesting.ts';
import { mergeDefaults } from '../../src/declare/merge.ts';
import { rootTemplate } from '../../src/declare/template.ts';
import { good, read } from '../support/declared.ts';
import { fc } from '../support/fast-check.ts';

describe('what declarations come to', () => {
  test('defaults of everything', async () => {
    const { desired, settings } = await good({
      'cloneform.yaml':
        'cloneform: 1\nclones: { a: { source: { profile: p }, target: { scope: tenant } } }\n',
    });
    expect(desired.clones[0]).toMatchObject({
      address: 'a',
      source: { kind: 'profile', profile: 'p', version: '*', scope: 'tenant', project: null },
      target: {
        name: 'p',
        version: '1.0.0',
        scope: 'tenant',
        project: null,
        labels: null,
        description: null,
      },
      content: 'snapshot',
      mirrorBy: 'update',
      retain: 'all',
      protect: false,
      adopt: false,
    });
    expect(desired.guards).toEqual({ maxNewProjects: 10, maxDeletes: 20, maxDeletePercent: 30 });
    expect(settings.state).toEqual({ path: '/p/state/cloneform.db', url: null });
    expect(settings.palette).toMatchObject({
      host: null,
      requestTimeoutMs: 30_000,
      retries: 5,
      rateLimits: { default: { rps: 10, burst: 50 }, clusterprofiles: { rps: 50, burst: 250 } },
    });
  });

  test('a list of one project is addressed by it, a single project is not', async () => {
    const yaml = (target: string): string =>
      `cloneform: 1\nclones: { a: { source: { profile: p }, target: { scope: project, ${target} } } }\n`;
    const addresses = async (target: string): Promise<unknown> =>
      (await good({ 'cloneform.yaml': yaml(target) })).desired.clones.map((clone) => clone.address);
    expect(await addresses('projects: [x]')).toEqual(['a["x"]']);
    expect(await addresses('project: x')).toEqual(['a']);
    expect(await addresses('projects: ["y z", "q\\"uote"]')).toEqual(['a["q\\"uote"]', 'a["y z"]']);
  });

  test('a clone of a clone is called like the one above it', async () => {
    const { desired } = await good({
      'cloneform.yaml': `cloneform: 1
clones:
  dev: { source: { profile: p }, target: { name: infra, scope: project, project: dev } }
  prod: { source: { clone: dev }, target: { scope: project, project: prod } }
`,
    });
    expect(desired.clones[1]?.target.name).toBe('infra');
  });

  test('state elsewhere, by environment', async () => {
    const files = { 'cloneform.yaml': 'cloneform: 1\n' };
    expect((await good(files, { CLONEFORM_STATE: 'x/y.db' })).settings.state).toEqual({
      path: '/p/x/y.db',
      url: null,
    });
    expect((await good(files, { CLONEFORM_STATE: 'postgres://h/d' })).settings.state).toEqual({
      path: null,
      url: 'postgres://h/d',
    });
  });

  test('included files, in folders of any depth', async () => {
    const clone = (id: string): string =>
      `cloneform: 1\nclones: { ${id}: { source: { profile: p }, target: { scope: tenant, name: ${id} } } }\n`;
    const { desired, files } = await good({
      'cloneform.yaml': 'cloneform: 1\ninclude: ["**/*.yaml"]\n',
      'a.yaml': clone('a'),
      'teams/b.yaml': clone('b'),
      'teams/deep/c.yaml': clone('c'),
      'teams/.hidden/d.yaml': clone('d'),
      'teams/readme.md': 'no',
    });
    expect(desired.clones.map((item) => item.id)).toEqual(['a', 'b', 'c']);
    expect(files).toEqual(['cloneform.yaml', 'a.yaml', 'teams/b.yaml', 'teams/deep/c.yaml']);
  });

  test('variables in values, dollar signs in peace', async () => {
    const { desired } = await good({
      'cloneform.yaml':
        "cloneform: 1\nvariables: { env: { default: dev } }\nclones: { a: { source: { profile: 'p-${var.env}' }, target: { scope: tenant, description: 'costs $5, $${var.env} and ${ var.env }' } } }\n",
    });
    expect(desired.clones[0]?.source).toMatchObject({ profile: 'p-dev' });
    expect(desired.clones[0]?.target.description).toBe('costs $5, ${var.env} and dev');
  });

  test.each([true, false])(
    'the first file of a project is valid, with a sandbox or not: %s',
    async (sandbox) => {
      expect((await read({ 'cloneform.yaml': rootTemplate({ sandbox }) })).ok).toBe(true);
    },
  );
});

describe('defaults', () => {
  test.each([
    [
      { target: { labels: { a: '1', b: '1' } } },
      { target: { labels: { b: '2' } } },
      { target: { labels: { a: '1', b: '2' } } },
    ],
    [{ target: { projects: ['x', 'y'] } }, { target: { projects: ['z'] } }, { target: { projects: ['z'] } }],
    [{ target: { projects: ['x'] } }, { target: { project: 'z' } }, { target: { project: 'z' } }],
    [{ target: { project: 'x' } }, { target: { projects: ['z'] } }, { target: { projects: ['z'] } }],
    [
      { source: { profile: 'p', scope: 'tenant', version: '^1.0.0' } },
      { source: { clone: 'c' } },
      { source: { clone: 'c', version: '^1.0.0' } },
    ],
  ])('%j under %j', (under, over, merged) => {
    expect(mergeDefaults(under, over)).toEqual(merged);
  });
});

describe('hostile text', () => {
  test('no text breaks the reader: it is read, or refused with places', async () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'cloneform: 1\n',
        'clones:\n',
        '  a: ',
        '- ',
        '? ',
        '[',
        '{',
        ']',
        '}',
        ': ',
        '&a ',
        '*a',
        '!x ',
        '|\n',
        '>\n',
        '\t',
        '"',
        "'",
        '#',
        '---\n',
        '${var.x}',
        '__proto__: ',
        '\u0000',
        '\u202E',
      ),
      fc.string({ unit: 'binary', maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 40 }), async (pieces) => {
        const result = await read({ 'cloneform.yaml': pieces.join('') });
        if (result.ok) return;
        expect(result.diagnostics.length).toBeGreaterThan(0);
        for (const { place, message } of result.diagnostics) {
          expect(message).not.toBe('');
          if (place !== undefined) expect(Math.min(place.line, place.column)).toBeGreaterThan(0);
        }
      }),
      { numRuns: Number(process.env['RUNS'] ?? 400) },
    );
    expect(({} as Record<string, unknown>)['protect']).toBeUndefined();
  });

  test('deep nesting is found at once, whatever makes it', () => {
    const started = performance.now();
    for (const text of [
      '['.repeat(1e6),
      '? '.repeat(5e5),
      '- '.repeat(5e5),
      Array.from({ length: 3000 }, (_, n) => `${' '.repeat(n)}a:`).join('\n'),
    ]) {
      expect(findDeepNesting(text)).not.toBeNull();
    }
    expect(performance.now() - started).toBeLessThan(2000);
    expect(findDeepNesting('a: [1, [2, {b: 3}]]\nb:\n  - c:\n      - d\n')).toBeNull();
  });

  test('ten thousand clones take time in proportion', async () => {
    const yaml = (n: number): string =>
      `cloneform: 1\nclones:\n${Array.from({ length: n }, (_, i) => `  c${i}: { source: { profile: p }, target: { scope: tenant, name: c${i} } }`).join('\n')}\n`;
    const time = async (n: number): Promise<number> => {
      const started = performance.now();
      expect((await good({ 'cloneform.yaml': yaml(n) })).desired.clones).toHaveLength(n);
      return performance.now() - started;
    };
    await time(1000);
    const [small, large] = [await time(1000), await time(10_000)];
    expect(large / small).toBeLessThan(30);
  });
});

describe('a chain of a clone that the other declaration does not have', () => {
  const declare = (target: string, source: string): Readonly<Record<string, string>> => ({
    'cloneform.yaml': `cloneform: 1
clones:
  dev:
    source: { profile: p }
    target: ${target}
  prod:
    source:
      clone: dev
      ${source}
    target: { scope: project, project: z }
`,
  });
  const fan = '{ scope: project, projects: [north, south] }';

  test.each([
    [fan, 'project: nroth', 'did you mean "north"? its projects: "north", "south"'],
    [
      '{ scope: project, project: north }',
      'project: south',
      'its only clone is in project "north": remove source.project',
    ],
    ['{ scope: tenant }', 'project: south', 'its clone is at tenant scope: remove source.project'],
  ])('%s, %s: an error with its line', async (target, source, hint) => {
    const result = await read(declare(target, source));
    expect(result.ok ? [] : result.diagnostics).toMatchObject([
      {
        code: 'declare/no-such-clone',
        severity: 'error',
        place: { file: 'cloneform.yaml', line: 9, column: 16 },
        hint,
      },
    ]);
  });

  test.each([
    [fan, 'project: south'],
    ['{ scope: project, projects: [north] }', 'project: north'],
    ['{ scope: project, project: north }', 'project: north'],
    ['{ scope: project, project: north }', 'version: "*"'],
  ])('%s, %s: none', async (target, source) => {
    expect((await read(declare(target, source))).ok).toBe(true);
  });
});
