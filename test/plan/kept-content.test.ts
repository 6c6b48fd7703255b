// A clone that keeps its content: what state records of overrides all the same, and what stands in the way of its name.
import { describe, expect, test } from 'vitest';
import type { ChangeEntry } from '../../src/plan/plan.ts';
import { anObject, BASE, type CloneFacts } from '../support/a-world.ts';
import { KEEPING as decisive, NO_SOURCE as missing, FITTING as overrides } from '../support/clone-cases.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import {
  AS_MADE,
  digestOf,
  lastOf,
  type OneClone,
  outcome,
  planOne,
  renderingOf,
  writtenWith,
} from '../support/one-clone.ts';

const [one] = BASE;
/** They make the content that the source has already. */
const redundant = desiredOverrides('packs: { hello: { values: { a: 1 } } }');
const mirror = (facts: CloneFacts = {}): CloneFacts => ({ content: 'mirror', ...facts });
const changeOf = (facts: OneClone): ChangeEntry => lastOf(planOne(facts));
const written = { text: 'a: 1\nb: 2', row: writtenWith(overrides, one) };
const labels: CloneFacts = { target: { labels: { team: 'edge' } } };

describe('overrides of a clone that keeps its content', () => {
  test.each<[string, OneClone, string, Partial<ChangeEntry>]>([
    [
      'are recorded where the clone has what they make',
      { clone: { overrides }, text: 'a: 1\nb: 2', row: { digest: digestOf('a: 1\nb: 2') } },
      'record · overrides_changed',
      { rendering: renderingOf(overrides, one) },
    ],
    [
      'stay recorded where nothing changed',
      { ...written, clone: mirror({ overrides }) },
      'noop · unchanged',
      {},
    ],
    [
      'are recorded onto an edited source in which they decide what was edited',
      {
        text: 'a: 5',
        source: 'a: 7',
        clone: mirror({ overrides: decisive }),
        row: writtenWith(decisive, one),
      },
      'record · source_edited',
      { rendering: renderingOf(decisive, { ...one, ...AS_MADE, ...sourceWith('a: 7') }) },
    ],
    [
      'stay as they were recorded of a snapshot whose source was edited',
      { text: 'a: 5', source: 'a: 7', clone: { overrides: decisive }, row: writtenWith(decisive, one) },
      'noop · unchanged',
      {},
    ],
    [
      'are dropped where the declaration drops them and the clone has what its source has',
      { row: writtenWith(redundant, one) },
      'record · overrides_changed',
      { dropsOverrides: true },
    ],
    ['that never were are not dropped', { clone: labels }, 'update_metadata · metadata', {}],
    ['that never were are not dropped from a mirror', { clone: mirror() }, 'noop · unchanged', {}],
    [
      'are not dropped while the content of the clone is not known',
      { row: writtenWith(redundant, one), seen: { digest: null, content: null } },
      'noop · unchanged',
      {},
    ],
    [
      'are recorded together with labels',
      { clone: { overrides, ...labels }, text: 'a: 1\nb: 2' },
      'update_metadata · metadata',
      { rendering: renderingOf(overrides, one) },
    ],
    [
      'are not recorded of a clone that has something else',
      { clone: mirror({ overrides }), text: 'a: 9', seen: { digest: null, content: null } },
      'noop · unchanged',
      {},
    ],
    [
      'stay recorded without the source',
      { ...written, clone: mirror({ overrides }), world: missing },
      'noop · unchanged',
      {},
    ],
    [
      'would be dropped, too, if nothing stood in the way',
      { row: writtenWith(redundant, one), clone: { target: { project: 'edge-dve' } } },
      'noop · unchanged [project_missing]',
      { dropsOverrides: true },
    ],
  ])('%s', (_, facts, expected, members) => {
    expect(outcome(facts)).toBe(expected);
    const { rendering, dropsOverrides } = changeOf(facts);
    expect({
      ...(rendering === undefined ? {} : { rendering }),
      ...(dropsOverrides === undefined ? {} : { dropsOverrides }),
    }).toEqual(members);
  });
});

function sourceWith(text: string): typeof AS_MADE {
  return anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', text });
}

describe('a clone in place', () => {
  test('that cannot be compared with its source is still one of what it was copied from', () => {
    const { source, needs } = changeOf({ world: missing });
    expect(source).toMatchObject({ uid: 'u-base-1', name: 'base', version: '1.0.0', digest: one.digest });
    expect(needs).toEqual([]);
  });

  test('that was not read waits for nothing else', () => {
    const { needs, source } = changeOf({ world: { unreadable: ['u-edge'] } });
    expect(needs).toEqual([]);
    expect(source.uid).toBe('u-base-1');
  });

  const key = AS_MADE.key;
  const holder = anObject({ uid: 'u-new', name: 'edge', version: '1.0.0', project: 'edge-dev' });
  test.each<[string, OneClone, string]>([
    ['is named back', { seen: { key: { ...key, name: 'other' } } }, 'update_metadata · metadata'],
    [
      'is not named back to a name that another object has',
      { seen: { key: { ...key, name: 'other' } }, world: { objects: [holder] } },
      'update_metadata · metadata [exists_unmanaged]',
    ],
    [
      'nor to a version that another object has',
      { seen: { key: { ...key, version: '1.1.0' } }, world: { objects: [holder] } },
      'update_metadata · metadata [exists_unmanaged]',
    ],
    [
      'needs no list of its project while it keeps its name',
      { clone: labels, world: { unreadableScopes: ['edge-dev'] } },
      'update_metadata · metadata',
    ],
    [
      'needs one to be named back',
      { seen: { key: { ...key, name: 'other' } }, world: { unreadableScopes: ['edge-dev'] } },
      'update_metadata · metadata [unreadable]',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });
});
