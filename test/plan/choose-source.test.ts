// Which version a declaration copies, and what a person reads where it copies none.
import { describe, expect, test } from 'vitest';
import type { Desired } from '../../src/model/desired.ts';
import { suggestion } from '../../src/plan/choose-source.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  picture,
  planWorld,
  type WorldFacts,
} from '../support/a-world.ts';

/** The version that a plan copies from; undefined where it copies nothing. */
function chosen(facts: WorldFacts, address = 'edge'): string | undefined {
  const change = planWorld(facts).changes.find((entry) => entry.address === address);
  return change?.source?.version ?? undefined;
}

const base = (uid: string, version: string, more: { published?: boolean } = {}) =>
  anObject({ uid, name: 'base', version, ...more });
const declared = (facts: CloneFacts): Desired => aDesired(aClone('edge', facts));

describe('a version', () => {
  // Beside 1.0.0, 1.2.0 and 2.0.0-rc.1, which are there in every case.
  const cases: readonly (readonly [string, string, readonly string[], string | undefined])[] = [
    ['the newest that a range allows', '^1.0.0', ['1.10.0', '1.9.0'], '1.10.0'],
    ['not the newest of all', '~1.2.0', ['1.2.7', '1.3.0'], '1.2.7'],
    ['any, without prereleases', '*', [], '1.2.0'],
    ['an exact version, though newer ones exist', '1.0.0', ['1.5.0'], '1.0.0'],
    ['an exact prerelease', '2.0.0-rc.1', ['2.0.0'], '2.0.0-rc.1'],
    ['an exact version that is no semantic one', '1.2', ['1.2', '1.2.5'], '1.2'],
    ['none that matches', '^3.0.0', ['2.9.9'], undefined],
  ];
  test.each(cases)('%s: %s', (_name, version, more, expected) => {
    const objects = more.map((one, index) => base(`u-more-${index}`, one));
    expect(chosen({ desired: declared({ source: { version } }), objects })).toBe(expected);
  });

  test('is the newest published one of a range', () => {
    const objects = [base('u-new', '1.9.0', { published: false }), base('u-older', '1.8.0')];
    expect(chosen({ desired: declared({ source: { version: '^1.0.0' } }), objects })).toBe('1.8.0');
  });
});

describe('a clone that exists', () => {
  const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });
  const plan = (facts: WorldFacts) => planWorld({ rows: [aRow('edge', edge)], objects: [edge], ...facts });

  test('stays on the version it has while the range allows it', () => {
    expect(
      picture(plan({ desired: declared({ content: 'mirror', source: { version: '^1.0.0' } }) })),
    ).toEqual(['noop · unchanged edge']);
  });

  test.each([
    ['its address', ['edge'], ['update · source_upgraded edge']],
    ['a pattern', ['ed*'], ['update · source_upgraded edge']],
    ['another address', ['other'], ['noop · unchanged edge']],
  ])('leaves it where %s is upgraded', (_name, upgrade, expected) => {
    const desired = declared({ content: 'mirror', source: { version: '^1.0.0' } });
    expect(picture(plan({ desired, options: { upgrade } }))).toEqual(expected);
  });

  test('leaves it when the range no longer allows it', () => {
    const changed = plan({ desired: declared({ content: 'mirror', source: { version: '~1.2.0' } }) });
    expect(changed.changes[0]?.source?.version).toBe('1.2.0');
  });

  test('does not stay on an equal version of another profile', () => {
    const other = anObject({ uid: 'u-other', name: 'other', version: '1.0.0', text: 'b: 1' });
    const newer = anObject({ uid: 'u-newer', name: 'other', version: '1.1.0', text: 'b: 2' });
    const changed = plan({
      desired: declared({ content: 'mirror', source: { profile: 'other', version: '^1.0.0' } }),
      objects: [edge, other, newer],
    });
    expect(changed.changes[0]?.source).toMatchObject({ name: 'other', version: '1.1.0' });
  });
});

describe('a source that state records and its list does not show', () => {
  const hiddenFacts = { uid: 'u-hidden-2', name: 'hidden', text: 'h: 2' };
  const hidden = anObject({ uid: 'u-hidden', name: 'hidden', version: '1.0.0', text: 'h: 1' });
  const edge = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', text: 'h: 1' });
  const digest = hidden.digest ?? 'sha256:';
  const row = aRow('edge', edge, {
    source: { ...aRow('edge', edge).source, uid: 'u-hidden', name: 'hidden', digest },
  });
  const planned = (facts: WorldFacts, version = '^1.0.0') =>
    planWorld({
      desired: declared({ source: { profile: 'hidden', version } }),
      rows: [row],
      objects: [edge, hidden],
      unlisted: ['u-hidden'],
      ...facts,
    });

  test.each([
    ['its list was read', {}],
    ['its list was not read', { unreadScopes: [null] }],
    [
      'another version is listed',
      { objects: [edge, hidden, anObject({ ...hiddenFacts, version: '1.1.0' })] },
    ],
  ] satisfies readonly (readonly [string, WorldFacts])[])('is kept where %s', (_name, facts) => {
    const plan = planned(facts);
    expect(picture(plan)).toEqual(['noop · unchanged edge']);
    expect(plan.drift).toEqual([]);
  });

  const gone = '"hidden"';
  test.each([
    ['it is gone', { gone: ['u-hidden'] }],
    [
      'it has another version now',
      { objects: [edge, { ...hidden, key: { ...hidden.key, version: '1.0.1' } }] },
    ],
    ['it has another name now', { objects: [edge, { ...hidden, key: { ...hidden.key, name: 'other' } }] }],
  ] satisfies readonly (readonly [string, WorldFacts])[])('is missing where %s', (_name, facts) => {
    const plan = planned(facts);
    expect(picture(plan)).toEqual(['noop · unchanged edge']);
    expect(plan.drift.map(({ kind }) => kind)).toEqual(['source_gone']);
    expect(plan.drift[0]?.detail).toContain(gone);
  });

  test('is not asked for where the range no longer allows it', () => {
    const [change] = planned({}, '^2.0.0').changes;
    expect(change?.obstacles?.[0]?.detail).toContain('there is no profile "hidden" at tenant scope');
  });

  test('blocks where it cannot be read', () => {
    const desired = declared({ content: 'mirror', source: { profile: 'hidden', version: '~1.0.0' } });
    const plan = planned({ unreadable: ['u-hidden'], desired });
    expect(JSON.stringify(plan.changes)).toContain('Forbidden: not allowed');
  });
});

describe('what is said where there is none', () => {
  interface Case {
    readonly name: string;
    readonly facts: CloneFacts;
    readonly more?: WorldFacts;
    readonly detail: string;
    readonly hint?: string;
  }
  const UNREADABLE =
    'an object that cannot be read is never treated as deleted; try again, or check the permissions of this key';
  const projects = 'projects: "edge-dev", "edge-prod", "platform"';
  const cases: readonly Case[] = [
    {
      name: 'a profile that does not exist',
      facts: { source: { profile: 'bsae' } },
      detail: 'there is no profile "bsae" at tenant scope',
      hint: 'did you mean "base"? profiles: "base"',
    },
    {
      name: 'a profile of a project, which has others',
      facts: { source: { profile: 'zzz', scope: 'project', project: 'platform' } },
      more: {
        objects: [
          anObject({ uid: 'u-b', name: 'beta', version: '1.0.0', project: 'platform' }),
          anObject({ uid: 'u-a', name: 'alpha', version: '1.0.0', project: 'platform' }),
          anObject({ uid: 'u-a2', name: 'alpha', version: '1.1.0', project: 'platform' }),
        ],
      },
      detail: 'there is no profile "zzz" in project "platform"',
      hint: 'profiles: "alpha", "beta"',
    },
    {
      name: 'a project without profiles',
      facts: { source: { profile: 'zzz', scope: 'project', project: 'edge-prod' } },
      detail: 'there is no profile "zzz" in project "edge-prod"',
      hint: 'this key sees no profiles',
    },
    {
      name: 'a project that does not exist',
      facts: { source: { scope: 'project', project: 'platfrom' } },
      detail: 'there is no project "platfrom" for the source "base"',
      hint: `did you mean "platform"? ${projects}`,
    },
    {
      name: 'a version that nothing matches',
      facts: { source: { version: '^7.0.0' } },
      detail: '"base" has no version that matches "^7.0.0"',
      hint: 'it has 1.0.0, 1.2.0, 2.0.0-rc.1; a range does not match prereleases: declare one exactly (2.0.0-rc.1)',
    },
    {
      name: 'versions that are all drafts',
      facts: { source: { profile: 'draft', version: '^1.0.0' } },
      more: {
        objects: ['1.0.0', '1.1.0'].map((version) =>
          anObject({ uid: `u-${version}`, name: 'draft', version, published: false }),
        ),
      },
      detail: '"draft" 1.1.0, 1.0.0 is not published',
      hint: 'publish it in Palette, or declare another version',
    },
    {
      name: 'a list that cannot be read',
      facts: {},
      more: { unreadableScopes: [null] },
      detail: 'Forbidden: not allowed',
      hint: UNREADABLE,
    },
    {
      name: 'a source that cannot be read',
      facts: { source: { version: '1.2.0' } },
      more: { unreadable: ['u-base-2'] },
      detail: 'Forbidden: not allowed',
      hint: UNREADABLE,
    },
    {
      name: 'a profile that is not in a list with lost rows',
      facts: { source: { profile: 'lost' } },
      more: { cutScopes: [null] },
      detail: 'IncompleteList: the list of its scope is incomplete: 2 of its rows are missing',
      hint: UNREADABLE,
    },
    {
      name: 'a version that is not in a list with lost rows',
      facts: { source: { version: '^7.0.0' } },
      more: { cutScopes: [null] },
      detail: 'IncompleteList: the list of its scope is incomplete: 2 of its rows are missing',
      hint: UNREADABLE,
    },
    {
      name: 'a profile that nobody looked for',
      facts: { source: { profile: 'unknown' } },
      more: { options: { refresh: 'none' }, unreadScopes: [null] },
      detail: 'NotRead: --refresh none reads nothing from Palette',
      hint: UNREADABLE,
    },
    {
      name: 'a clone that is not declared',
      facts: { chain: { clone: 'nobody' } },
      detail: 'nobody is not declared',
      hint: 'declare it, or copy another clone',
    },
  ];
  test.each(cases)('$name', ({ facts, more, detail, hint }) => {
    const [change] = planWorld({ desired: declared(facts), ...more }).changes;
    expect(change?.action).toBe('blocked');
    const [obstacle] = change?.obstacles ?? [];
    expect(obstacle?.detail).toContain(detail);
    expect(obstacle?.hint ?? undefined).toBe(hint);
  });
});

describe('a clone of a clone', () => {
  const up = anObject({ uid: 'u-up', name: 'up', version: '1.0.0', project: 'platform' });
  const older = anObject({ uid: 'u-up-0', name: 'up', version: '0.9.0', project: 'platform' });
  const rows = [
    aRow('up', up, { projectName: 'platform' }),
    aRow('up@0.9.0', older, { projectName: 'platform', status: 'superseded' }),
  ];
  const planned = (version: string, facts: WorldFacts = {}, upstream: CloneFacts = {}) => {
    const plan = planWorld({
      desired: aDesired(
        aClone('up', { target: { project: 'platform' }, ...upstream }),
        aClone('edge', { chain: { clone: 'up', version } }),
      ),
      rows,
      objects: [up, older],
      ...facts,
    });
    return plan.changes.find(({ address }) => address === 'edge');
  };

  test.each([
    ['the current version', '*', '1.0.0'],
    ['an older one that is still there', '0.9.0', '0.9.0'],
    ['the current one before an older one', '>=0.5.0', '1.0.0'],
  ])('copies %s', (_name, version, expected) => {
    expect(planned(version)?.source?.version).toBe(expected);
  });

  interface Case {
    readonly name: string;
    readonly version: string;
    readonly facts?: WorldFacts;
    readonly upstream?: CloneFacts;
    readonly detail: string;
    readonly hint: string;
  }
  const missing = 'its source up does not exist: there is no profile "none" at tenant scope';
  const cases: readonly Case[] = [
    {
      name: 'no version that matches',
      version: '^9.0.0',
      detail: 'up has no version that matches "^9.0.0"',
      hint: 'it has 0.9.0, 1.0.0',
    },
    {
      name: 'a clone that cannot be made',
      version: '*',
      facts: { rows: [], objects: [] },
      upstream: { source: { profile: 'none' } },
      detail: missing,
      hint: 'fix what blocks up first',
    },
  ];
  test.each(cases)('is blocked by $name', ({ version, facts, upstream, detail, hint }) => {
    const change = planned(version, facts, upstream);
    expect(change?.action).toBe('blocked');
    expect(change?.obstacles).toEqual([expect.objectContaining({ detail, hint })]);
  });
});

describe('a suggestion', () => {
  const many = Array.from({ length: 23 }, (_, index) => `n${index}`);
  test.each([
    ['a guess and the list', 'a', ['a', 'b'], 'did you mean "a"? projects: "a", "b"'],
    ['no guess', undefined, ['b'], 'projects: "b"'],
    ['nothing known', undefined, [], 'this key sees no projects'],
    [
      'a long list is cut',
      undefined,
      many,
      `projects: ${many
        .slice(0, 20)
        .map((name) => `"${name}"`)
        .join(', ')} and 3 more`,
    ],
    ['twenty are not cut', undefined, many.slice(0, 20), expect.not.stringContaining('more')],
  ])('has %s', (_name, guess, known, expected) => {
    expect(suggestion(guess, known, 'projects')).toEqual(expected);
  });
});
