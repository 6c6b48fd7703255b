// Declarations written for objects with any name at all: nothing in the file is obeyed or hidden, and it reads back as what it was.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Found } from '../../src/model/found-import.ts';
import { renderImportYaml } from '../../src/render/import-yaml.ts';
import { HOSTILE } from '../support/arbitrary-plan.ts';
import { findRawControls } from './golden.ts';

test.each(HOSTILE.map((name) => [name]))('%j', (name) => {
  const place = {
    uid: '690b0c2d5e4f3a2b1c0d9e8f',
    name,
    version: '1.0.0',
    scope: 'project',
    project: name,
  } as const;
  const { text } = renderImportYaml({
    glob: name,
    found: [
      { ...place, address: null, source: place },
      { ...place, uid: '690b0c2d5e4f3a2b1c0d9e90', version: '2.0.0', address: null, source: null },
    ],
    takenIds: [],
    unread: [name],
  });
  expect(findRawControls(text)).toEqual([]);
  const { clones } = parse(text);
  const [clone] = Object.values(clones) as { source: { profile: string }; target: { projects: string[] } }[];
  const lone = /\p{Cs}/u.test(name);
  if (!lone) expect([clone?.source.profile, clone?.target.projects]).toEqual([name, [name]]);
});

const found = (name: string, version: string, more: Partial<Found> = {}): Found => ({
  uid: `uid-${name}-${version}`,
  name,
  version,
  scope: 'tenant',
  project: null,
  address: null,
  source: { uid: 's', name: 'base', version: '1.0.0', scope: 'tenant', project: null },
  ...more,
});

test('ids come from names, versions and places, not from counters', () => {
  const all = [
    found('app', '1.0.0'),
    found('app', '1.1.0'),
    found('web', '1.0.0'),
    found('app', '1.0.0', { scope: 'project', project: 'dev' }),
  ];
  const ids = (items: readonly Found[]): readonly string[] =>
    Object.keys(parse(renderImportYaml({ glob: '*', found: items, takenIds: [], unread: [] }).text).clones);
  expect(ids(all)).toEqual(['app-1.0.0', 'app-1.1.0', 'web', 'app-1.0.0-dev']);
  expect(ids(all.slice(1))).toEqual(['app-1.1.0', 'web', 'app-1.0.0']);
});

test('versions that cannot be declared are named in the comment alone', () => {
  const legacy = found('old', '1.2', { isDeclarable: false });
  const yaml = renderImportYaml({
    glob: '*',
    found: [legacy, found('web', '1.0.0')],
    takenIds: [],
    unread: [],
  });
  expect(yaml.text).toContain('# - old 1.2 at tenant scope (UID uid-old-1.2)');
  expect(Object.keys(parse(yaml.text).clones)).toEqual(['web']);
  expect([yaml.declared, yaml.imported, yaml.legacy]).toEqual([1, 1, [legacy]]);
});
