// The house keeps its rules, and each rule can fail.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/cli/version.ts';
import { ROOT } from '../support/cli.ts';
import {
  bannedThings,
  guideFaults,
  type HouseFile,
  importCircles,
  impurities,
  shapeFaults,
  wrongImports,
} from './house.ts';

function read(folder: string, ending: string): readonly HouseFile[] {
  return readdirSync(path.join(ROOT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .map((file) => ({
      path: path.relative(ROOT, file).replaceAll(path.sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
}

const sources = read('src', '.ts');
const tests = read('test', '.ts').filter((file) => !file.path.startsWith('test/house/'));
const guides = read('src', 'README.md').filter((file) => file.path.split('/').length === 3);

describe('the house', () => {
  test('imports go down only', () => {
    expect(wrongImports(sources)).toEqual([]);
  });

  test('nothing imports itself in a circle', () => {
    expect(importCircles(sources)).toEqual([]);
  });

  test('pure rooms are pure, and clocks and chance come from outside', () => {
    expect(impurities(sources)).toEqual([]);
  });

  test('files are small and say what lives in them', () => {
    expect(shapeFaults(sources, 400)).toEqual([]);
    const lines = sources.map((file) => file.text.split('\n').length).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(110);
  });

  test('nothing banned is in it', () => {
    expect(bannedThings([...sources, ...tests])).toEqual([]);
  });

  test('every room has a guide, short and true', () => {
    const rooms = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
      entry.isDirectory(),
    );
    expect(guides.map((guide) => guide.path.split('/')[1]).sort()).toEqual(
      rooms.map((room) => room.name).sort(),
    );
    expect(guideFaults(guides, (file) => existsSync(path.join(ROOT, file)))).toEqual([]);
  });

  test('the version is said alike in the tool and its package', () => {
    expect(JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')).version).toBe(VERSION);
  });

  test('every field of the schemas is described', () => {
    const missing: string[] = [];
    const walk = (schema: unknown, where: string): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const entries = Object.entries(schema);
      const fields = entries.find(([key]) => key === 'properties')?.[1];
      for (const [name, field] of Object.entries(fields ?? {})) {
        const text = JSON.stringify(field);
        if (!text.includes('"description"') && !text.includes('"$ref"')) missing.push(`${where}.${name}`);
      }
      for (const [key, value] of entries) walk(value, `${where}.${key}`);
    };
    for (const name of [
      'declaration.v1.json',
      'sandbox.v1.json',
      'faults.v1.json',
      'plan.v1.json',
      'apply-result.v1.json',
      'event.v1.json',
    ]) {
      walk(JSON.parse(readFileSync(path.join(ROOT, 'schemas', name), 'utf8')), name);
    }
    expect(missing).toEqual([]);
  });
});

describe('the rules can fail', () => {
  const file = (where: string, text: string): HouseFile => ({ path: where, text });

  test.each<[string, readonly string[]]>([
    ['an import upwards', wrongImports([file('src/plan/a.ts', "import { x } from '../flow/b.ts';")])],
    ['a lazy import upwards', wrongImports([file('src/model/a.ts', "await import('../cli/b.ts')")])],
    [
      'a circle',
      importCircles([
        file('src/a/a.ts', "import { b } from './b.ts';"),
        file('src/a/b.ts', "import { a } from './a.ts';"),
      ]),
    ],
    ['node in a pure room', impurities([file('src/plan/a.ts', "import fs from 'node:fs';")])],
    [
      'node in the text of a question',
      impurities([file('src/questions/status/text.ts', "import fs from 'node:fs';")]),
    ],
    [
      'an import of a command',
      wrongImports([file('src/questions/status/read.ts', "import { x } from '../../cli/b.ts';")]),
    ],
    ['a hidden clock', impurities([file('src/apply/a.ts', 'const now = Date.now();')])],
    ['a long file', shapeFaults([file('src/a/a.ts', `// a\n${'\n'.repeat(500)}`)], 400)],
    ['a file without a word', shapeFaults([file('src/a/a.ts', 'export const a = 1;')], 400)],
    ['an unfinished note', bannedThings([file('src/a/a.ts', '// TODO later')])],
    ['a decision by a message', bannedThings([file('src/a/a.ts', "if (e.message.includes('429'))")])],
    ['a guide that points nowhere', guideFaults([file('src/a/README.md', 'see gone.ts')], () => false)],
    ['a long guide', guideFaults([file('src/a/README.md', 'a\n'.repeat(60))], () => true)],
  ])('%s', (_, faults) => {
    expect(faults.length).toBeGreaterThan(0);
  });

  test('what is allowed passes', () => {
    expect(wrongImports([file('src/flow/a.ts', "import { x } from '../plan/b.ts';")])).toEqual([]);
    expect(
      impurities([file('src/apply/a.ts', '// Date.now() would be hidden\nconst x = deps.process.pid;')]),
    ).toEqual([]);
  });
});
