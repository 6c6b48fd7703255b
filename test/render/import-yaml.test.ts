// Declarations written for objects with any name at all: nothing in the file is obeyed or hidden, and it reads back as what it was.
import { expect, test } from 'vitest';
import { parse } from 'yaml';
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
