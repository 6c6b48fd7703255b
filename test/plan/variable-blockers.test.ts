// What stands in the way of a change of variables: defaults that Palette masks, and clusters that use the profile.
import { describe, expect, test } from 'vitest';
import type { Content, Variable } from '../../src/content/content.ts';
import type { Observed } from '../../src/model/observed.ts';
import type { Blocker } from '../../src/plan/plan.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { type CloneContext, makeCloneContext } from '../../src/plan/rules/clone-context.ts';
import { variableBlockers } from '../../src/plan/rules/variable-blockers.ts';
import { aClone, aContent, inputOf, type WorldFacts } from '../support/a-world.ts';
import { aVariable } from '../support/contents.ts';

function contextOf(facts: WorldFacts = {}): CloneContext {
  return makeCloneContext(makePlanningContext(inputOf(facts), []), aClone('edge'), undefined);
}

function withVariables(...variables: readonly Variable[]): Content {
  return { ...aContent(), variables };
}

function told(blockers: readonly Blocker[]): readonly string[] {
  return blockers.map(({ by, detail, hint }) => `${by}: ${detail} → ${hint}`);
}

const x = aVariable('x');
const y = aVariable('y');
const token = aVariable('token', { isSensitive: true, defaultValue: '***' });
const key = aVariable('key', { isSensitive: true, defaultValue: '***' });

const MASKED =
  'masked_variable: the sensitive variable token would have to be written, but Palette masks the value → with mirrorBy: newVersion, Palette copies it itself; or set the variable by hand as in the source';
const BOTH_MASKED = MASKED.replace('variable token', 'variables token, key');
const BY_ORDER =
  'masked_variable: the sensitive variable token would have to be written, but Palette masks the value, because a change of order rewrites all variables → with mirrorBy: newVersion, Palette copies them itself; or reorder the variables by hand as in the source';
const USED =
  'in_use: in use by cluster c, and Palette does not change the variables of a profile in use → mirrorBy: newVersion creates a new version with these variables and keeps this one for its clusters';

type Uses = Observed['variablesOfUsedProfile'];
const changes: readonly [
  name: string,
  from: readonly Variable[],
  to: readonly Variable[],
  masked: readonly string[],
  isChange: boolean,
][] = [
  ['nothing', [x, token], [x, token], [], false],
  ['a variable that comes', [x], [x, y], [], true],
  ['a variable that goes', [x, y], [x], [], true],
  ['another default', [x], [{ ...x, defaultValue: 'b' }], [], true],
  ['another order', [x, y], [y, x], [], true],
  ['a sensitive variable that comes', [x], [x, token], [MASKED], true],
  ['two that come', [], [token, key], [BOTH_MASKED], true],
  ['a sensitive variable in another place', [token, x], [x, token], [BY_ORDER], true],
];

describe('a change of variables', () => {
  const inUse = (...names: readonly string[]) => ({
    inUse: { clusters: names.map((name) => ({ uid: `u-${name}`, name })), templates: [] },
  });
  test.each(changes)('of a profile that nobody uses: %s', (_, from, to, masked) => {
    const both = { from: withVariables(...from), to: withVariables(...to) };
    expect(told(variableBlockers(contextOf(), inUse(), both))).toEqual(masked);
  });

  test.each(changes)('of a profile in use: %s', (_, from, to, masked, isChange) => {
    const both = { from: withVariables(...from), to: withVariables(...to) };
    const used = (may?: Uses) =>
      told(
        variableBlockers(
          contextOf({ observed: may === undefined ? {} : { variablesOfUsedProfile: may } }),
          inUse('c'),
          both,
        ),
      );
    expect(used()).toEqual([...masked, ...(isChange ? [USED] : [])]);
    expect(used('refused')).toEqual(used());
    expect(used('allowed')).toEqual(masked);
  });

  test('is not judged before both contents are read', () => {
    const content = withVariables(token);
    expect(variableBlockers(contextOf(), inUse('c'), { from: null, to: content })).toEqual([]);
    expect(variableBlockers(contextOf(), inUse('c'), { from: content, to: null })).toEqual([]);
  });
});
