// The status as a page: what needs somebody first, then the whole fleet as tiles that can be filtered, each with its details.

import { filterWords } from '../../model/clone-filter.ts';
import { groupBy } from '../../plan/planning-context.ts';
import { type Html, html, when } from '../../render/html/html.ts';
import { brand, facts, type PageHash, renderPage } from '../../render/html/page.ts';
import { count } from '../../render/plan-words.ts';
import { causesOf } from './exceptions.ts';
import { SIGNS, STANDING_WORDS, STANDINGS, type Standing, standingOf } from './states.ts';
import type { Status, StatusCell } from './status.ts';
import { distanceWords, fleetWords, standingCounts, statusHeadline } from './text.ts';
import {
  barHtml,
  legendHtml,
  type TileFacts,
  type TileIds,
  tagSelect,
  tileIds,
  tilesHtml,
  versionSelect,
} from './tiles.ts';
import { TILES_SCRIPT } from './tiles-script.ts';
import { TILES_STYLE } from './tiles-style.ts';

/** So many clones of one cause are linked; the others are among the tiles. */
const MOST_LINKS = 24;

/** What the page shows beside the status. */
export type PageFacts = Omit<TileFacts, 'ids'>;

export function renderStatusHtml(
  status: Status,
  hash: PageHash,
  { changes = new Map(), tags = new Map(), historyPage = null }: Partial<PageFacts> = {},
): string {
  const ids = tileIds(status);
  return renderPage(
    {
      title: `cloneform status: ${statusHeadline(status)}`,
      isWide: status.shown.clones > 60,
      header: headerHtml(status),
      main: html`${exceptionsHtml(status, ids)}${when(
        status.shown.clones > 0,
        () => html`${toolsHtml(status, tags)}${tilesHtml(status, { ids, changes, tags, historyPage })}`,
      )}${lateHtml(status)}${unmanagedHtml(status)}`,
      footer: facts([
        ['Palette', status.host],
        ['Generated', `${status.createdAt} by ${status.tool}`],
      ]),
      style: TILES_STYLE,
      script: TILES_SCRIPT,
    },
    hash,
  );
}

function headerHtml(status: Status): Html {
  const { summary, shown, hasState } = status;
  const isFine = hasState && summary.clones > 0 && summary.upToDate === summary.clones;
  const filter = filterWords(status.filter);
  const verdict = isFine ? 'all up to date' : verdictWords(status);
  return html`${brand('cloneform status')}<h1>${fleetWords(status)}<span class="verdict ${isFine ? 'fine' : 'open'}">${isFine ? `${SIGNS.current} ` : ''}${verdict}</span></h1>${barHtml(sharesOf(status))}${when(
    filter !== '',
    () => html`<p class="facts">${shown.clones} of ${count(shown.of, 'clone')} shown: ${filter}</p>`,
  )}${when(status.errored, () => html`<p class="note">Some objects could not be read.</p>`)}`;
}

function verdictWords(status: Status): string {
  if (status.summary.clones === 0) return '';
  if (!status.hasState) return 'no state records them';
  return standingCounts(status)
    .map(({ number, words }) => `${number} ${words}`)
    .join(', ');
}

/** Of what is listed: each clone once, where it stands. */
function sharesOf({ declarations }: Status): readonly (readonly [Standing, number])[] {
  const cells = declarations.flatMap((row) => row.cells);
  const groups = groupBy(cells, standingOf);
  return STANDINGS.flatMap((standing) => {
    const n = groups.get(standing)?.length ?? 0;
    return n === 0 ? [] : [[standing, n] as const];
  });
}

function toolsHtml(status: Status, tags: PageFacts['tags']): Html {
  return html`<div class="tools only-script" role="search" data-mode="any"><input type="search" placeholder="Filter: project, declaration, cluster, UID …" aria-label="Filter clones" aria-keyshortcuts="/">${versionSelect(status)}${tagSelect(status, tags)}${legendHtml(sharesOf(status))}<span class="count" role="status"></span></div>`;
}

function exceptionsHtml(status: Status, ids: TileIds): Html {
  const groups = causesOf(status);
  if (groups.length === 0) return html``;
  return html`<section class="attention" aria-labelledby="h-attention"><h2 id="h-attention">Needs attention <span class="n">${groups.reduce((sum, { cells }) => sum + cells.length, 0)}</span></h2><ul>${groups.map(
    ({ standing, id, words, cells }) =>
      html`<li><span class="badge s-${standing}">${SIGNS[standing]} ${STANDING_WORDS[standing]}</span><div><p class="where">${linksTo(cells, ids)}</p><p><strong>${id}</strong>${when(cells.length > 1, () => html` ×${cells.length}`)} ${words}</p></div></li>`,
  )}</ul></section>`;
}

function linksTo(cells: readonly StatusCell[], ids: TileIds): Html {
  const links = cells
    .slice(0, MOST_LINKS)
    .map(({ address, project }) => html`<a href="#${ids.get(address) ?? ''}">${project ?? '(tenant)'}</a> `);
  const more = cells.length - links.length;
  return html`${links}${when(more > 0, () => html`<span class="soft">and ${more} more, marked below</span>`)}`;
}

function lateHtml({ lateClusters }: Status): Html {
  if (lateClusters.length === 0) return html``;
  return html`<section aria-labelledby="h-late"><h2 id="h-late">Clusters on superseded versions <span class="n">${lateClusters.length}</span></h2><div class="table" tabindex="0" role="group" aria-labelledby="h-late"><table><thead><tr><th scope="col">cluster</th><th scope="col">project</th><th scope="col">uses</th><th scope="col">current</th><th scope="col">behind</th></tr></thead><tbody>${lateClusters.map(
    ({ cluster, project, name, version, current, behind, jump }) =>
      html`<tr><th scope="row">${cluster.name}</th><td>${project ?? '(tenant)'}</td><td>${name} ${version}</td><td>${current ?? '–'}</td><td>${distanceWords(behind, jump)}</td></tr>`,
  )}</tbody></table></div></section>`;
}

function unmanagedHtml({ unmanaged }: Status): Html {
  if (unmanaged === null) return html``;
  return html`<section aria-labelledby="h-unmanaged"><h2 id="h-unmanaged">Unmanaged <span class="n">${unmanaged.length}</span></h2>${when(
    unmanaged.length > 0,
    () =>
      html`<div class="table" tabindex="0" role="group" aria-labelledby="h-unmanaged"><table><thead><tr><th scope="col">name</th><th scope="col">version</th><th scope="col">where</th><th scope="col">UID</th></tr></thead><tbody>${unmanaged.map(
        (item) =>
          html`<tr><th scope="row">${item.name}</th><td>${item.version}</td><td>${item.project ?? '(tenant)'}</td><td class="mono">${item.uid}</td></tr>`,
      )}</tbody></table></div>`,
  )}</section>`;
}
