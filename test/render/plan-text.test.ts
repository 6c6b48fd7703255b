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
import { FLEET_CASES, FLEET_CREATES, inProjects } from './fleet-cases.ts';
import { COLORED, expectGolden, findRawControls, PLAIN, unpaint } from './golden.ts';
import { aChange, aPlan, PLAN_CASES } from './plan-cases.ts';

describe('golden plans', () => {
  test.each([...PLAN_CASES, ...FLEET_CASES, ['plan-overrides', overridesPlan()] as const])(
    '%s',
    (name, plan) => {
      expectGolden(name, (style) => renderPlanText(plan, style));
    },
  );
});

describe('the next step', () => {
  const step = (options: Partial<Plan['options']>, planFile: string | null = null): string => {
    const plan = aPlan([aChange('edge')]);
    return (
      renderPlanText({ ...plan, options: { ...plan.options, ...options } }, PLAIN, { planFile })
        .replaceAll('\n', ' ')
        .match(/Next: (.*?) *$/)?.[1] ?? ''
    );
  };

  test.each<[string, Partial<Plan['options']>, string]>([
    ['nothing else', {}, 'cloneform apply'],
    ['every upgrade', { upgrade: ['*'] }, 'cloneform apply --upgrade'],
    [
      'a part of the upgrades',
      { upgrade: ['edge-*'], target: ['edge["x"]'], exclude: ['lab'] },
      `cloneform apply --upgrade='edge-*' --target 'edge["x"]' --exclude lab`,
    ],
    [
      'decisions',
      { keepOverrides: ['*'], discardAccepted: true },
      'cloneform apply --keep-overrides --discard-accepted',
    ],
    ['what is read', { refresh: 'fast' }, 'cloneform apply --refresh fast'],
    ['nothing read', { refresh: 'none', preflight: false }, 'cloneform apply'],
    [
      'what is checked and shown',
      { preflight: false, diff: 'keys' },
      'cloneform apply --no-preflight --diff keys',
    ],
    [
      'a destroy',
      { destroy: true, target: ['edge'], allowMassDelete: true },
      'cloneform destroy --target edge --dangerous-allow-mass-delete',
    ],
  ])('applies the plan that was made with %s', (_name, options, command) => {
    expect(step(options)).toBe(command);
  });

  test('a saved plan has its flags in it', () => {
    expect(step({ upgrade: ['*'], target: ['edge'] }, 'plan.json')).toBe('cloneform apply plan.json');
  });
});

test('a conflict without values says no more than that there is one', () => {
  const conflict = (pack: string, path: string) => ({
    pack,
    part: 'pack',
    path,
    source: '(hidden)',
    sourceBefore: '(hidden)',
    wanted: '(hidden)',
    clone: '(hidden)',
    conflict: 'kept' as const,
  });
  const edge = aChange('edge', {
    action: 'update',
    reason: 'source_upgraded',
    overrides: [conflict('edge-k3s', ''), conflict('cni', 'tag')] as never,
  });
  const text = renderPlanText(aPlan([edge]), PLAIN);
  expect(text).toContain('pack edge-k3s: the source changed it; the override stays\n');
  expect(text).toContain('pack cni: tag: the source changed it; the override stays\n');
  expect(text).not.toContain('hidden');
});

test('an adopted clone that differs says that adopting changes nothing', () => {
  const edited = aChange('edge', {
    action: 'adopt',
    reason: 'imports_block',
    content: [{ pack: 'cni-calico', change: 'tag', from: '3.27.0', to: '3.28.0' }],
  });
  expect(renderPlanText(aPlan([edited]), PLAIN)).toContain('differs from what is declared');
});

/** On a line of its own, and in one piece. */
const COMMAND = /^cloneform (?:apply|destroy) /;

describe('every plan', () => {
  test('keeps to the width, but for what is copied and wider than a line: addresses and the next command', () => {
    fc.assert(
      fc.property(
        anyPlan(),
        fc.integer({ min: 40, max: 120 }),
        fc.constantFrom('none', 'full'),
        (plan, width, detail) => {
          const addresses = new Set(addressesIn(plan));
          const wide = renderPlanText(plan, { width, color: false }, { detail })
            .split('\n')
            .map((line) => line.trim())
            .filter((line) => columnsOf(line) > width && !addresses.has(line) && !COMMAND.test(line));
          expect(wide).toEqual([]);
        },
      ),
    );
  });

  test('shows each address of a change whole', () => {
    fc.assert(
      fc.property(anyPlan(), (plan) => {
        const text = renderPlanText(plan, { ...PLAIN, isVerbose: true }, { detail: 'none' });
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

  test('numbers its changes without a gap, deletes and replaces last but for what is blocked', () => {
    fc.assert(
      fc.property(anyPlan(), (plan) => {
        const style = { width: 10_000, color: false, isVerbose: true };
        const lines = renderPlanText(plan, style, { detail: 'none' }).split('\n');
        const numbers = lines.flatMap(
          (line) => /^ {0,2}(\d+) [+=~±∅»↻!-] (\w+)/.exec(line)?.slice(1, 3).join(' ') ?? [],
        );
        const shown = plan.changes.filter((change) => change.action !== 'noop');
        expect(numbers.map((line) => Number.parseInt(line, 10))).toEqual(shown.map((_, index) => index + 1));
        const ranks = numbers.map((line) => (/blocked/.test(line) ? 2 : /DELETE|REPLACE/.test(line) ? 1 : 0));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('a fleet', () => {
  test('four hundred equal creates fit on one screen, in a pipe too', () => {
    for (const width of [80, Number.POSITIVE_INFINITY]) {
      const lines = renderPlanText(FLEET_CREATES, { width, color: false }).trimEnd().split('\n');
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    }
  });

  test('--verbose has one entry for each', () => {
    const text = renderPlanText(FLEET_CREATES, { ...PLAIN, isVerbose: true });
    expect(text).not.toContain('×');
    for (const { address } of FLEET_CREATES.changes) expect(text).toContain(`create   ${address}`);
  });

  test('from six changes on, equal ones are one entry', () => {
    const [five, six] = [5, 6].map((size) => renderPlanText(aPlan(inProjects(size, {})), PLAIN));
    expect(five).not.toContain('×');
    expect(six).toContain('1 + create ×6  edge-base  edge-base 1.0.0, copy of docs-ubuntu-k3s 1.2.0\n');
  });

  test.each([2, 20, 21, 300])('of %i deletes, each project stands there, and of few the UID', (size) => {
    const facts = { action: 'delete', reason: 'not_declared' } as const;
    const plan = aPlan([...inProjects(10, {}), ...inProjects(size, facts, 'edge-old')]);
    const text = renderPlanText(plan, PLAIN).split('Deletes:')[1] ?? '';
    for (const { clone, uid } of plan.changes.slice(10)) {
      expect(text).toContain(clone.project);
      if (size <= 20) expect(text).toContain(`UID ${uid}`);
    }
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
    expect(plan === undefined ? '' : renderPlanText(plan, PLAIN)).toContain(
      'Next: cloneform destroy --dangerous-delete-in-use\n',
    );
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
