// Older versions of a clone, which a plan keeps as long as something needs them, and what has to be done before they go.
import { describe, expect, test } from 'vitest';
import type { ObservedObject } from '../../src/model/observed.ts';
import {
  aClone,
  aDesired,
  anObject,
  aRow,
  type CloneFacts,
  picture,
  planWorld,
  scopeOf,
  type WorldFacts,
} from '../support/a-world.ts';

const objectOf = (name: string, version = '1.0.0', text = 'a: 1'): ObservedObject =>
  anObject({ uid: `u-${name}-${version}`, name, version, project: 'edge-dev', text });

describe('older versions of a clone', () => {
  const up = (version: string) => objectOf('up', version);
  const low = (name = 'low') => objectOf(name);
  const rowOfLow = (name: string, version: string) => {
    const row = aRow(name, low(name), { projectName: 'edge-dev' });
    const source = { ...row.source, ...scopeOf('edge-dev'), name: 'up', uid: `u-up-${version}`, version };
    return { ...row, source };
  };
  const rows = [
    aRow('up', up('2.0.0'), { projectName: 'edge-dev' }),
    aRow('up@1.0.0', up('1.0.0'), { projectName: 'edge-dev', status: 'superseded' }),
  ];
  const objects = [{ ...up('2.0.0'), ...sameContent('a: 2') }, up('1.0.0')];
  function sameContent(text: string) {
    const { digest, content, shown, outline } = objectOf('x', '1.0.0', text);
    return { digest, content, shown, outline };
  }
  const declared = (facts: CloneFacts = {}) =>
    aClone('up', { retain: 'none', source: { version: '1.0.0' }, target: { version: '2.0.0' }, ...facts });
  const copy = (version: string, id = 'low') =>
    aClone(id, { content: 'mirror', chain: { clone: 'up', version } });
  const planned = (
    clones: readonly ReturnType<typeof aClone>[],
    more: WorldFacts = {},
    facts: CloneFacts = {},
  ) =>
    planWorld({
      desired: aDesired(declared(facts), ...clones),
      rows: [
        { ...(rows[0] ?? expect.fail()), ...digestsOf(objects[0]) },
        ...rows.slice(1),
        ...clones.map(({ id }) => rowOfLow(id, '1.0.0')),
      ],
      objects: [...objects, ...clones.map(({ id }) => low(id))],
      ...more,
    });
  function digestsOf(object: ObservedObject | undefined) {
    const { digest, shown } = object ?? expect.fail();
    return { digest: digest ?? expect.fail(), shown };
  }
  const fateOf = (plan: ReturnType<typeof planWorld>): string | undefined =>
    picture(plan).find((line) => line.includes('up@1.0.0'));

  test('are deleted where nothing is to be retained', () => {
    expect(fateOf(planned([]))).toBe('delete · retention up@1.0.0');
  });

  test('are kept while another clone stays on them', () => {
    const plan = planned([copy('^1.0.0')]);
    expect(fateOf(plan)).toBe('noop · retained_in_use up@1.0.0');
    expect(plan.diagnostics.map(({ message }) => message)).toEqual([
      'up@1.0.0 exceeds retain, but is kept: another clone has it as its source',
    ]);
  });

  test('are kept while a clone that would leave them is blocked', () => {
    const plan = planned([copy('^2.0.0')], { unreadable: ['u-low-1.0.0'] });
    expect(fateOf(plan)).toBe('noop · retained_in_use up@1.0.0');
  });

  test('are deleted once all clones that leave them have left', () => {
    const plan = planned([copy('^2.0.0'), copy('^2.0.0', 'third')]);
    const change = plan.changes.find(({ address }) => address === 'up@1.0.0');
    expect([change?.action, change?.needs]).toEqual(['delete', ['up', 'low', 'third']]);
  });

  test('wait for no clone that has had another source all along', () => {
    const plan = planned([aClone('other')], { rows: [...rows, aRow('other', low('other'))] });
    expect(plan.changes.find(({ address }) => address === 'up@1.0.0')?.needs).toEqual(['up']);
  });

  test('wait for no clone that is not there yet, whether it can be made or not', () => {
    const plan = planned([aClone('fresh'), aClone('stuck', { source: { profile: 'none' } })], { rows });
    expect(plan.changes.find(({ address }) => address === 'up@1.0.0')?.needs).toEqual(['up']);
  });

  test('are kept while their clone is blocked', () => {
    expect(fateOf(planned([], { unreadable: ['u-up-2.0.0'] }))).toBe('noop · unchanged up@1.0.0');
    expect(fateOf(planned([], {}, { target: { version: '2.0.0', project: 'nowhere' } }))).toBe(
      'noop · unchanged up@1.0.0',
    );
  });

  test('stay in a place that their clone may not leave yet', () => {
    const inUse = { clusters: [{ uid: 'c', name: 'prod' }], templates: [] };
    const used = objects.map((object, index) => (index === 0 ? { ...object, inUse } : object));
    const plan = planned([], { objects: used }, { target: { version: '2.0.0', name: 'renamed' } });
    expect(picture(plan)).toEqual(
      ['noop · unchanged up@1.0.0', 'blocked · target_changed up [in_use, would be replace]'].toReversed(),
    );
  });

  test.each<CloneFacts['retain']>(['all', 'none'])(
    'go with a place that their clone leaves, with retain: %s',
    (retain = 'all') => {
      const plan = planned([], {}, { retain, target: { version: '2.0.0', name: 'renamed' } });
      expect(picture(plan)).toEqual(['replace · target_changed up', 'delete · replaced up@1.0.0']);
    },
  );

  test('that are gone are forgotten', () => {
    expect(fateOf(planned([], { objects: objects.slice(0, 1), gone: ['u-up-1.0.0'] }))).toBe(
      'forget · gone up@1.0.0',
    );
  });
});
