// Reports in Markdown and HTML: golden files, and what must hold for every plan whatever is in it.

import { describe, expect, test } from 'vitest';
import type { Edit } from '../../src/content/pack-change.ts';
import { pageHash } from '../../src/flow/page-hash.ts';
import type { Address } from '../../src/model/address.ts';
import type { AppliedPlan, Plan } from '../../src/plan/plan.ts';
import { mdCode, mdFence, mdText } from '../../src/render/markdown/escape.ts';
import { COMMENT_CHARACTERS } from '../../src/render/markdown/report-markdown.ts';
import { type DiffRow, toPackViews } from '../../src/render/pack-view.ts';
import { renderReport } from '../../src/render/report.ts';
import type { ReportKind } from '../../src/render/report-view.ts';
import { renderStateHtml, renderStateMarkdown } from '../../src/render/state-report.ts';
import { anyPlan } from '../support/arbitrary-plan.ts';
import { fc } from '../support/fast-check.ts';
import { bigPlan, hostilePlan, overridesPlan } from '../support/report-plans.ts';
import { inProjects } from './fleet-cases.ts';
import { expectGoldenFile, findRawControls } from './golden.ts';
import { aChange, aPlan, PLAN_CASES } from './plan-cases.ts';

const RUNS = { numRuns: 60, seed: Number(process.env['CLONEFORM_SEED'] ?? 5) };

function planOf(name: string): Plan {
  const plan = PLAN_CASES.get(name);
  if (plan === undefined) throw new Error(`no case ${name}`);
  return plan;
}

const markdown = (plan: Plan, kind: ReportKind = 'plan', most?: number): Promise<string> =>
  renderReport('markdown', plan, { kind, hash: pageHash, ...(most === undefined ? {} : { most }) });
const page = (plan: Plan, kind: ReportKind = 'plan'): Promise<string> =>
  renderReport('html', plan, { kind, hash: pageHash });

/** Without what is the same on every page. */
function bodyOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<script>[\s\S]*?<\/script>/, '')
    .replaceAll(/sha256-[\w+/=]+/g, 'sha256-…');
}

const applied: AppliedPlan = {
  ...planOf('plan-creates'),
  summary: { ...planOf('plan-creates').summary, applied: 1, failed: 1, skipped: 1, notStarted: 0 },
  results: [
    { address: 'edge-base["edge-dev"]' as Address, action: 'create', reason: 'new', status: 'applied' },
    {
      address: 'edge-base["edge-prod"]' as Address,
      action: 'create',
      reason: 'new',
      status: 'failed',
      error: { code: 'Forbidden', message: 'not in <b>this</b> project', ref: 'ref-1', hint: 'ask @admin' },
    },
    {
      address: 'golden' as Address,
      action: 'create',
      reason: 'gone',
      status: 'skipped',
      because: 'edge-base["edge-prod"] failed',
    },
  ],
};

describe('golden reports', () => {
  const cases: readonly (readonly [string, Plan, ReportKind])[] = [
    ['plan-mixed', planOf('plan-mixed'), 'plan'],
    ['plan-blocked', planOf('plan-blocked'), 'plan'],
    ['plan-deletes', planOf('plan-deletes'), 'plan'],
    ['plan-no-changes', planOf('plan-no-changes'), 'plan'],
    ['plan-errors', planOf('plan-errors'), 'plan'],
    ['plan-overrides', overridesPlan(), 'plan'],
    ['plan-hostile-markup', hostilePlan(), 'plan'],
    ['apply-partial', applied, 'apply'],
    ['drift', planOf('plan-mixed'), 'drift'],
  ];
  test.each(cases)('%s', async (name, plan, kind) => {
    expectGoldenFile(`report-${name}.md`, await markdown(plan, kind));
    expectGoldenFile(`report-${name}.html`, bodyOf(await page(plan, kind)));
  });
});

describe('every report', () => {
  test('in Markdown keeps to its budget, lets no control out, and closes its fences', async () => {
    await fc.assert(
      fc.asyncProperty(anyPlan(), fc.integer({ min: 15_000, max: 60_000 }), async (plan, most) => {
        const text = await markdown(plan, 'plan', most);
        expect(text.length).toBeLessThanOrEqual(most);
        expect(findRawControls(text)).toEqual([]);
        expect(outsideFences(text)).not.toBeNull();
      }),
      RUNS,
    );
  });

  test('in HTML has only the tags of the page itself', async () => {
    const known = tagsOf(bodyOf(await page(planOf('plan-mixed'))) + bodyOf(await page(applied, 'apply')));
    const hostile = tagsOf(bodyOf(await page(hostilePlan())));
    expect([...hostile].filter((tag) => !known.has(tag) && !['details', 'b'].includes(tag))).toEqual([]);
    await fc.assert(
      fc.asyncProperty(anyPlan(), async (plan) => {
        const text = await page(plan);
        expect(findRawControls(text)).toEqual([]);
        expect(text.match(/<script/g)).toHaveLength(1);
        const extra = [...tagsOf(bodyOf(text))].filter((tag) => !known.has(tag));
        expect(
          extra.filter((tag) => !['option', 'select', 'details', 'fieldset', 'label', 'input'].includes(tag)),
        ).toEqual([]);
      }),
      RUNS,
    );
  });

  test('is the same each time', async () => {
    const plan = planOf('plan-mixed');
    expect(await markdown(structuredClone(plan))).toBe(await markdown(plan));
    expect(await page(structuredClone(plan))).toBe(await page(plan));
  });
});

test('a page lets run only the style and the script that are in it', async () => {
  const text = await page(planOf('plan-mixed'));
  for (const tag of ['style', 'script']) {
    const inner = text.split(`<${tag}>`)[1]?.split(`</${tag}>`)[0] ?? '';
    expect(text).toContain(`${tag}-src 'sha256-${pageHash(inner)}'`);
  }
  expect(text).not.toContain('unsafe');
});

describe('a plan of 3000 changes', () => {
  test('fits a comment: every delete by name, the rest counted', async () => {
    const plan = bigPlan(3000);
    const text = await markdown(plan);
    expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
    expect(text).toContain('2000 to create, 700 to update, 300 to delete');
    for (const change of plan.changes)
      if (change.action === 'delete') expect(text).toContain(change.address.split('"')[1]);
    expect(text).toMatch(/\d+ more: `edge-/);
    expect(text).toContain('Too long for one comment');
  });

  test('gives details up for creates first, then for updates, for deletes last', async () => {
    const plan = bigPlan(300);
    const details = async (most: number): Promise<readonly number[]> => {
      const text = await markdown(plan, 'plan', most);
      return ['<b>DELETE</b>', '<b>update</b>'].map((word) => text.split(word).length - 1);
    };
    const [all, tight, tighter] = [await details(500_000), await details(50_000), await details(16_000)];
    expect(all).toEqual([30, 70]);
    expect(tight[0]).toBe(30);
    expect(tight[1]).toBeLessThan(70);
    expect(tighter[0]).toBeGreaterThan(0);
    expect(tighter[1]).toBeLessThanOrEqual(tight[1] ?? 0);
  });

  test('says so when nothing is left out', async () => {
    expect(await markdown(planOf('plan-mixed'))).not.toContain('Too long');
  });
});

describe('a change with 3000 overrides', () => {
  const overrides = Array.from({ length: 3000 }, (_, index) => ({
    pack: 'edge-k3s',
    part: 'values',
    path: `key${index}`,
    source: String(index),
    wanted: String(index + 1),
    ...(index === 2999 ? { conflict: 'blocked' as const, sourceBefore: 'x' } : {}),
  }));
  const of = (count: number): Plan => aPlan([aChange('edge', { overrides: overrides.slice(3000 - count) })]);

  test('is a table of a hundred on the page, the conflict among them, and how many more there are', async () => {
    const html = await page(of(3000));
    expect(html.match(/data-name="wanted"/g)).toHaveLength(100);
    expect(html).toContain('values key2999');
    expect(html).toContain('2900 more overrides');
    expect(html.length).toBeLessThan(200_000);
  });

  test('up to a hundred are all there, in the order of the plan', async () => {
    const html = await page(of(100));
    expect(html).not.toContain('more override');
    expect(html.indexOf('values key2900')).toBeLessThan(html.indexOf('values key2999'));
  });
});

describe('a fleet in Markdown', () => {
  test('three thousand equal creates are one entry with every project, and nothing is left out', async () => {
    const text = await markdown(aPlan(inProjects(3000, {})));
    expect(text).toContain('<b>create ×3000</b> <code>edge-base</code>');
    expect(text).toContain('`store-001`');
    expect(text).toContain('`store-3000`');
    expect(text).not.toContain('Too long');
    expect(text.length).toBeLessThanOrEqual(COMMENT_CHARACTERS);
  });

  test('what goes is named with its UID, also where there is room for one line each', async () => {
    const deletes = inProjects(40, { action: 'delete', reason: 'not_declared' }, 'edge-old');
    const plan = aPlan([...inProjects(40, {}), ...deletes]);
    for (const most of [60_000, 6000]) {
      const text = await markdown(plan, 'plan', most);
      for (const { clone, uid } of deletes) expect(text).toContain(`\`${clone.project}\` (${uid})`);
    }
  });
});

describe('Markdown that others wrote', () => {
  test.each([
    ['@team', '@&#8203;team'],
    ['see #12', 'see #&#8203;12'],
    ['<!-- x -->', '&#60;!&#8203;-- x --&#62;'],
    ['<img src=x>', '&#60;img src=x&#62;'],
    ['a|b', 'a&#124;b'],
    ['**b** _i_', '&#42;&#42;b&#42;&#42; &#95;i&#95;'],
    ['[a](https://x.y)', '&#91;a&#93;(https:&#8203;//x.y)'],
    [':tada:', ':&#8203;tada:'],
    ['edge-base 1.2.0', 'edge-base 1.2.0'],
    ['www.x.y', 'w&#8203;ww.x.y'],
  ])('%s', (text, expected) => {
    expect(mdText(text)).toBe(expected);
  });

  test('code and blocks hold any number of backticks', () => {
    expect(mdCode('a``b')).toBe('```a``b```');
    expect(mdCode('`')).toBe('`` ` ``');
    expect(mdFence('diff', ['+ ````', 'x'])).toBe('`````diff\n+ ````\nx\n`````');
  });

  test('stays in its fence in a whole report', async () => {
    const text = outsideFences(await markdown(hostilePlan())) ?? '';
    const bare = text.replaceAll(/(`+)[^`]+?\1(?!`)/g, '').replaceAll(/<code>[^<]*<\/code>/g, '');
    expect(bare).not.toMatch(/@\w|<!--(?! cloneform)|<img|<script|(?<!&)#\d|\bhttps?:\/\//);
  });
});

describe('packs side by side', () => {
  test.each([
    ['~ a.b: 1 → 2', [{ kind: 'note', left: 'a.b: 1 → 2', right: null }]],
    [
      '- one\n- two\n+ 1',
      [
        { kind: 'change', left: 'one', right: '1' },
        { kind: 'remove', left: 'two', right: null },
      ],
    ],
    ['+ new: 1', [{ kind: 'add', left: null, right: 'new: 1' }]],
    ['… 12 more', [{ kind: 'note', left: '… 12 more', right: null }]],
  ])('%s', (diff, rows) => {
    const [pack] = toPackViews([{ pack: 'p', change: 'values', from: null, to: null, diff }]);
    expect(pack?.parts[0]?.rows).toEqual(rows);
  });

  test.each<[string, Edit, readonly DiffRow[]]>([
    [
      'a value',
      { path: 'a.b', kind: 'changed', from: '1', to: '"x → y"' },
      [{ kind: 'change', left: 'a.b: 1', right: 'a.b: "x → y"' }],
    ],
    ['an addition', { path: 'a', kind: 'added', to: '1' }, [{ kind: 'add', left: null, right: 'a: 1' }]],
    [
      'one that is hidden',
      { path: 'a', kind: 'added', hidden: true },
      [{ kind: 'add', left: null, right: 'a' }],
    ],
    [
      'a secret',
      { path: 'a', kind: 'changed', hidden: true, note: '(secret) changed' },
      [{ kind: 'change', left: 'a', right: 'a: (secret) changed' }],
    ],
    [
      'lines of a text',
      { path: 'a', kind: 'text', lines: ['@@ line 3 @@', '  same', '- old', '+ new'] },
      [
        { kind: 'note', left: 'a: text changed', right: null },
        { kind: 'note', left: '@@ line 3 @@', right: null },
        { kind: 'same', left: 'same', right: 'same' },
        { kind: 'change', left: 'old', right: 'new' },
      ],
    ],
  ])('%s', (_, edit, rows) => {
    const change = { pack: 'p', change: 'values', from: null, to: null, diff: 'not read', edits: [edit] };
    expect(toPackViews([change])[0]?.parts[0]?.rows).toEqual(rows);
  });
});

describe('recorded state', () => {
  const row = {
    address: 'edge["a|b"]',
    uid: 'u',
    name: '<i>x</i>',
    version: '1.0.0',
    scope: 'project',
    project: 'a|b',
    projectUid: 'p',
    sourceUid: 's',
    sourceName: 'base',
    sourceVersion: '1.0.0',
    digest: 'sha256:0',
    provenance: 'created',
    status: 'current',
    protected: true,
    consoleLink: null,
  } as const;
  test('has no markup of its own in it', () => {
    expect(renderStateMarkdown([row])).toContain('| edge&#91;"a&#124;b"&#93; | &#60;i&#62;x');
    expect(renderStateHtml([row], 'cloneform', pageHash)).toContain('&lt;i&gt;x&lt;/i&gt; 1.0.0');
    expect(renderStateMarkdown([])).toContain('State is empty');
  });
});

test('a report of drift says nothing of what apply would cost', async () => {
  const drift = [{ address: 'x' as Address, kind: 'gone', detail: 'gone' } as const];
  const text = await markdown(aPlan([aChange('x')], { drift }), 'drift');
  expect(text).toContain('**Drift in 1 clone of 1.** \n');
  expect(text).not.toContain('Estimate');
});

test('a report of a run tells what failed, and why', async () => {
  const text = await markdown(applied, 'apply');
  expect(text).toContain('Applied 1 of 3 changes: 1 created. 1 failed, 1 skipped.');
  expect(text.indexOf('Failed: 1')).toBeLessThan(text.indexOf('Creates: 2'));
  expect(await page(aPlan([aChange('x')]), 'apply')).toContain('1 change to apply');
});

/** null: a fence is not closed. */
function outsideFences(text: string): string | null {
  let fence: string | null = null;
  const lines: string[] = [];
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,})/.exec(line)?.[1];
    if (fence === null && mark !== undefined) fence = mark;
    else if (fence !== null && mark !== undefined && mark.length >= fence.length && line.trim() === mark)
      fence = null;
    else if (fence === null) lines.push(line);
  }
  return fence === null ? lines.join('\n') : null;
}

function tagsOf(html: string): ReadonlySet<string> {
  return new Set([...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map((match) => (match[1] ?? '').toLowerCase()));
}
