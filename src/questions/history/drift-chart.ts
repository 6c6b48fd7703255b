// Drift over time as a line: how many clones had drifted at each look.
import type { DriftRecord } from '../../flow/saved/drift-records.ts';
import { type Html, html } from '../../render/html/html.ts';
import { count } from '../../render/plan-words.ts';
import { kindWords } from './text.ts';

const CHART = { width: 1000, height: 140, margin: 12 } as const;
/** Points that one can tell apart; of more, the highest of each stretch stands for it. */
const MOST_POINTS = 250;

/** Nothing where there are no two looks to draw a line between. */
export function driftChartHtml(records: readonly DriftRecord[]): Html {
  const [first] = records;
  const last = records.at(-1);
  if (first === undefined || last === undefined) return html``;
  const shown = thinned(records);
  const most = Math.max(1, ...shown.map(({ drifted }) => drifted));
  const from = Date.parse(first.at);
  const span = Math.max(1, Date.parse(last.at) - from);
  const points = shown.map((record) => ({
    record,
    x: CHART.margin + ((Date.parse(record.at) - from) / span) * (CHART.width - 2 * CHART.margin),
    y: CHART.height - CHART.margin - (record.drifted / most) * (CHART.height - 2 * CHART.margin),
  }));
  const line = points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  const words = `Drifted clones at ${count(records.length, 'look')}: ${last.drifted} of ${last.clones} at the last one, at most ${most}.`;
  return html`<section aria-labelledby="h-drift"><h2 id="h-drift">Drift <span class="n">${last.drifted} of ${last.clones} at the last look</span></h2><div class="chart"><svg role="img" aria-label="${words}" viewBox="0 0 ${CHART.width} ${CHART.height}" preserveAspectRatio="none"><polyline class="drift-line" points="${line}"/>${points.map(dotHtml)}</svg><p><span>${first.at.slice(0, 10)}</span><span>up to ${most}</span><span>${last.at.slice(0, 10)}</span></p></div></section>`;
}

/** A line without length and with round ends: unlike a circle, it stays round and of one size where the chart is narrow. */
function dotHtml({
  record,
  x,
  y,
}: {
  readonly record: DriftRecord;
  readonly x: number;
  readonly y: number;
}): Html {
  const kinds = kindWords(record);
  const title = `${record.at.slice(0, 16).replace('T', ' ')}: ${record.drifted} of ${record.clones}${kinds === '' ? '' : ` (${kinds})`}`;
  return html`<path class="drift-dot ${record.drifted === 0 ? 'drift-none' : 'drift-some'}" d="M${x.toFixed(1)} ${y.toFixed(1)}h.01"><title>${title}</title></path>`;
}

function thinned(records: readonly DriftRecord[]): readonly DriftRecord[] {
  const size = Math.ceil(records.length / MOST_POINTS);
  if (size <= 1) return records;
  return Array.from({ length: Math.ceil(records.length / size) }, (_, i) =>
    records.slice(i * size, (i + 1) * size).reduce((high, one) => (one.drifted > high.drifted ? one : high)),
  );
}
