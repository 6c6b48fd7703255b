// The status as text and as a page.
import { describe, expect, test } from 'vitest';
import { pageHash } from '../../src/flow/page-hash.ts';
import { renderStatusHtml } from '../../src/questions/status/html.ts';
import { renderStatusText } from '../../src/questions/status/text.ts';
import { expectGolden, expectGoldenFile, findRawControls } from '../render/golden.ts';
import { HOSTILE_NAME } from '../support/report-plans.ts';
import { aStatus, manyProjects, storeFleet } from '../support/status-cases.ts';

describe('golden status', () => {
  test('matrix', () => {
    expectGolden('status-matrix', (style) => renderStatusText(aStatus(), style));
  });
  test('list', () => {
    expectGolden('status-list', (style) => renderStatusText(manyProjects(12), style));
  });
  test('page', () => {
    const page = renderStatusHtml(aStatus(), pageHash);
    const body = page
      .replace(/<style>[\s\S]*?<\/style>/, '')
      .replace(/<script>[\s\S]*?<\/script>/, '')
      .replaceAll(/sha256-[\w+/=]+/g, 'sha256-…');
    expectGoldenFile('status.html', body);
  });
});

test('keeps to 80 columns with many projects, and lets nothing out that a terminal obeys', () => {
  const text = renderStatusText(manyProjects(40), { width: 80, color: false });
  expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
  expect(text).toContain('project-39');
  const hostile = renderStatusText(aStatus('x\u001B[2J\u202E'), { width: 80, color: false });
  expect(findRawControls(hostile)).toEqual([]);
});

test('a page has names as text', () => {
  const page = renderStatusHtml(aStatus(HOSTILE_NAME), pageHash);
  expect(page).not.toContain('<img');
  expect(page).toContain('&lt;img src=x');
});

test('the first line counts each clone once, where it is listed; an incomplete one is nobody’s edit', () => {
  const status = storeFleet(20, {
    3: { status: 'incomplete', drift: ['clone_edited'], action: 'update' },
    5: { drift: ['clone_edited'], behind: 1, latest: '1.3.0', jump: 'minor' },
    7: { action: 'blocked', blockedBy: 'override_failed' },
  });
  const text = renderStatusText(status, { width: 120, color: false });
  expect(text).toContain('20 clones in 20 projects: 1 blocked, 1 incomplete, 1 drifted, 17 up to date.');
  expect(text).toContain('edge-base["store-004"]  has docs-ubuntu-k3s 1.2.0; next: update');
  expect(text).toContain('cloneform plan shows what apply would do, and why a clone is blocked.');
  const page = renderStatusHtml(status, pageHash);
  expect(page).toContain('1 blocked, 1 incomplete, 1 drifted, 17 up to date');
  expect(page.match(/edited in Palette/g)?.length).toBe(2);
});
