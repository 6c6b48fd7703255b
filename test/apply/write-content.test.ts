// Content that overrides make, as it is written: Palette is asked about its packs first, and what it refuses is reported by the pack.
import { describe, expect, test } from 'vitest';
import type { DesiredClone } from '../../src/model/desired.ts';
import type { WirePackFault } from '../../src/palette/wire.ts';
import { OPTIONS } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import {
  anEdited,
  type Edited,
  openEntries,
  recordedRow,
  runOn,
  sized,
  VARIABLE,
} from '../support/edited-source.ts';
import { base, one, scene } from '../support/scene.ts';
import { type Answer, type Answers, failing, hung, lost, no, toldOf } from '../support/steered.ts';

const overriding = (yaml = 'packs: { kubernetes: { tag: 1.26.x } }'): DesiredClone =>
  one({ content: 'mirror', overrides: desiredOverrides(yaml) });
const own = overriding();
/** Sets a variable before the draft. */
const ownVariable = overriding('variables: { region: { defaultValue: us } }');

const faultsOf =
  (...names: readonly string[]): Answer =>
  () =>
    names.map((pack): WirePackFault => ({ pack, message: `no ${pack}` }));

const HINT =
  'its packs were not changed: change the overrides and apply again; --no-preflight leaves this check out';
const message = (faults: string): string =>
  `Palette does not accept the packs that its overrides make: ${faults}`;

describe('packs that Palette does not accept are not written', () => {
  test.each<readonly [string, readonly string[], string]>([
    ['one of them', ['os'], 'pack os: no os'],
    [
      'five of them, each told',
      ['a', 'b', 'c', 'd', 'e'],
      'pack a: no a; pack b: no b; pack c: no c; pack d: no d; pack e: no e',
    ],
    [
      'six of them: five are reported, and how many there are',
      ['a', 'b', 'c', 'd', 'e', 'f'],
      'pack a: no a; pack b: no b; pack c: no c; pack d: no d; pack e: no e; … (6 in total)',
    ],
  ])('%s', async (_, names, words) => {
    const set = await anEdited();
    const before = await recordedRow(set);
    const { result, sent, written } = await runOn(
      set,
      { answers: { validatePacks: faultsOf(...names) } },
      own,
    );
    expect([toldOf(result), result?.uid]).toEqual([
      { status: 'failed', code: 'PacksRefused', message: message(words), hint: HINT },
      set.uid,
    ]);
    expect([sent, written]).toEqual([[], ['open update intent', 'close refused PacksRefused']]);
    expect(await recordedRow(set)).toEqual(before);
  });

  test('after a variable was set the entry stays open: the clone was changed', async () => {
    const set = await anEdited();
    const { sent, written } = await runOn(set, { answers: { validatePacks: faultsOf('os') } }, ownVariable);
    expect(sent).toEqual(['patchVariables']);
    expect(written).toEqual(['open update intent', 'step variables']);
    expect(await openEntries(set)).toHaveLength(1);
  });

  test('where an earlier run may have left a draft the entry stays open', async () => {
    const set = await anEdited();
    await runOn(set, { answers: { publish: hung } }, own);
    set.house.clock.advance(1500);
    const { result } = await runOn(set, { answers: { validatePacks: faultsOf('os') } }, own);
    expect(result?.error?.code).toBe('PacksRefused');
    expect(await openEntries(set)).toMatchObject([{ step: 'publish' }]);
  });
});

describe('the check of packs', () => {
  const asked = (set: Edited, answers: Answers, clone = own, preflight = true) =>
    runOn(set, { answers, more: { options: { ...OPTIONS, preflight } } }, clone);

  test('comes before the draft, and sends what the draft will be', async () => {
    const set = await anEdited();
    const bodies: unknown[] = [];
    const noting: Answer = (next, args) => {
      bodies.push(args);
      return next();
    };
    const { result, calls } = await asked(set, { validatePacks: noting, putProfile: noting });
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(calls.indexOf('validatePacks')).toBeLessThan(calls.indexOf('putProfile'));
    const row = await recordedRow(set);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toEqual(bodies[1]);
    expect(bodies[0]).toMatchObject([
      set.uid,
      { scope: 'project', projectUid: row?.key.projectUid },
      { metadata: { name: 'one', uid: set.uid } },
    ]);
    expect(row?.overrides).toMatchObject({ source: row?.source.digest, wanted: row?.digest });
  });

  test.each<readonly [string, Answers, DesiredClone, boolean, number]>([
    ['that gets no answer keeps nothing from being written', { validatePacks: hung }, own, true, 1],
    ['is left out without preflight', {}, own, false, 0],
    ['is left out without overrides', {}, one({ content: 'mirror' }), true, 0],
  ])('%s', async (_, answers, clone, preflight, count) => {
    const set = await anEdited();
    const { result, calls } = await asked(set, answers, clone, preflight);
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(calls.filter((name) => name === 'validatePacks')).toHaveLength(count);
  });
});

describe('a publish that Palette refuses', () => {
  const mirror = one({ content: 'mirror' });
  const words = (text: string): string =>
    `its draft is written, but Palette does not publish it: ${text}; the published content is unchanged, and the next run continues with the draft`;

  test.each<readonly [string, string, Answer | undefined, string, number]>([
    ['names a pack: nothing is asked', 'kubernetes is wrong', faultsOf('os'), 'kubernetes is wrong', 0],
    [
      'names none: the check says which',
      'invalid',
      faultsOf('os', 'apps'),
      'invalid (pack os: no os; pack apps: no apps)',
      1,
    ],
    ['names none, and the check finds nothing', 'invalid', faultsOf(), 'invalid', 1],
    ['names none, and the check gets no answer', 'invalid', hung, 'invalid', 1],
  ])('%s', async (_, said, check, told, count) => {
    const set = await anEdited();
    const answers = { publish: no(422, 'InvalidProfile', said), ...(check && { validatePacks: check }) };
    const { result, calls, written } = await runOn(set, { answers }, mirror);
    expect([toldOf(result), result?.uid]).toEqual([
      { status: 'failed', code: 'InvalidProfile', message: said, hint: null, because: words(told) },
      set.uid,
    ]);
    expect(calls.filter((name) => name === 'validatePacks')).toHaveLength(count);
    expect(written.at(-1)).toBe('step publish');
    expect(await openEntries(set)).toMatchObject([{ step: 'publish' }]);
  });

  test('of a 404 without Palette’s words nothing is said of its draft', async () => {
    const set = await anEdited();
    const outage = failing({ kind: 'status', status: 404, code: 'Http404', effect: 'none' });
    const { result, calls } = await runOn(set, { answers: { publish: outage } }, mirror);
    expect(result?.because).toBe('it is incomplete; the next run continues from here');
    expect(calls).not.toContain('validatePacks');
  });
});

describe('the journal', () => {
  test('does not go back to before a draft that an earlier run may have left', async () => {
    const set = await anEdited();
    await runOn(set, { answers: { publish: hung } });
    await set.hands.variables(set.source, () => [{ ...VARIABLE, defaultValue: 'us' }]);
    set.house.clock.advance(1500);
    const { sent, written } = await runOn(set, { answers: { putProfile: hung } });
    expect(sent[0]).toBe('patchVariables');
    expect(written.slice(-2)).toEqual(['open update publish', 'step draft']);
  });

  test('says of a new clone in doubt only that: its clone call may still arrive', async () => {
    const set = await scene(base('1.0.0', { variables: [VARIABLE] }));
    const { written } = await runOn(set, { answers: { clone: [lost], putProfile: hung } }, own);
    expect(written.filter((word) => /^step (?!clone)/.test(word))).toEqual([]);
    expect(written).toContain('step clone');
  });

  test('has the step of each call of a new clone', async () => {
    const set = await scene(base('1.0.0', { variables: [VARIABLE] }));
    const yaml = 'variables: { region: { remove: true }, zone: { add: true, defaultValue: a } }';
    const { result, sent, written } = await runOn(set, {}, overriding(yaml));
    expect(toldOf(result)).toEqual({ status: 'applied' });
    expect(sent).toEqual(['clone', 'patchVariables', 'putProfile', 'publish', 'deleteVariables']);
    expect(written).toEqual([
      'open create intent',
      'step cloned',
      'step variables',
      'step draft',
      'step publish',
      'step surplus',
      'put one current',
      'close done',
    ]);
  });

  test('continues with an entry of the same overrides, and not with one of others', async () => {
    for (const [next, words] of [
      [own, []],
      [overriding('packs: { kubernetes: { tag: 1.27.x } }'), ['close abandoned', 'open update publish']],
    ] as const) {
      const set = await anEdited();
      await runOn(set, { answers: { publish: hung } }, own);
      set.house.clock.advance(1500);
      const { written } = await runOn(set, { answers: { putProfile: hung } }, next);
      expect(written.filter((word) => /^(open|close)/.test(word))).toEqual(words);
    }
  });
});

test('overrides that are gone are gone from the row', async () => {
  const set = await anEdited(own);
  await set.hands.packs(set.source, sized(10));
  const plain = one({ content: 'mirror' });
  expect(toldOf((await runOn(set, {}, plain)).result)).toEqual({ status: 'applied' });
  expect((await recordedRow(set))?.overrides).toBeUndefined();
});
