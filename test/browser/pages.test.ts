// Both pages in a real browser: quiet, alone, filtered, unfolded, reachable by keyboard, legible in light and dark, safe from names.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageHash } from '../../src/flow/page-hash.ts';
import { renderHistoryHtml } from '../../src/questions/history/html.ts';
import { renderStatusHtml } from '../../src/questions/status/html.ts';
import { renderReport } from '../../src/render/report.ts';
import { PLAN_CASES } from '../render/plan-cases.ts';
import { type Browser, findBrowser, type Look, type OpenPage, startBrowser } from '../support/browser.ts';
import { aHistory } from '../support/history-cases.ts';
import {
  bigPlan,
  fleetPlan,
  fullPlan,
  HOSTILE_NAME,
  hostilePlan,
  oneUpdate,
  overridesPlan,
} from '../support/report-plans.ts';
import { aStatus, manyProjects, storeFleet } from '../support/status-cases.ts';

const executable = findBrowser();
if (executable === null)
  process.stderr.write(
    'There is no Chromium here (CLONEFORM_CHROMIUM names one): the pages are not opened.\n',
  );

describe.skipIf(executable === null)('in a browser', () => {
  let browser: Browser;
  let pages: ReadonlyMap<string, string>;

  beforeAll(async () => {
    browser = await startBrowser(executable ?? '');
    const report = (
      plan: Parameters<typeof renderReport>[1],
      kind: 'plan' | 'drift' = 'plan',
    ): Promise<string> => renderReport('html', plan, { kind, hash: pageHash });
    pages = new Map([
      ['plan', await report(fullPlan())],
      ['drift', await report(fullPlan(), 'drift')],
      ['hostile plan', await report(hostilePlan())],
      ['plan of overrides', await report(overridesPlan())],
      ['big plan', await report(bigPlan(3000))],
      ['one update', await report(oneUpdate())],
      ['fleet', await report(fleetPlan())],
      ['no changes', await report(PLAN_CASES.get('plan-no-changes') ?? fullPlan())],
      ['status', renderStatusHtml(aStatus(), pageHash)],
      ['hostile status', renderStatusHtml(aStatus(HOSTILE_NAME), pageHash)],
      ['hostile stores', renderStatusHtml(storeFleet(121, { 0: { name: HOSTILE_NAME } }), pageHash)],
      ['wide status', renderStatusHtml(manyProjects(12), pageHash)],
      ['stores', renderStatusHtml(storeFleet(400), pageHash)],
      ['history', renderHistoryHtml(aHistory(), pageHash)],
      ['hostile history', renderHistoryHtml(aHistory(HOSTILE_NAME), pageHash)],
    ]);
  });
  afterAll(async () => {
    await browser?.close();
  });

  const open = (name: string, look: Look = {}): Promise<OpenPage> =>
    browser.open(pages.get(name) ?? '', look);

  test.each([
    'plan',
    'plan of overrides',
    'drift',
    'hostile plan',
    'big plan',
    'hostile status',
    'wide status',
    'stores',
    'history',
    'hostile history',
  ])('%s: opens without a complaint, asks for nothing, and fits a phone', async (name) => {
    const { page, complaints, requests } = await open(name, { width: 390 });
    if (name !== 'big plan')
      await page.evaluate("for (const e of document.querySelectorAll('details.item')) e.open = true");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
    expect(complaints).toEqual([]);
    expect(requests).toEqual([]);
    await page.close();
  });

  test.each(['light', 'dark'] as const)('keeps contrast in %s', async (scheme) => {
    for (const name of [
      'plan',
      'plan of overrides',
      'fleet',
      'no changes',
      'status',
      'stores',
      'drift',
      'history',
    ]) {
      const { page } = await open(name, { scheme });
      await page.evaluate(OPEN_ALL);
      expect({ name, faint: await page.evaluate(FAINT_TEXT) }).toEqual({ name, faint: [] });
      await page.close();
    }
  });

  test('the measure of contrast can fail', async () => {
    const { page } = await open('plan');
    await page.evaluate(
      "document.querySelector('h1').setAttribute('class', 'brand'); for (const s of document.styleSheets) s.insertRule('h1{color:#999!important;background:#aaa!important}', s.cssRules.length)",
    );
    expect(await page.evaluate(FAINT_TEXT)).toHaveLength(1);
    await page.close();
  });

  test('a name is text, wherever it stands', async () => {
    for (const name of ['hostile plan', 'hostile status', 'hostile stores', 'hostile history']) {
      const { page, complaints } = await open(name);
      await page.evaluate(OPEN_ALL);
      expect(await page.title()).toContain('cloneform');
      expect(
        await page.evaluate(
          "document.querySelectorAll('img, b, script:not(:last-child), [onerror], [style]').length",
        ),
      ).toBe(0);
      expect(await page.evaluate('document.body.innerText')).toContain('<img src=x onerror=');
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  test('the policy of the page stops what it does not know', async () => {
    const { page, complaints } = await open('plan');
    await page.evaluate(
      "document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"document.title=1\">')",
    );
    await page.waitForFunction('true');
    expect(await page.title()).toContain('cloneform');
    expect(complaints.join()).toContain('Content Security Policy');
    await page.close();
  });

  test('filters a plan by text, action and project, and says how many are shown', async () => {
    const { page } = await open('plan');
    const shown = (): Promise<string> => page.locator('.count').innerText();
    const all = await page.locator('[data-item]').count();
    expect(await shown()).toBe(`${all} shown`);
    await page.keyboard.press('/');
    await page.keyboard.type('MIRROR calico');
    await page.locator('.count', { hasText: /^1 of / }).waitFor();
    expect(await page.locator('[data-item]:visible').count()).toBe(1);
    expect(await page.locator('[data-group]:visible h2').allInnerTexts()).toEqual([
      expect.stringMatching(/^Changes to existing clones\s6$/),
    ]);
    await page.keyboard.press('Escape');
    expect(await shown()).toBe(`${all} shown`);
    await page.locator('.toggles input[value=delete]').press('Space');
    expect(await page.locator('[data-item=delete]:visible').count()).toBe(0);
    await page.locator('.tools select').selectOption('edge-prod');
    expect(await shown()).toBe(`0 of ${all} shown`);
    await page.close();
  });

  test.each(['plan', 'history'])('%s: unfolds by keyboard, and everything is reached by it', async (name) => {
    const { page } = await open(name);
    const wanted = Number(
      await page.evaluate(
        '[...document.querySelectorAll(\'a[href], button, input, select, summary, [tabindex="0"]\')].filter((e) => e.checkVisibility()).length',
      ),
    );
    const reached = new Set<string>();
    for (let presses = 0; presses < wanted; presses++) {
      await page.keyboard.press('Tab');
      reached.add(String(await page.evaluate(FOCUSED)));
    }
    expect(reached.size).toBe(wanted);
    const summary = page.locator('details:not([open]) > summary:visible').first();
    await summary.focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.parentElement.open')).toBe(true);
    await page.getByRole('button', { name: 'Expand all' }).click();
    expect(
      await page.locator('[data-item] details:not([open]), details[data-item]:not([open])').count(),
    ).toBe(0);
    await page.getByRole('button', { name: 'Collapse all', exact: true }).click();
    expect(await page.locator('[data-item] details[open], details[data-item][open]').count()).toBe(0);
    await page.close();
  });

  test.each(['plan', 'status', 'history'])('%s: a screen reader has names and an outline', async (name) => {
    const { page } = await open(name);
    const nameless =
      "[...document.querySelectorAll('input, select, button')].filter((e) => !(e.getAttribute('aria-label') || e.textContent.trim() || e.closest('label')?.textContent.trim())).length";
    expect(await page.evaluate(nameless)).toBe(0);
    const roles =
      "[...document.querySelectorAll('main, header, footer, h1')].map((e) => e.tagName).sort().join()";
    expect(await page.evaluate(roles)).toBe('FOOTER,H1,HEADER,MAIN');
    const unlabelled =
      "[...document.querySelectorAll('[aria-labelledby]')].filter((e) => !document.getElementById(e.getAttribute('aria-labelledby'))).length";
    expect(await page.evaluate(unlabelled)).toBe(0);
    expect(
      await page.evaluate(
        "new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size === document.querySelectorAll('[id]').length",
      ),
    ).toBe(true);
    await page.close();
  });

  test('all is there without script', async () => {
    const { page } = await open('plan', { script: false });
    expect(await page.locator('.tools').isVisible()).toBe(false);
    expect(await page.locator('[data-item]:visible').count()).toBe(await page.locator('[data-item]').count());
    const unfolded = await page.locator('details[open]').count();
    await page.locator('details:not([open]) > summary:visible').first().click();
    expect(await page.locator('details[open]').count()).toBe(unfolded + 1);
    await page.close();
  });

  test('what a few changes do is in sight; of many, what is deleted or blocked', async () => {
    const texts = async (name: string): Promise<string> => {
      const { page } = await open(name);
      const text = await page.locator('main').innerText();
      await page.close();
      return text;
    };
    expect(await texts('one update')).toContain('tag 1.30.2');
    const fleet = await texts('fleet');
    expect(fleet.match(/Will be deleted from Palette/g)).toHaveLength(1);
    expect(fleet).toContain('because of the guard');
    expect(fleet).not.toContain('declared, but does not exist yet');
    expect(fleet).toContain('400 projects, each');
  });

  test('a page without changes is green, and draws nothing that nobody asked for', async () => {
    const { page } = await open('no changes');
    expect(await page.locator('header .ok').innerText()).toBe('✓ all as declared');
    expect(await page.locator('svg:visible').count()).toBe(1);
    await page.getByText('What is copied from what').click();
    expect(await page.locator('.graph svg').isVisible()).toBe(true);
    await page.close();
  });

  test('Expand all opens drift, too', async () => {
    const { page } = await open('fleet');
    await page.getByRole('button', { name: 'Expand all' }).click();
    expect(await page.locator('details.item:not([open])').count()).toBe(0);
    expect(await page.locator('[aria-labelledby=h-drift] details[open]').count()).toBeGreaterThan(0);
    await page.close();
  });

  test('warnings of one kind are one entry, with each of its messages', async () => {
    const { page } = await open('fleet');
    const list = page.locator('[aria-labelledby=h-diagnostics]');
    expect(await list.locator('> .list > *').count()).toBe(1);
    expect(await list.locator('summary').innerText()).toContain('warning ×40');
    await list.locator('summary').click();
    expect(await list.locator('li').count()).toBe(40);
    await page.close();
  });

  test('history: a bar leads to its run, which says what became of each clone', async () => {
    const { page } = await open('history');
    expect(await page.locator('h1').innerText()).toBe('3 runs since 2026-01-01');
    expect(await page.locator('.chart a').count()).toBe(3);
    expect(await page.locator('.chart .b-failed').count()).toBe(1);
    await page.locator('.chart a').first().focus();
    await page.keyboard.press('Enter');
    expect(await page.evaluate('location.hash')).toBe('#run-run-0');
    expect(await page.locator('#run-run-0').getAttribute('open')).toBe('');
    const run = page.locator('#run-run-1');
    expect(await run.locator('summary').innerText()).toContain('1 created, 2 failed');
    await run.locator('summary').click();
    expect(await run.locator('.result').allInnerTexts()).toEqual([
      expect.stringMatching(/^failed: create ×2 edge Forbidden[\s\S]*store-1[\s\S]*store-2$/),
      expect.stringMatching(/^create edge[\s\S]*store-0$/),
    ]);
    await page.keyboard.press('/');
    await page.keyboard.type('c0de12');
    await page.locator('.count', { hasText: /^1 of / }).waitFor();
    await page.close();
  });

  test('overrides: source and wanted stand side by side, with the place and a conflict in words', async () => {
    const { page } = await open('plan of overrides');
    await page.getByRole('button', { name: 'Expand all' }).click();
    const item = page.locator('details[data-item]', { hasText: 'edge-riga' });
    const cells = item.locator('.over tbody tr').first().locator('th, td');
    const shown = ['pack cni-calico: values calico.mtu', '8900', '1400', 'cloneform.yaml:60'];
    expect(await cells.allInnerTexts()).toEqual(shown);
    const [source, wanted] = [await cells.nth(1).boundingBox(), await cells.nth(2).boundingBox()];
    expect(source?.y).toBe(wanted?.y);
    expect((source?.x ?? 0) + (source?.width ?? 0)).toBeLessThanOrEqual((wanted?.x ?? 0) + 1);
    expect(await item.locator('.clash').innerText()).toBe(
      'conflict The source changed this since the clone was last written: somebody has to decide. What the source had before is no longer known. The clone has 1350.',
    );
    await page.close();
  });

  test('packs stand side by side', async () => {
    const { page } = await open('plan');
    await page.getByRole('button', { name: 'Expand all' }).click();
    const item = page.locator('details[data-item]', { hasText: 'cni-calico' }).first();
    const [left, right] = [item.locator('.pack .l').first(), item.locator('.pack .r').first()];
    expect([await left.innerText(), await right.innerText()]).toEqual(['tag 1.29.4', 'tag 1.30.2']);
    const [from, to] = [await left.boundingBox(), await right.boundingBox()];
    expect(from?.y).toBe(to?.y);
    expect((from?.x ?? 0) + (from?.width ?? 0)).toBeLessThanOrEqual((to?.x ?? 0) + 1);
    await page.close();
  });
});

/** Whatever is folded, the details of tiles too. */
const OPEN_ALL = `
for (const e of document.querySelectorAll('details')) e.open = true;
for (const tile of document.querySelectorAll('.tile')) unfold(tile.parentElement);
for (const card of document.querySelectorAll('.card')) card.classList.add('open');
`;

/** What has the focus, so that two of a kind are distinguished. */
const FOCUSED = `[...document.querySelectorAll('*')].indexOf(document.activeElement)`;

/** Text below the contrast that WCAG 2 AA asks for: 4.5, or 3 where it is large. Colors as the browser computed them. */
const FAINT_TEXT = `(() => {
  const parse = (text) => { const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number); return { r, g, b, a }; };
  const over = (top, below) => Object.fromEntries(['r', 'g', 'b'].map((c) => [c, top[c] * top.a + below[c] * (1 - top.a)]).concat([['a', 1]]));
  const light = ({ r, g, b }) => [r, g, b].map((v) => v / 255).map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const background = (element) => {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e).backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), { r: 255, g: 255, b: 255, a: 1 });
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || !element.checkVisibility() || element.closest('script, svg')) continue;
    const style = getComputedStyle(element);
    const below = background(element);
    const [a, b] = [light(over(parse(style.color), below)), light(below)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5;
    if (ratio < least) faint.push(element.className + ' ' + node.textContent.trim().slice(0, 30) + ' ' + ratio.toFixed(2));
  }
  return faint;
})()`;
