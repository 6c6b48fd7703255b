// The status as a page: declarations by projects, filtered by what is wrong with them; on a phone one card for each declaration.

import { isWork } from '../../plan/document.ts';
import { type Html, html, when } from '../../render/html/html.ts';
import { brand, facts, type PageHash, renderPage, toggle } from '../../render/html/page.ts';
import { ACTION_WORDS, count, driftWords } from '../../render/plan-words.ts';
import { sourcesOf } from './exceptions.ts';
import type { Status, StatusCell, StatusRow } from './status.ts';
import { fleetWords, statusHeadline } from './text.ts';

export function renderStatusHtml(status: Status, hash: PageHash): string {
  return renderPage(
    {
      title: `cloneform status: ${statusHeadline(status)}`,
      isWide: status.projects.length > 5,
      header: html`${brand('cloneform status')}<h1>${fleetWords(status)}</h1>${chips(status)}${when(
        status.errored,
        () => html`<p class="note">Some objects could not be read.</p>`,
      )}`,
      main: html`${when(status.declarations.length > 0, () => html`${tools(status)}${matrix(status)}`)}${unmanaged(status)}`,
      footer: facts([
        ['Palette', status.host],
        ['Generated', `${status.createdAt} by ${status.tool}`],
      ]),
    },
    hash,
  );
}

type Mark = readonly [kind: string, words: string];

/** What is worth a look, as filters and as marks on cells. */
function marksOf(cell: StatusCell): readonly Mark[] {
  return [
    ...(cell.status === 'incomplete' ? [['half', 'incomplete'] as const] : []),
    ...(cell.status === 'unreadable' ? [['failed', 'not read'] as const] : []),
    ...(cell.status === 'unrecorded' ? [['missing', 'not recorded'] as const] : []),
    ...(cell.status === 'missing' ? [['missing', 'missing'] as const] : []),
    ...(cell.blockedBy === null ? [] : [['blocked', 'blocked'] as const]),
    ...(cell.drift.length > 0 ? [['drift', 'drift'] as const] : []),
    ...(cell.behind > 0 ? [['behind', `${cell.behind} behind`] as const] : []),
    ...(cell.clusters.length > 0 ? [['used', count(cell.clusters.length, 'cluster')] as const] : []),
  ];
}

const FILTERS: readonly Mark[] = [
  ['half', 'incomplete'],
  ['failed', 'not read'],
  ['missing', 'missing'],
  ['blocked', 'blocked'],
  ['drift', 'drift'],
  ['behind', 'behind'],
  ['used', 'in use'],
];

function kindsOf(status: Status): ReadonlySet<string> {
  return new Set(
    status.declarations.flatMap((row) => row.cells.flatMap((cell) => marksOf(cell).map(([kind]) => kind))),
  );
}

function chips(status: Status): Html {
  const { summary } = status;
  const all: readonly (readonly [string, number, string])[] = [
    ['half', summary.halfDone, 'incomplete'],
    ['failed', summary.unreadable, 'not read'],
    ['missing', summary.unrecorded, 'not recorded'],
    ['missing', status.hasState ? summary.missing : 0, 'missing'],
    ['drift', summary.drifted, 'drifted'],
    ['behind', summary.behind, 'behind'],
    ['used', summary.clusters, 'clusters in use'],
  ];
  const shown = all.filter(([, n]) => n > 0);
  if (shown.length === 0) return html``;
  return html`<ul class="chips">${shown.map(([kind, n, words]) => html`<li class="chip ${kind}">${n} ${words}</li>`)}</ul>`;
}

function tools(status: Status): Html {
  const kinds = kindsOf(status);
  return html`<div class="tools only-script" role="search" data-mode="any"><input type="search" placeholder="Filter: declaration, project, version …" aria-label="Filter declarations" aria-keyshortcuts="/"><fieldset class="toggles" aria-label="Only those that are">${FILTERS.filter(
    ([kind]) => kinds.has(kind),
  ).map(([kind, words]) =>
    toggle(kind, words, false),
  )}</fieldset><button type="button" data-open="yes">Expand all</button><button type="button" data-open="no">Collapse all</button><span class="count" role="status"></span></div>`;
}

function matrix({ projects, declarations }: Status): Html {
  const wrap = (body: Html): Html =>
    html`<div class="table" tabindex="0" role="region" aria-label="Declarations by projects"><table class="matrix">${body}</table></div>`;
  return wrap(
    html`<thead><tr><th scope="col">declaration</th>${projects.map((project) => html`<th scope="col">${project ?? '(tenant)'}</th>`)}</tr></thead><tbody>${declarations.map(
      (row) => rowHtml(row, projects),
    )}</tbody>`,
  );
}

function rowHtml(row: StatusRow, projects: readonly (string | null)[]): Html {
  const kinds = [...new Set(row.cells.flatMap((cell) => marksOf(cell).map(([kind]) => kind)))];
  return html`<tr data-item="${kinds.length === 0 ? 'fine' : kinds.join(' ')}"><th scope="row">${row.id}<span class="soft">${row.isDeclared ? `from ${sourcesOf(row)}` : 'no longer declared'}</span></th>${projects.map(
    (project) =>
      cellsHtml(
        row.cells.filter((cell) => cell.project === project),
        project,
      ),
  )}</tr>`;
}

function cellsHtml(cells: readonly StatusCell[], project: string | null): Html {
  if (cells.length === 0) return html`<td class="none"><span class="soft" aria-label="none">·</span></td>`;
  return html`<td data-project="${project ?? '(tenant)'}">${cells.map(cellHtml)}</td>`;
}

function cellHtml(cell: StatusCell): Html {
  const marks = marksOf(cell);
  return html`<details class="cell"><summary><span class="v">${cell.version ?? '–'}</span>${when(
    marks.length > 0,
    () =>
      html`<span class="marks">${marks.map(([kind, words]) => html`<span class="badge ${kind}">${words}</span>`)}</span>`,
  )}</summary><dl>${detailsOf(cell).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl></details>`;
}

function detailsOf(cell: StatusCell): readonly (readonly [string, string])[] {
  const { source, latest, behind } = cell;
  return [
    ['address', cell.address],
    ['profile', cell.name],
    ['source', `${source.name} ${source.version ?? ''}`.trimEnd()],
    ...(behind > 0 ? [['newest', `${latest ?? '?'} (${cell.jump ?? 'other'})`] as const] : []),
    ...(cell.waitsFor === null ? [] : [['must be upgraded first', cell.waitsFor] as const]),
    ...(cell.drift.length > 0 ? [['drift', cell.drift.map(driftWords).join(', ')] as const] : []),
    ...(cell.clusters.length > 0
      ? [['clusters', cell.clusters.map((cluster) => cluster.name).join(', ')] as const]
      : []),
    ...(cell.older > 0 ? [['older', `${cell.older} kept`] as const] : []),
    ...(cell.isProtected ? [['protected', 'yes'] as const] : []),
    ...(cell.blockedBy === null ? [] : [['blocked', cell.blockedBy] as const]),
    ...(isWork(cell) ? [['next', ACTION_WORDS[cell.action].verb] as const] : []),
    ...(cell.uid === null ? [] : [['UID', cell.uid] as const]),
  ];
}

function unmanaged(status: Status): Html {
  if (status.unmanaged === null) return html``;
  return html`<section aria-labelledby="h-unmanaged"><h2 id="h-unmanaged">Unmanaged <span class="n">${status.unmanaged.length}</span></h2>${when(
    status.unmanaged.length > 0,
    () =>
      html`<div class="table" tabindex="0" role="group" aria-labelledby="h-unmanaged"><table><thead><tr><th scope="col">name</th><th scope="col">version</th><th scope="col">where</th><th scope="col">UID</th></tr></thead><tbody>${(
        status.unmanaged ?? []
      ).map(
        (item) =>
          html`<tr><th scope="row">${item.name}</th><td>${item.version}</td><td>${item.project ?? '(tenant)'}</td><td class="mono">${item.uid}</td></tr>`,
      )}</tbody></table></div>`,
  )}</section>`;
}
