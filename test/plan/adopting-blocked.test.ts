// What stands in the way of taking over an existing object.
import { describe, expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { intended } from '../../src/plan/change.ts';
import { aRow, type CloneFacts, type WorldFacts } from '../support/a-world.ts';
import {
  adopting,
  adoptionOf,
  anEdge,
  importing,
  NINE as overrides,
  someAdoption,
  stampOf,
} from '../support/adoptions.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';

const edge = anEdge();
const other = anEdge({ text: 'a: 9' });
const row = aRow('edge', edge);
const impossible = desiredOverrides('packs: { none: { values: { a: 9 } } }');

describe('what stands in the way', () => {
  const wayOut = {
    hint: "to adopt it as it is, use imports: [ { to: 'edge', uid: u-edge } ]",
    import: { to: 'edge', uid: 'u-edge' },
  };
  const far = aRow('far', edge);
  const cannot = (code: string, message: string) => ({
    by: 'unreadable',
    detail: `the object to adopt could not be read: ${code}: ${message}`,
    hint: 'an object that cannot be read is never treated as deleted; try again, or check the permissions of this key',
  });
  test.each<[string, Desired, WorldFacts, readonly object[]]>([
    [
      'other content',
      adopting(),
      { objects: [other] },
      [
        {
          by: 'content_differs',
          detail: 'edge 1.0.0 (UID u-edge) already exists with different content than base 1.0.0',
          ...wayOut,
        },
      ],
    ],
    [
      'other content than the overrides make',
      adopting({ overrides }),
      { objects: [edge] },
      [
        {
          by: 'content_differs',
          detail:
            'edge 1.0.0 (UID u-edge) already exists with different content than base 1.0.0 with the declared overrides',
          ...wayOut,
        },
      ],
    ],
    [
      'a draft that nobody published',
      adopting(),
      { objects: [{ ...edge, isPublished: false }] },
      [{ by: 'content_differs', detail: 'edge 1.0.0 (UID u-edge) is not published', ...wayOut }],
    ],
    [
      'the stamp of another state',
      adopting(),
      { rows: [], objects: [{ ...edge, stamp: stampOf('theirs') }] },
      [
        {
          by: 'exists_unmanaged',
          detail: 'edge 1.0.0 (UID u-edge) belongs to another state according to its stamp (theirs)',
          hint: wayOut.hint,
        },
      ],
    ],
    [
      'a stamp, where there is no state yet',
      adopting(),
      { objects: [{ ...edge, stamp: stampOf('l') }] },
      [
        {
          by: 'exists_unmanaged',
          detail: 'edge 1.0.0 (UID u-edge) belongs to another state according to its stamp (l)',
          hint: wayOut.hint,
        },
      ],
    ],
    [
      'overrides that cannot be applied',
      adopting({ overrides: impossible }),
      { objects: [other] },
      [{ by: 'override_failed' }],
    ],
    [
      'a source that does not exist',
      adopting({ source: { profile: 'none' } }),
      { objects: [other] },
      [{ by: 'source_missing' }],
    ],
    [
      'a source that does not exist, of an object that somebody names',
      importing({ source: { profile: 'none' } }),
      { objects: [edge] },
      [{ by: 'source_missing' }],
    ],
    [
      'another clone that has the object at the key',
      adopting(),
      { rows: [far], objects: [edge] },
      [{ by: 'key_taken', detail: 'edge 1.0.0 belongs to far' }],
    ],
    [
      'another clone that has the named object',
      importing(),
      { rows: [far], objects: [edge] },
      [
        {
          by: 'key_taken',
          detail: 'the object u-edge is recorded as far',
          hint: "to give it a new address, use moved: [ { from: 'far', to: 'edge' } ]",
        },
      ],
    ],
    [
      'a project that does not exist',
      importing({ target: { project: 'none' } }),
      { objects: [edge] },
      [{ by: 'project_missing', detail: 'there is no project "none"' }],
    ],
    [
      'a version that only a missing source tells',
      importing({ target: { version: 'source' }, source: { profile: 'none' } }),
      { objects: [edge] },
      [{ by: 'source_missing' }],
    ],
    [
      'a missing project and a missing source',
      importing({ target: { project: 'none' }, source: { profile: 'none' } }),
      { objects: [edge] },
      [{ by: 'project_missing' }, { by: 'source_missing' }],
    ],
    ['that it cannot be read', importing(), { unreadable: ['u-edge'] }, [cannot('Forbidden', 'not allowed')]],
    [
      'that it is gone',
      importing(),
      { gone: ['u-edge'] },
      [cannot('NotFound', 'Palette has no such object here')],
    ],
    [
      'that the recorded object is gone, and somebody names that one',
      importing(),
      { rows: [row], gone: ['u-edge'] },
      [cannot('NotFound', 'Palette has no such object here')],
    ],
  ])('%s', (_, wanted, facts, blockers) => {
    const { change, row: recorded } = someAdoption(wanted, facts);
    expect(change.kind).toBe('blocked');
    if (change.kind !== 'blocked') return;
    expect(change.blockers).toMatchObject(blockers);
    expect(change.blockers).toHaveLength(blockers.length);
    expect(recorded).toBeNull();
  });

  test('what was not read whole is asked for', () => {
    const half = { ...edge, digest: null, content: null };
    const { found, asked } = adoptionOf(adopting(), { objects: [half] });
    expect(found?.change.kind).toBe('blocked');
    expect(asked).toEqual(['u-edge']);
  });

  test.each<[string, CloneFacts, string]>([
    ['the declared version', { target: { project: 'none', version: '3.0.0' } }, '3.0.0'],
    ['that of the source', { target: { project: 'none', version: 'source' } }, '1.0.0'],
    [
      'the word for it while no source is known',
      { target: { version: 'source' }, source: { profile: 'none' } },
      'source',
    ],
  ])('the change names what is declared, and as version %s', (_, facts, version) => {
    const { change, object } = someAdoption(importing({ protect: true, ...facts }), { objects: [edge] });
    expect(intended(change)).toMatchObject({
      kind: 'adopt',
      reason: 'imports_block',
      address: 'edge',
      clone: { name: 'edge', version },
      needs: [],
      protect: true,
      uid: null,
      seen: null,
      copies: null,
      before: null,
      inUse: null,
    });
    expect(object).toBeNull();
  });
});
