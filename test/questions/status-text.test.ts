// The status as text and as a page.
import { describe, expect, test } from 'vitest';
import { pageHash } from '../../src/flow/page-hash.ts';
import { renderStatusHtml } from '../../src/questions/status/html.ts';
import { renderStatusText } from '../../src/questions/status/text.ts';
import { expectGolden, expectGoldenFile, findRawControls } from '../render/golden.ts';
import { HOSTILE_NAME } from '../support/report-plans.ts';
import { aStatus, manyProjects } from '../support/status-cases.ts';

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
