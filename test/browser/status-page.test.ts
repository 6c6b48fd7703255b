// The page of a fleet in a real browser: four hundred stores at a glance, the one that is behind found at once, by mouse and keyboard.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageHash } from '../../src/flow/page-hash.ts';
import { renderStatusHtml } from '../../src/questions/status/html.ts';
import { SIGNS } from '../../src/questions/status/states.ts';
import type { Status } from '../../src/questions/status/status.ts';
import { type Browser, findBrowser, type Look, type OpenPage, startBrowser } from '../support/browser.ts';
import { aStatus, storeFleet } from '../support/status-cases.ts';

const executable = findBrowser();

describe.skipIf(executable === null)('in a browser', () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await startBrowser(executable ?? '');
  });
  afterAll(async () => {
    await browser?.close();
  });

  const open = async (status: Status, look: Look = {}): Promise<OpenPage> => {
    const opened = await browser.open(renderStatusHtml(status, pageHash), look);
    await opened.page.setViewportSize({ width: look.width ?? 1280, height: 800 });
    return opened;
  };
  const focused =
    "(document.activeElement.matches('.tile') ? document.activeElement.title : '').split(':')[0]";

  test('four hundred projects stand on one screen of 1280 by 800, with the one that is behind', async () => {
    const { page, complaints } = await open(storeFleet(400));
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280);
    expect(await page.locator('.tile').count()).toBe(400);
    const last = await page.locator('.tile').last().boundingBox();
    expect((last?.y ?? 0) + (last?.height ?? 0)).toBeLessThanOrEqual(800);
    expect(await page.locator('main a').first().innerText()).toBe('store-217');
    expect(await page.locator('h1').innerText()).toContain('1 behind, 399 up to date');
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('the exception leads to its tile; its details name versions, the console, and close with Escape', async () => {
    const { page } = await open(storeFleet(400));
    await page.locator('.attention a').click();
    const card = page.locator('.card:visible');
    expect(await card.innerText()).toMatch(/available\s+1\.2\.0 \(1 version newer, minor\)/);
    expect(await card.getByText('Open in Palette').getAttribute('href')).toMatch(
      /^https:\/\/console\.example\/projects\//,
    );
    expect(await page.evaluate(focused)).toBe('store-217');
    await page.keyboard.press('Escape');
    expect(await page.locator('.card:visible').count()).toBe(0);
    expect(await page.evaluate(focused)).toBe('store-217');
    await page.locator('.tile').nth(3).click();
    await page.locator('.tile').nth(5).click();
    expect(await page.locator('.card:visible strong').allInnerTexts()).toEqual(['store-006']);
    await page.locator('h1').click();
    expect(await page.locator('.card:visible').count()).toBe(0);
    await page.locator('.tile').nth(5).click();
    await page.locator('.close:visible').click();
    expect(await page.locator('.card:visible').count()).toBe(0);
    expect(await page.evaluate(focused)).toBe('store-006');
    expect(await page.evaluate('location.hash')).toBe('');
    await page.close();
  });

  test('one tile is in the order of tabs, and arrows lead to all others', async () => {
    const { page } = await open(storeFleet(400));
    const wanted = Number(
      await page.evaluate(
        '[...document.querySelectorAll(\'a[href], button, input, select, summary, [tabindex="0"]\')].filter((e) => e.tabIndex >= 0 && e.checkVisibility()).length',
      ),
    );
    const reached = new Set<unknown>();
    for (let presses = 0; presses < wanted; presses++) {
      await page.keyboard.press('Tab');
      reached.add(await page.evaluate("[...document.querySelectorAll('*')].indexOf(document.activeElement)"));
    }
    expect(reached.size).toBe(wanted);
    await page.locator('.tile').first().focus();
    const go = async (key: string): Promise<unknown> => {
      await page.keyboard.press(key);
      return page.evaluate(focused);
    };
    expect(await go('ArrowRight')).toBe('store-002');
    expect(await go('ArrowLeft')).toBe('store-001');
    expect(await go('ArrowLeft')).toBe('store-001');
    const columns = Number(
      await page.evaluate(
        "(() => { const tops = [...document.querySelectorAll('.tile')].map((e) => e.getBoundingClientRect().top); return tops.filter((top) => top === tops[0]).length; })()",
      ),
    );
    expect(await go('ArrowDown')).toBe(`store-${String(columns + 1).padStart(3, '0')}`);
    expect(await go('ArrowUp')).toBe('store-001');
    expect(await go('End')).toBe('store-400');
    expect(await go('Home')).toBe('store-001');
    const expanded = (): Promise<unknown> =>
      page.evaluate("document.activeElement.getAttribute('aria-expanded')");
    expect(await expanded()).toBe('false');
    await page.keyboard.press('Enter');
    expect(await page.locator('.card:visible strong').innerText()).toBe('store-001');
    expect(await expanded()).toBe('true');
    await page.keyboard.press('ArrowRight');
    expect(await page.locator('.card:visible strong').allInnerTexts()).toEqual(['store-002']);
    expect(await page.locator('[aria-expanded=true]').count()).toBe(1);
    await page.keyboard.press('Tab');
    expect(await page.evaluate("document.activeElement.closest('.card') !== null")).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.evaluate(focused)).toBe('store-002');
    await page.keyboard.press('Space');
    expect(await page.locator('.card:visible strong').innerText()).toBe('store-002');
    await page.close();
  });

  test('filters by text, state and source version, and says how many are shown', async () => {
    const { page } = await open(storeFleet(400));
    const shown = (): Promise<readonly string[]> =>
      page
        .locator('.tile:visible')
        .evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute('aria-label')?.split(':')[0] ?? ''));
    await page.keyboard.press('/');
    await page.keyboard.type('store-21');
    await page.locator('.count', { hasText: /^10 of / }).waitFor();
    expect(await page.locator('.count').innerText()).toBe('10 of 400 shown');
    await page.keyboard.press('Escape');
    await page.locator('.toggles input[value=s-behind]').press('Space');
    expect(await shown()).toEqual(['store-217']);
    expect(await page.locator('.tile[tabindex="0"]').getAttribute('title')).toBe('store-217: behind');
    await page.locator('.toggles input[value=s-behind]').press('Space');
    await page.locator('.tools select').selectOption('docs-ubuntu-k3s 1.1.0');
    expect(await shown()).toEqual(['store-217']);
    await page.close();
  });

  test('filters by project tag; a clone leads to the run that changed it last', async () => {
    const tags = new Map([
      ['store-003', ['tier:gold', 'pilot']],
      ['store-217', ['tier:gold']],
    ]);
    const change = { run: 'aaaabbbb-1', user: 'ann', at: '2026-01-02T03:04:05.000Z' };
    const changes = new Map([['edge-base["store-217"]', change]]);
    const beside = { tags, changes, historyPage: 'history.html' };
    const { page } = await browser.open(renderStatusHtml(storeFleet(400), pageHash, beside), {});
    const select = page.getByLabel('Project tag');
    expect(await select.locator('option').allInnerTexts()).toEqual([
      'all project tags',
      'pilot',
      'tier:gold',
    ]);
    await select.selectOption('tier:gold');
    expect(await page.locator('.count').innerText()).toBe('2 of 400 shown');
    await page.getByLabel('Source version').selectOption('docs-ubuntu-k3s 1.1.0');
    expect(await page.locator('.count').innerText()).toBe('1 of 400 shown');
    await page.locator('.tile:visible').click();
    const card = page.locator('.card:visible');
    expect(await card.innerText()).toContain('tier:gold');
    expect(await card.getByText('run aaaabbbb').getAttribute('href')).toBe('history.html#run-aaaabbbb-1');
    await page.close();
    const alone = renderStatusHtml(storeFleet(400), pageHash, { changes });
    expect(alone).toContain('<code>cloneform history aaaabbbb</code>');
    expect(alone).not.toContain('Project tag');
  });

  test('a state has a sign as well as a color, in the tile and in the legend', async () => {
    const { page } = await open(aStatus());
    const looks: readonly (readonly string[])[] = await page.evaluate(
      "[...document.querySelectorAll('.tile')].map((e) => [e.className.replace('tile s-', ''), e.firstChild.textContent, getComputedStyle(e).color, getComputedStyle(e).backgroundColor])",
    );
    const byState = new Map(looks.map(([state, ...look]) => [state, look.join(' ')]));
    expect(byState.size).toBe(5);
    expect(new Set(looks.map(([, sign]) => sign)).size).toBe(5);
    for (const [state = '', sign] of looks) expect(SIGNS).toMatchObject({ [state]: sign });
    expect(new Set(Object.values(SIGNS)).size).toBe(Object.keys(SIGNS).length);
    expect(await page.locator('.toggles label').count()).toBe(5);
    await page.close();
  });

  test('where all is well it is green, and nothing asks for attention', async () => {
    const { page } = await open(storeFleet(400, {}));
    expect(await page.locator('.verdict.fine').innerText()).toBe(`${SIGNS.current} all up to date`);
    expect(await page.locator('.attention').count()).toBe(0);
    await page.close();
  });

  // Counts, not times: a list item that is hidden has Chromium renumber all that follow, seconds for three thousand; each layer, of a
  // tile that clips or is positioned, costs in every frame; and each element of a tile costs, in sight or not (a details element most).
  test('three thousand tiles can be filtered, in one pass', { timeout: 300_000 }, async () => {
    const { page, complaints } = await open(storeFleet(3000));
    page.setDefaultTimeout(100_000);
    expect(await page.locator('.count').innerText()).toBe('3000 shown');
    const costly = await page.evaluate(
      "[...document.querySelectorAll('.tiles *')].map((e) => getComputedStyle(e)).filter((s) => s.display.includes('list-item') || s.position !== 'static' || s.overflow !== 'visible').length",
    );
    expect(costly).toBe(0);
    expect(await page.locator('.tiles *').count()).toBe(3 * 3000);
    const metrics = await page.context().newCDPSession(page);
    await metrics.send('Performance.enable');
    const layouts = async (): Promise<number> => {
      const answer = await metrics.send('Performance.getMetrics');
      return answer.metrics.find(({ name }) => name === 'LayoutCount')?.value ?? Number.NaN;
    };
    const before = await layouts();
    await page.evaluate("document.querySelector('.toggles input[value=s-behind]').click()");
    expect(await page.locator('.count').innerText()).toBe('1 of 3000 shown');
    expect((await layouts()) - before).toBeLessThan(10);
    expect(complaints).toEqual([]);
    await page.close();
  });

  test('a tile is named by its project and state, though its name is not in sight', async () => {
    const { page } = await open(storeFleet(400));
    const named = page.locator('[aria-label="store-217: behind"]');
    expect(await named.innerText()).toBe(SIGNS.behind);
    await page.close();
  });

  test('the filter finds what details say, and not how they are written', async () => {
    const fleet = storeFleet(400, { 7: { uid: '690b0c00000000000000a&<b' } });
    const { page } = await open(fleet);
    for (const [words, said] of [
      ['store-008 A&<B', '1 of 400 shown'],
      ['class', '0 of 400 shown'],
      ['docs-ubuntu-k3s', '400 shown'],
      ['&amp;', '0 of 400 shown'],
    ] as const) {
      await page.getByLabel('Filter clones').fill(words);
      await page.locator('.count', { hasText: said }).waitFor();
    }
    await page.getByLabel('Filter clones').fill('store-008');
    await page.locator('.tile:visible').click();
    expect(await page.locator('.card:visible').innerText()).toContain('690b0c00000000000000a&<b');
    await page.close();
  });

  test('a link to a tile opens its details', async () => {
    const { page } = await open(storeFleet(400));
    await page.evaluate("location.hash = '#t8'");
    await page.locator('.card:visible').waitFor();
    expect(await page.evaluate(focused)).toBe('store-009');
    await page.reload();
    expect(await page.locator('.card:visible strong').innerText()).toBe('store-009');
    await page.close();
  });

  test('without script and on paper it is all there', async () => {
    const { page } = await open(storeFleet(400), { script: false });
    expect(await page.locator('.card').count()).toBe(400);
    expect(await page.locator('.card:visible').count()).toBe(0);
    await page.locator('.tile').nth(216).click();
    expect(await page.locator('.card:visible').innerText()).toContain('edge-base["store-217"]');
    await page.locator('.close:visible').click();
    expect(await page.locator('.card:visible').count()).toBe(0);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.tools').isVisible()).toBe(false);
    const first = await page.locator('.tile').first().boundingBox();
    expect(first?.width).toBeGreaterThan(100);
    await page.close();
  });
});
