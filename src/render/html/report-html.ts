// A report as a page: what goes first, then every change to be filtered and unfolded, drift, projects, and what copies what.

import type { DriftView } from '../drift-view.ts';
import { countChanges, IMPORTS_TITLE } from '../plan-view.ts';
import { count } from '../plan-words.ts';
import type { ReportView, Section } from '../report-view.ts';
import { SELECTORS_TITLE } from '../selector-words.ts';
import { changeHtml, packHtml } from './change-html.ts';
import { diagnosticItems } from './diagnostics-html.ts';
import { graphHtml } from './graph-svg.ts';
import { type Html, html, when } from './html.ts';
import { brand, facts, option, type PageHash, renderPage, toggle } from './page.ts';
import { placesHtml } from './places-html.ts';

/** From here on what is out of sight is not laid out. */
const MANY = 200;

export function renderReportHtml(view: ReportView, hash: PageHash): string {
  return renderPage(
    {
      title: `${view.title}: ${view.outcome?.headline ?? view.headline}`,
      header: headerHtml(view),
      main: html`${when(view.hasChanges, () => toolsHtml(view))}${sectionsHtml(view)}${driftHtml(view)}${listHtml('diagnostics', 'Diagnostics', diagnosticItems(view.diagnostics), view.diagnostics.length)}${selectorsHtml(view)}${unmanagedHtml(view)}${importsHtml(view)}${placesHtml(view.places)}${lineageHtml(view)}${view.next === null ? null : html`<p class="next">${view.next.words}${view.next.command === null ? null : html` <code>${view.next.command}</code>`}</p>`}`,
      footer: facts([
        ...(view.hasChanges ? [['Checksum', view.checksum] as const] : []),
        ['Tool', view.tool],
      ]),
    },
    hash,
  );
}

function headerHtml(view: ReportView): Html {
  const sentences = [
    ...(view.hasChanges && view.unchanged !== '' ? [view.unchanged] : []),
    ...(view.estimate === null || view.outcome !== null ? [] : [view.estimate]),
  ];
  return html`${brand(view.title)}<h1>${headlineOf(view)}</h1>${originHtml(view)}${when(sentences.length > 0, () => html`<p class="facts">${sentences.join(' ')}</p>`)}${when(
    view.chips.length > 0,
    () =>
      html`<ul class="chips">${view.chips.map((chip) => html`<li class="chip ${chip.kind}">${chip.count} ${chip.words}</li>`)}</ul>`,
  )}${when(view.isWell, () => html`<ul class="chips"><li class="chip ok">✓ ${view.kind === 'drift' ? 'no drift' : 'all as declared'}</li></ul>`)}${view.cautions.map((text) => html`<p class="note">${text}</p>`)}`;
}

/** What it is about: which Palette, when, of which commit, by which run. */
function originHtml({ host, createdAt, commit, run }: ReportView): Html {
  const origin: readonly (readonly [string, Html])[] = [
    ['Palette', html`${host}`],
    ['Made', html`<time datetime="${createdAt}">${createdAt.slice(0, 16).replace('T', ' ')} UTC</time>`],
    ...(commit === null ? [] : [['Commit', html`<code>${commit.slice(0, 12)}</code>`] as const]),
    ...(run === null ? [] : [['Run', html`<code>${run}</code>`] as const]),
  ];
  return html`<dl class="origin">${origin.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

/** The counts are reported by the chips below it. */
function headlineOf({ outcome, headline, hasChanges, changes, deletes, ...view }: ReportView): string {
  if (outcome !== null) return outcome.headline;
  if (!hasChanges) return headline;
  const blocked = countChanges(view.blocked);
  const work = countChanges([...changes, ...deletes]);
  if (work === 0) return `${count(blocked, 'change')} blocked, nothing else to do`;
  return `${count(work, 'change')} to apply${blocked === 0 ? '' : `, ${blocked} blocked`}`;
}

function toolsHtml(view: ReportView): Html {
  const all = view.sections.flatMap((section) => section.changes);
  const actions = new Map(all.map(({ action, verb }) => [action, verb]));
  const places = view.places.rows.map((row) => row.place);
  return html`<div class="tools only-script" role="search"><input type="search" placeholder="Filter: address, profile, pack …" aria-label="Filter changes" aria-keyshortcuts="/">${when(
    places.length > 1,
    () =>
      html`<select aria-label="Project"><option value="">All projects</option>${places.map(option)}</select>`,
  )}${when(
    actions.size > 1,
    () =>
      html`<fieldset class="toggles" aria-label="Actions">${[...actions].map(([action, verb]) => toggle(action, verb.toLowerCase(), true))}</fieldset>`,
  )}${when(actions.size === 1, () => html`<fieldset class="toggles" hidden>${[...actions].map(([action, verb]) => toggle(action, verb, true))}</fieldset>`)}<button type="button" data-open="yes">Expand all</button><button type="button" data-open="no">Collapse all</button><span class="count" role="status"></span></div>`;
}

/** So many changes of a page are unfolded: a reader of a few wants to see what they do. */
const FEW = 10;
/** What nobody may overlook is unfolded however many there are, up to here. */
const MOST_OPEN = 50;

function sectionsHtml({ sections, outcome }: ReportView): Html {
  const areFew = sections.reduce((sum, { changes }) => sum + changes.length, 0) <= FEW;
  return html`${sections.map((section) => sectionHtml(outcome === null && section.id === 'deletes' ? { ...section, title: 'Will be deleted from Palette' } : section, areFew))}`;
}

function sectionHtml({ id, title, changes }: Section, areFew: boolean): Html {
  const open = areFew ? FEW : id === 'creates' || id === 'updates' ? 0 : MOST_OPEN;
  return html`<section data-group class="of-${id}" aria-labelledby="h-${id}"><h2 id="h-${id}">${title} <span class="n">${countChanges(changes)}</span></h2><div class="list${changes.length > MANY ? ' many' : ''}">${changes.map((change, index) => changeHtml(change, index < open))}</div></section>`;
}

/** What changes and what that is copied from; folded where nothing does. */
function lineageHtml({ graph, kind, hasChanges }: ReportView): Html {
  if (graph.nodes.length === 0 || kind === 'drift') return html``;
  const drawn = html`<div class="graph" tabindex="0" role="group" aria-labelledby="h-graph">${graphHtml(graph)}</div>`;
  return html`<section aria-labelledby="h-graph"><h2 id="h-graph">Lineage</h2>${hasChanges ? drawn : html`<details><summary>What is copied from what</summary>${drawn}</details>`}</section>`;
}

function driftHtml({ drift, drifted, driftNext }: ReportView): Html {
  return listHtml(
    'drift',
    'Drift',
    [
      ...drift.map(driftItem),
      ...driftNext.map(
        (text) =>
          html`<div class="item row"><span></span><span class="what clause">next: ${text}</span></div>`,
      ),
    ],
    drifted,
  );
}

function selectorsHtml({ selectors }: ReportView): Html {
  return listHtml(
    'selectors',
    SELECTORS_TITLE,
    selectors.map(
      (text) =>
        html`<div class="item row"><span class="badge">selector</span><span class="what">${text}</span></div>`,
    ),
  );
}

function driftItem({ address, count: size, labels, words, detail, packs, hint }: DriftView): Html {
  const head = html`<span class="badge drift">${size > 1 ? `drift ×${size}` : 'drift'}</span><span class="what"><code>${address}</code><span class="clause">${words}: ${detail}</span>${hint === null ? null : html`<span class="clause">next: ${hint}</span>`}</span>`;
  return packs.length === 0 && size === 1
    ? html`<div class="item row">${head}</div>`
    : html`<details class="item"><summary>${head}</summary><div class="body">${when(size > 1, () => html`<ul class="members">${labels.map((label) => html`<li><code>${label}</code></li>`)}</ul>`)}${packs.map(packHtml)}</div></details>`;
}

function unmanagedHtml({ unmanaged }: ReportView): Html {
  return listHtml(
    'unmanaged',
    'Unmanaged',
    unmanaged.map(
      (text) =>
        html`<div class="item row"><span class="badge">unmanaged</span><span class="what">${text}</span></div>`,
    ),
  );
}

function importsHtml({ imports, kind }: ReportView): Html {
  if (imports.length === 0 || kind === 'drift') return html``;
  return html`<section aria-labelledby="h-imports"><h2 id="h-imports">${IMPORTS_TITLE}</h2><pre tabindex="0" role="group" aria-labelledby="h-imports">${imports.join('\n')}</pre></section>`;
}

function listHtml(id: string, title: string, entries: readonly Html[], size = entries.length): Html {
  if (entries.length === 0) return html``;
  return html`<section aria-labelledby="h-${id}"><h2 id="h-${id}">${title} <span class="n">${size}</span></h2><div class="list">${entries}</div></section>`;
}
