// Clones as tiles, one block for each declaration: a sign and a color for where a clone stands, and its details behind a click or a key.

import { isWork } from '../../plan/document.ts';
import { folded } from '../../render/html/folds.ts';
import { type Html, html, when } from '../../render/html/html.ts';
import { option } from '../../render/html/page.ts';
import { ACTION_WORDS, count, driftWords, shortRun } from '../../render/plan-words.ts';
import { editsOf, sourcesOf } from './exceptions.ts';
import { SIGNS, STANDING_WORDS, type Standing, standingOf, statesOf } from './states.ts';
import type { Status, StatusCell, StatusRow } from './status.ts';

/** From so many clones on tiles are as small as their sign: the name is in the label, and in the details. */
const MANY_TILES = 120;

/** Addresses are unique, and ids of a page must be: its place in the list is one. */
export type TileIds = ReadonlyMap<string, string>;

/** What tiles show beside the status, by address. */
export interface TileFacts {
  readonly ids: TileIds;
  readonly changes: ReadonlyMap<string, LastChange>;
  /** Of projects, by name: each tag as it is written. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** The page of history beside this one; null: there is none. */
  readonly historyPage: string | null;
}

export function tileIds({ declarations }: Status): TileIds {
  const cells = declarations.flatMap((row) => row.cells);
  return new Map(cells.map(({ address }, index) => [address, `t${index}`]));
}

export function tilesHtml(status: Status, known: TileFacts): Html {
  const isDense = status.shown.clones > MANY_TILES;
  return html`<div class="fleet ${isDense ? 'dense' : 'named'}" data-tiles>${status.declarations.map((row) => blockHtml(row, known, isDense))}</div>`;
}

function blockHtml(row: StatusRow, known: TileFacts, isDense: boolean): Html {
  const { ids } = known;
  const id = `h-${ids.get(row.cells[0]?.address ?? '') ?? ''}`;
  const from = row.isDeclared ? `from ${sourcesOf(row)}` : 'no longer declared';
  return html`<section data-group aria-labelledby="${id}"><h2 id="${id}">${row.id} <span class="n">${count(row.cells.length, 'clone')} ${from}</span></h2><ul class="tiles">${row.cells.map((cell) => tileHtml(cell, known, isDense))}</ul></section>`;
}

function tileHtml(cell: StatusCell, known: TileFacts, isDense: boolean): Html {
  const id = known.ids.get(cell.address) ?? '';
  const standing = standingOf(cell);
  const kinds = [`s-${standing}`, ...[...statesOf(cell)].map((state) => `s-${state}`)];
  const name = nameOf(cell);
  const label = `${name}: ${STANDING_WORDS[standing]}`;
  return html`<li data-item="${[...new Set(kinds)].join(' ')}" data-place="${versionOf(cell)}"${tagsHtml(cell, known)}><a class="tile s-${standing}" href="#${id}" title="${label}" aria-label="${label}">${SIGNS[standing]}${when(!isDense, () => html`<span class="name">${name}</span>`)}</a>${folded(cardHtml(cell, standing, known))}</li>`;
}

function nameOf({ project }: StatusCell): string {
  return project ?? '(tenant)';
}

/** `base 1.2.0`: what it was copied from, by which tiles can be chosen. */
export function versionOf({ source }: StatusCell): string {
  return source.version === null ? '' : `${source.name} ${source.version}`;
}

function cardHtml(cell: StatusCell, standing: Standing, known: TileFacts): Html {
  return html`<div class="card" id="${known.ids.get(cell.address) ?? ''}"><p class="head"><span class="badge s-${standing}">${SIGNS[standing]} ${STANDING_WORDS[standing]}</span><strong>${nameOf(cell)}</strong><a class="close" href="#main" aria-label="Close">✕</a></p><dl>${detailsOf(cell, known).map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>${linkHtml(cell)}</div>`;
}

function linkHtml({ consoleLink }: StatusCell): Html {
  return when(
    consoleLink !== null,
    () => html`<p class="go"><a href="${consoleLink}" rel="noreferrer">Open in Palette</a></p>`,
  );
}

function detailsOf(cell: StatusCell, known: TileFacts): readonly (readonly [string, string | Html])[] {
  const { source, latest, behind, jump } = cell;
  const change = known.changes.get(cell.address);
  const tags = tagsOf(cell, known);
  const distance = [`${count(behind, 'version')} newer`, ...(jump === null ? [] : [jump])].join(', ');
  return [
    ['address', cell.address],
    ['profile', `${cell.name} ${cell.version ?? ''}`.trimEnd()],
    ['source', `${source.name} ${source.version ?? ''}`.trimEnd()],
    ...(behind > 0 ? [['available', `${latest ?? '?'} (${distance})`] as const] : []),
    ...(cell.waitsFor === null ? [] : [['must be upgraded first', cell.waitsFor] as const]),
    ...(cell.blockedBy === null ? [] : [['blocked by', cell.blockedBy] as const]),
    ...(editsOf(cell).length > 0 ? [['drift', editsOf(cell).map(driftWords).join(', ')] as const] : []),
    ...(isWork(cell) ? [['next apply', ACTION_WORDS[cell.action].verb] as const] : []),
    ...(cell.clusters.length > 0
      ? [['clusters', cell.clusters.map((cluster) => cluster.name).join(', ')] as const]
      : []),
    ...(cell.older > 0 ? [['superseded', `${cell.older} kept`] as const] : []),
    ...(cell.isProtected ? [['protected', 'yes'] as const] : []),
    ...(tags.length === 0 ? [] : [['project tags', tags.join(', ')] as const]),
    ...(change === undefined ? [] : [['last change', changeHtmlOf(change, known.historyPage)] as const]),
    ...(cell.uid === null ? [] : [['UID', cell.uid] as const]),
  ];
}

/** The run that changed it last, as history knows it. */
export interface LastChange {
  readonly run: string;
  readonly user: string;
  readonly at: string;
}

/** The run as a link, or with the command that prints it. */
function changeHtmlOf({ run, user, at }: LastChange, historyPage: string | null): Html {
  const said = `${at.slice(0, 16).replace('T', ' ')} by ${user}, `;
  const id = shortRun(run);
  return historyPage === null
    ? html`${said}run ${id} (<code>cloneform history ${id}</code>)`
    : html`${said}<a href="${`${historyPage}#run-${run}`}">run ${id}</a>`;
}

function tagsOf({ project }: StatusCell, { tags }: TileFacts): readonly string[] {
  return project === null ? [] : (tags.get(project) ?? []);
}

function tagsHtml(cell: StatusCell, known: TileFacts): Html {
  return when(known.tags.size > 0, () => html` data-tags="${JSON.stringify(tagsOf(cell, known))}"`);
}

/** A choice for each tag of a project that is shown. */
export function tagSelect({ projects }: Status, tags: TileFacts['tags']): Html {
  const shown = new Set(projects.flatMap((project) => (project === null ? [] : (tags.get(project) ?? []))));
  if (shown.size === 0) return html``;
  return html`<select aria-label="Project tag" data-by="tags"><option value="">all project tags</option>${[...shown].toSorted().map(option)}</select>`;
}

/** Shares of the fleet as one bar; each state that is there can be seen, however few clones are in it. */
export function barHtml(shares: readonly (readonly [Standing, number])[]): Html {
  const total = shares.reduce((sum, [, n]) => sum + n, 0);
  if (total === 0) return html``;
  const least = 8;
  const raw = shares.map(([standing, n]) => [standing, Math.max(least, (1000 * n) / total)] as const);
  const sum = raw.reduce((all, [, width]) => all + width, 0);
  let at = 0;
  const parts = raw.map(([standing, width]) => {
    const wide = (1000 * width) / sum;
    const rect = html`<rect class="b-${standing}" x="${at.toFixed(1)}" y="0" width="${Math.max(1, wide - 2).toFixed(1)}" height="10"/>`;
    at += wide;
    return rect;
  });
  const words = shares.map(([standing, n]) => `${n} ${STANDING_WORDS[standing]}`).join(', ');
  return html`<svg class="bar" role="img" aria-label="${words}" viewBox="0 0 1000 10" preserveAspectRatio="none">${parts}</svg>`;
}

/** A filter for each state that is there, which is the legend too. */
export function legendHtml(counts: readonly (readonly [Standing, number])[]): Html {
  const boxes = counts.map(
    ([standing, n]) =>
      html`<label><input type="checkbox" value="s-${standing}"><span><i class="dot s-${standing}" aria-hidden="true">${SIGNS[standing]}</i>${n} ${STANDING_WORDS[standing]}</span></label>`,
  );
  return html`<fieldset class="toggles" aria-label="Only clones that are">${boxes}</fieldset>`;
}

export function versionSelect(status: Status): Html {
  const versions = [...new Set(status.declarations.flatMap((row) => row.cells.map(versionOf)))].filter(
    (version) => version !== '',
  );
  if (versions.length < 2) return html``;
  const options = versions.toSorted().map((version) => html`<option value="${version}">${version}</option>`);
  return html`<select aria-label="Source version"><option value="">all source versions</option>${options}</select>`;
}
