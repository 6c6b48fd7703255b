// The code keeps its rules. That each rule can fail is shown in rules.test.ts; what is allowed by name is in allowances.ts.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { VERSION } from '../../src/model/version.ts';
import { ROOT } from '../support/root.ts';
import { ANSWERS } from '../support/schemas.ts';
import { CYCLES, EFFECTS, NAMES, PUBLIC_FILES } from './allowances.ts';
import { importCycles } from './cycles.ts';
import { publicFileViolations, upwardImports } from './layers.ts';
import { namesExportedTwice } from './names.ts';
import { impurities } from './purity.ts';
import { moduleOf, notAllowed, readFiles } from './source-file.ts';
import { bannedThings, longGuides, medianLines, missingFiles, shapeViolations } from './text-rules.ts';

const sources = readFiles('src', '.ts');
const tests = readFiles('test', '.ts').filter((file) => !file.path.startsWith('test/architecture/'));
const guides = readFiles('src', 'README.md').filter((file) => file.path.split('/').length === 3);
const modules = readdirSync(path.join(ROOT, 'src'), { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);
const exists = (file: string): boolean => existsSync(path.join(ROOT, file));

describe('imports', () => {
  test('go down only', () => {
    expect(upwardImports(sources)).toEqual([]);
  });

  test('enter a module by its public files', () => {
    expect(notAllowed(publicFileViolations(sources, guides), PUBLIC_FILES)).toEqual([]);
  });

  test('make no cycle', () => {
    expect(notAllowed(importCycles(sources), CYCLES)).toEqual([]);
  });
});

describe('files', () => {
  test('take clock, random, process and V8 as parameters', () => {
    expect(notAllowed(impurities(sources), EFFECTS)).toEqual([]);
  });

  test('export no name twice', () => {
    expect(notAllowed(namesExportedTwice(sources), NAMES)).toEqual([]);
  });

  test('are small and say what is in them', () => {
    expect(shapeViolations(sources)).toEqual([]);
    expect(medianLines(sources)).toBeLessThanOrEqual(100);
  });

  test('hold nothing that is banned', () => {
    expect(bannedThings([...sources, ...tests])).toEqual([]);
  });

  test('name only files that exist', () => {
    expect(missingFiles([...sources, ...readFiles('src', '.md')], exists)).toEqual([]);
  });
});

describe('guides', () => {
  test('every module has one of at most 40 lines', () => {
    expect(guides.map((guide) => moduleOf(guide.path)).sort()).toEqual(
      modules.map(({ name }) => name).sort(),
    );
    expect(longGuides(guides)).toEqual([]);
  });

  test('the code is explained on one page', () => {
    const page = readFiles('src', 'README.md').filter((file) => file.path === 'src/README.md');
    expect(page).toHaveLength(1);
    expect(longGuides(page, 60)).toEqual([]);
    for (const { name } of modules) expect(page[0]?.text).toMatch(new RegExp(`^[ ├└│]*${name} `, 'm'));
  });
});

test('the tool and its package have the same version', () => {
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
    'lock.v1.json',
    'policy-tests.v1.json',
    'plan.v1.json',
    'apply-result.v1.json',
    'event.v1.json',
    ...ANSWERS.map((answer) => `${answer}.v1.json`),
  ]) {
    walk(JSON.parse(readFileSync(path.join(ROOT, 'schemas', name), 'utf8')), name);
  }
  expect(missing).toEqual([]);
});
