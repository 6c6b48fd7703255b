// History as a page: a bar for each run, by what it changed, and the runs with their results, to be filtered.

import type { DriftRecord } from '../../flow/saved/drift-records.ts';
import { type Html, html, when } from '../../render/html/html.ts';
import { brand, facts, option, type PageHash, renderPage, toggle } from '../../render/html/page.ts';
import { count, shortRun } from '../../render/plan-words.ts';
import type { RunRecord } from '../../state/mutation.ts';
import { BAR_KINDS, countRun, groupResults, type ResultGroup, type RunCounts } from './changes.ts';
import { driftChartHtml } from './drift-chart.ts';
import { HISTORY_SCRIPT } from './html-script.ts';
import { HISTORY_STYLE } from './html-style.ts';

/** Bars that fit a wide screen, and can still be pointed at. */
const MOST_BARS = 120;
/** Names of one group that the page has; the rest are counted. */
const MOST_LABELS = 500;
const CHART = { width: 1000, height: 140 } as const;

export interface HistoryPage {
  /** Newest first. */
  readonly runs: readonly RunRecord[];
  /** Oldest first. */
  readonly drift: readonly DriftRecord[];
  readonly tool: string;
  readonly createdAt: string;
}

export function renderHistoryHtml(page: HistoryPage, hash: PageHash): string {
  const { runs, drift, tool, createdAt } = page;
  return renderPage(
    {
      title: `cloneform history: ${headlineOf(runs)}`,
      header: html`${brand('cloneform history')}<h1>${headlineOf(runs)}</h1>${chipsHtml(runs)}`,
      main: html`${chartHtml(runs)}${driftChartHtml(drift)}${when(runs.length > 0, () => html`${toolsHtml(runs)}${runsHtml(runs)}`)}`,
      footer: facts([['Generated', `${createdAt} by ${tool}`]]),
      style: HISTORY_STYLE,
      script: HISTORY_SCRIPT,
    },
    hash,
  );
}

function headlineOf(runs: readonly RunRecord[]): string {
  const oldest = runs.at(-1);
  if (oldest === undefined) return 'No runs are recorded';
  return `${count(runs.length, 'run')} since ${dayOf(oldest.startedAt)}`;
}

function chipsHtml(runs: readonly RunRecord[]): Html {
  const sums = BAR_KINDS.map(
    (kind) => [kind, runs.reduce((sum, run) => sum + countRun(run)[kind], 0)] as const,
  );
  const shown = sums.filter(([, n]) => n > 0);
  if (shown.length === 0) return html``;
  return html`<ul class="chips">${shown.map(([kind, n]) => html`<li class="chip k-${kind}">${n} ${kind}</li>`)}</ul>`;
}

/** From left to right in time; as high as the run that changed most. */
function chartHtml(all: readonly RunRecord[]): Html {
  const runs = all.slice(0, MOST_BARS).toReversed();
  if (runs.length < 2) return html``;
  const counts = runs.map((run) => [run, countRun(run)] as const);
  const most = Math.max(1, ...counts.map(([, each]) => sumOf(each)));
  const wide = Math.min(40, (CHART.width / runs.length) * 0.8);
  // The first stands at the left edge and the last at the right one, above their dates.
  const step = (CHART.width - wide) / (runs.length - 1);
  const bars = counts.map(([run, each], index) => barHtml(run, each, { x: index * step, wide, most }));
  const [first, last] = [runs[0], runs.at(-1)];
  const words = `Changes of ${count(runs.length, 'run')}, at most ${most} in one. The list of runs has the same as text.`;
  return html`<section aria-labelledby="h-chart"><h2 id="h-chart">What runs changed <span class="n">at most ${most} in one run</span></h2><div class="chart"><svg role="img" aria-label="${words}" viewBox="0 0 ${CHART.width} ${CHART.height}" preserveAspectRatio="none">${bars}</svg><p><span>${dayOf(first?.startedAt ?? '')}</span><span>${dayOf(last?.startedAt ?? '')}</span></p></div></section>`;
}

function barHtml(
  run: RunRecord,
  counts: RunCounts,
  { x, wide, most }: { readonly x: number; readonly wide: number; readonly most: number },
): Html {
  let top: number = CHART.height;
  const parts = BAR_KINDS.map((kind) => {
    if (counts[kind] === 0) return null;
    const high = Math.max(2, (counts[kind] / most) * (CHART.height - 10));
    top -= high;
    return html`<rect class="b-${kind}" x="${fixed(x)}" y="${fixed(top)}" width="${fixed(wide)}" height="${fixed(high)}"/>`;
  }).filter((part) => part !== null);
  const idle = html`<rect class="b-idle" x="${fixed(x)}" y="${fixed(CHART.height - 2)}" width="${fixed(wide)}" height="2"/>`;
  return html`<a href="#run-${run.id}"><title>${`${timeOf(run.startedAt)} ${run.command}: ${countWords(counts)}`}</title>${parts.length === 0 ? idle : parts}</a>`;
}

function toolsHtml(runs: readonly RunRecord[]): Html {
  const outcomes = [...new Set(runs.map(({ outcome }) => outcome))];
  const commands = [...new Set(runs.map(({ command }) => command))].toSorted();
  return html`<div class="tools only-script" role="search"><input type="search" placeholder="Filter: project, declaration, user, commit …" aria-label="Filter runs" aria-keyshortcuts="/">${when(
    commands.length > 1,
    () =>
      html`<select aria-label="Command"><option value="">all commands</option>${commands.map(option)}</select>`,
  )}<fieldset class="toggles" aria-label="Outcomes"${when(outcomes.length < 2, () => html` hidden`)}>${outcomes.map((outcome) => toggle(outcome, outcome, true))}</fieldset><button type="button" data-open="yes">Expand all</button><button type="button" data-open="no">Collapse all</button><span class="count" role="status"></span></div>`;
}

function runsHtml(runs: readonly RunRecord[]): Html {
  return html`<section data-group aria-labelledby="h-runs"><h2 id="h-runs">Runs <span class="n">${runs.length}</span></h2><div class="list">${runs.map(runHtml)}</div></section>`;
}

function runHtml(run: RunRecord): Html {
  const { id, command, outcome, user, host, commit, message, startedAt } = run;
  const by = [`by ${user} on ${host}`, ...(commit === null ? [] : [`commit ${commit.slice(0, 12)}`])].join(
    ', ',
  );
  return html`<details class="item" id="run-${id}" data-item="${outcome}" data-place="${command}"><summary><span class="badge ${outcome}">${outcome}</span><span class="what"><strong>${timeOf(startedAt)}</strong> ${command} <code class="soft">${shortRun(id)}</code>${message === null ? null : html` ${message}`}<span class="clause">${countWords(countRun(run))}${leftWords(run)} · ${by}</span></span></summary><div class="body">${groupResults(run.results).map(groupHtml)}<p class="soft">To return to its result: <code>cloneform rollback ${shortRun(id)}</code>; to undo it: <code>cloneform rollback --undo ${shortRun(id)}</code></p></div></details>`;
}

function groupHtml({ id, action, status, error, labels }: ResultGroup): Html {
  const size = labels.length === 1 ? '' : ` ×${labels.length}`;
  const words = status === 'applied' ? action : `${status.replace('_', ' ')}: ${action}`;
  const left = labels.length - MOST_LABELS;
  return html`<div class="result"><p><span class="badge ${status}">${words}${size}</span> <code>${id}</code>${error === null ? null : html` <span class="t-remove">${error}</span>`}</p><ul class="members">${labels.slice(0, MOST_LABELS).map((label) => html`<li><code>${label}</code></li>`)}</ul>${when(left > 0, () => html`<p class="soft">and ${left} more; cloneform history lists each</p>`)}</div>`;
}

function countWords(counts: RunCounts): string {
  const words = BAR_KINDS.flatMap((kind) => (counts[kind] === 0 ? [] : [`${counts[kind]} ${kind}`]));
  return words.length === 0 ? 'no changes' : words.join(', ');
}

/** What the plan had, and the run did not get to. */
function leftWords({ results }: RunRecord): string {
  const left = results.filter(({ status }) => status === 'skipped' || status === 'not_started').length;
  return left === 0 ? '' : `, ${left} not done`;
}

function sumOf(counts: RunCounts): number {
  return BAR_KINDS.reduce((sum, kind) => sum + counts[kind], 0);
}

function fixed(n: number): string {
  return n.toFixed(1);
}

function dayOf(time: string): string {
  return time.slice(0, 10);
}

function timeOf(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}
