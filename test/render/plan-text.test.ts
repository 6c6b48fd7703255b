// A plan as text: golden files, and what must hold for every plan whatever is in it.
import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { columnsOf } from '../../src/render/columns.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { safeText } from '../../src/render/safe-text.ts';
import { anyPlan } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';
import { overridesPlan } from '../support/report-plans.ts';
import { COLORED, expectGolden, findRawControls, PLAIN, unpaint } from './golden.ts';
import { aChange, aPlan, PLAN_CASES } from './plan-cases.ts';

describe('golden plans', () => {
  test.each([...PLAN_CASES, ['plan-overrides', overridesPlan()] as const])('%s', (name, plan) => {
    expectGolden(name, (style) => renderPlanText(plan, style));
  });
});

describe('every plan', () => {
  test('keeps to the width, but for addresses that are wider than a line', () => {
    fc.assert(
      fc.property(
        anyPlan(),
        fc.integer({ min: 40, max: 120 }),
        fc.constantFrom('none', 'full'),
        (plan, width, detail) => {
          const addresses = new Set(addressesIn(plan));
          const wide = renderPlanText(plan, { width, color: false }, { detail })
            .split('\n')
            .filter((line) => columnsOf(line) > width && !addresses.has(line.trim()));
          expect(wide).toEqual([]);
        },
      ),
    );
  });

  test('shows each address of a change whole', () => {
    fc.assert(
      fc.property(anyPlan(), (plan) => {
        const text = renderPlanText(plan, PLAIN, { detail: 'none' });
        for (const change of plan.changes)
          if (change.action !== 'noop') expect(text).toContain(safeText(change.address));
      }),
    );
  });

  test('lets no control character out, and only paint in color', () => {
    fc.assert(
      fc.property(anyPlan(), (plan) => {
        expect(findRawControls(renderPlanText(plan, PLAIN))).toEqual([]);
        expect(findRawControls(unpaint(renderPlanText(plan, COLORED)))).toEqual([]);
      }),
    );
  });

  test('says the same with and without color, and the same each time', () => {
    fc.assert(
      fc.property(anyPlan(), (plan) => {
        const plain = renderPlanText(plan, PLAIN);
        expect(stripVTControlCharacters(renderPlanText(plan, COLORED))).toBe(plain);
        expect(renderPlanText(structuredClone(plan), PLAIN)).toBe(plain);
      }),
    );
  });

  test('numbers its changes without a gap, deletes and replaces last', () => {
    fc.assert(
      fc.property(anyPlan(), (plan) => {
        const lines = renderPlanText(plan, { width: 10_000, color: false }, { detail: 'none' }).split('\n');
        const numbers = lines.flatMap(
          (line) => /^ {0,2}(\d+) [+=~±∅»↻!-] (\w+)/.exec(line)?.slice(1, 3).join(' ') ?? [],
        );
        const shown = plan.changes.filter((change) => change.action !== 'noop');
        expect(numbers.map((line) => Number.parseInt(line, 10))).toEqual(shown.map((_, index) => index + 1));
        const first = numbers.findIndex((line) => /DELETE|REPLACE/.test(line));
        if (first >= 0) expect(numbers.slice(first).every((line) => /DELETE|REPLACE/.test(line))).toBe(true);
      }),
    );
  });
});

describe('the next step', () => {
  const work = aPlan([aChange('edge')]);
  test.each([
    { name: 'plan names apply', options: {}, expected: 'Next: cloneform apply\n' },
    {
      name: 'a saved plan is named',
      options: { planFile: 'plan.json' },
      expected: 'Next: cloneform apply plan.json\n',
    },
    {
      name: 'a file name is quoted for the shell',
      options: { planFile: "it's.json" },
      expected: String.raw`apply 'it'\''s.json'`,
    },
  ])('$name', ({ options, expected }) => {
    expect(renderPlanText(work, PLAIN, options)).toContain(expected);
  });

  test('what a fleet changes alike is reported once', () => {
    const content = [1, 2, 3].map((n) => ({ pack: `p${n}`, change: 'values', from: null, to: null }));
    const facts = { action: 'update', reason: 'source_upgraded', content } as const;
    const other = { ...facts, content: content.slice(0, 2) };
    const plan = aPlan([aChange('a', facts), aChange('b', facts), aChange('c', other), aChange('d', facts)]);
    const lines = renderPlanText(plan, PLAIN).split('\n');
    expect(lines.filter((line) => line.includes('pack p1'))).toHaveLength(2);
    expect(lines.filter((line) => line.trim() === 'the same as in 1')).toHaveLength(2);
  });

  test('apply asks for itself, so it names none', () => {
    expect(renderPlanText(work, PLAIN, { command: 'apply' })).not.toContain('Next:');
  });

  test('a plan to destroy leads to destroy', () => {
    const plan = PLAN_CASES.get('plan-destroy');
    expect(plan === undefined ? '' : renderPlanText(plan, PLAIN)).toContain('Next: cloneform destroy\n');
  });

  test('no next step leads past errors', () => {
    const plan = PLAN_CASES.get('plan-errors');
    expect(plan === undefined ? 'apply' : renderPlanText(plan, PLAIN)).not.toContain('Next: cloneform');
  });
});

function addressesIn(plan: Plan): readonly string[] {
  return [
    ...plan.changes.flatMap((change) => [
      change.address,
      ...change.needs,
      ...(change.movedFrom === undefined ? [] : [change.movedFrom]),
    ]),
    ...plan.drift.map((drift) => drift.address),
  ].map((address) => safeText(address));
}
