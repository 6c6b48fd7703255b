// Recorded state as Markdown and as a page.
import { type Html, html } from './html/html.ts';
import { brand, facts, option, type PageHash, renderPage, toggle } from './html/page.ts';
import { mdText } from './markdown/escape.ts';
import { count } from './plan-words.ts';
import type { StateListRow } from './state-text.ts';

export function renderStateMarkdown(rows: readonly StateListRow[]): string {
  if (rows.length === 0) return '### cloneform state\n\nState is empty.\n';
  return [
    `### cloneform state\n\n**${count(rows.length, 'clone')} recorded.**\n\n`,
    '| address | clone | where | source | status |\n| --- | --- | --- | --- | --- |\n',
    ...rows.map((row) => `| ${cellsOf(row).map(mdText).join(' | ')} |\n`),
  ].join('');
}

export function renderStateHtml(rows: readonly StateListRow[], tool: string, hash: PageHash): string {
  const places = [...new Set(rows.map(whereOf))].sort();
  const statuses = [...new Set(rows.map((row) => row.status))].sort();
  return renderPage(
    {
      title: 'cloneform state',
      isWide: true,
      header: html`${brand('cloneform state')}<h1>${rows.length === 0 ? 'State is empty.' : `${count(rows.length, 'clone')} recorded`}</h1>`,
      main: html`${filters(places, statuses)}${cloneTable(rows)}`,
      footer: facts([['Made', `by ${tool}`]]),
    },
    hash,
  );
}

function filters(places: readonly string[], statuses: readonly StateListRow['status'][]): Html {
  const search = html`<input type="search" placeholder="Filter: address, name, UID …" aria-label="Filter clones" aria-keyshortcuts="/">`;
  const project = html`<select aria-label="Project"><option value="">All projects</option>${places.map(option)}</select>`;
  const status = html`<fieldset class="toggles" aria-label="Status">${statuses.map((item) => toggle(item, item, true))}</fieldset>`;
  return html`<div class="tools only-script" role="search">${search}${project}${status}<span class="count" role="status"></span></div>`;
}

const HEADS = ['address', 'clone', 'where', 'source', 'status', 'UID'];

function cloneTable(rows: readonly StateListRow[]): Html {
  const heads = HEADS.map((head) => html`<th scope="col">${head}</th>`);
  const table = html`<table><thead><tr>${heads}</tr></thead><tbody>${rows.map(rowHtml)}</tbody></table>`;
  return html`<div class="table" tabindex="0" role="region" aria-label="Recorded clones">${table}</div>`;
}

function rowHtml(row: StateListRow): Html {
  const cells = [...cellsOf(row), row.uid].map((cell, index) =>
    index === 0 ? html`<th scope="row"><code>${cell}</code></th>` : html`<td>${cell}</td>`,
  );
  return html`<tr data-item="${row.status}" data-place="${whereOf(row)}">${cells}</tr>`;
}

function cellsOf(row: StateListRow): readonly string[] {
  return [
    row.address,
    `${row.name} ${row.version}`,
    whereOf(row),
    `${row.sourceName} ${row.sourceVersion}`,
    row.protected ? `${row.status}, protected` : row.status,
  ];
}

function whereOf(row: StateListRow): string {
  return row.scope === 'tenant' ? '(tenant)' : (row.project ?? row.projectUid ?? '?');
}
