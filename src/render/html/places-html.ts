// Changes by project: projects with the same counts share a row, so that four hundred equal ones are one line.
import type { PlacesView } from '../report-view.ts';
import { type Html, html } from './html.ts';

/** So many projects are named in the row. */
const FEW = 3;

export function placesHtml({ columns, rows }: PlacesView): Html {
  if (rows.length < 2) return html``;
  return html`<section aria-labelledby="h-places"><h2 id="h-places">By project <span class="n">${rows.length}</span></h2><div class="table" tabindex="0" role="group" aria-labelledby="h-places"><table><thead><tr><th scope="col">project</th>${columns.map((column) => html`<th scope="col" class="num">${column}</th>`)}</tr></thead><tbody>${alike(
    rows,
  ).map(
    ({ places, counts }) =>
      html`<tr><th scope="row">${namesHtml(places)}</th>${counts.map((n) => html`<td class="num">${n === 0 ? '' : n}</td>`)}</tr>`,
  )}</tbody></table></div></section>`;
}

interface Row {
  readonly places: string[];
  readonly counts: readonly number[];
}

/** In the order of their first projects. */
function alike(rows: PlacesView['rows']): readonly Row[] {
  const found = new Map<string, Row>();
  for (const { place, counts } of rows) {
    const key = counts.join();
    const row = found.get(key);
    if (row === undefined) found.set(key, { places: [place], counts });
    else row.places.push(place);
  }
  return [...found.values()];
}

function namesHtml(places: readonly string[]): Html {
  if (places.length <= FEW) return html`${places.join(', ')}`;
  return html`<details class="names"><summary>${places.length} projects, each</summary><ul class="members">${places.map((place) => html`<li>${place}</li>`)}</ul></details>`;
}
