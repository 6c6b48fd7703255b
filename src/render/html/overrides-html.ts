// The overrides of a change as a table: the value of the source beside the one that is wanted, and where that is declared.
import { conflictWords, type OverrideView, oneLine } from '../override-view.ts';
import { count } from '../plan-words.ts';
import { type Html, html, when } from './html.ts';

/** Rows of one change: thousands make a page slow, and nobody reads them. */
const MOST_ROWS = 100;

/** Conflicts come first where not all are shown: somebody has to read them. */
export function overridesHtml(overrides: readonly OverrideView[]): Html {
  const isConflict = ({ conflict }: OverrideView): boolean => conflict !== undefined;
  const more = overrides.length - MOST_ROWS;
  const shown =
    more <= 0
      ? overrides
      : [...overrides.filter(isConflict), ...overrides.filter((view) => !isConflict(view))].slice(
          0,
          MOST_ROWS,
        );
  return html`<section class="pack over"><h3>Overrides</h3><table><thead><tr><th scope="col">place</th><th scope="col">source</th><th scope="col">wanted</th><th scope="col">declared at</th></tr></thead>${shown.map(overrideHtml)}</table>${when(more > 0, () => html`<p class="clause">${count(more, 'more override')}, not shown here: the plan as JSON lists all.</p>`)}</section>`;
}

function overrideHtml({
  name,
  source,
  wanted,
  declaredAt,
  href,
  conflict,
  clone,
  sourceBefore,
}: OverrideView): Html {
  const isSame = source === wanted;
  return html`<tbody><tr><th scope="row">${name}</th>${sideHtml('source', source, isSame ? 's' : 'l')}${sideHtml('wanted', wanted, isSame ? 's' : 'r')}<td class="at" data-name="declared at">${placeHtml(declaredAt, href)}</td></tr>${conflict === undefined ? null : conflictHtml(conflict, sourceBefore, clone)}</tbody>`;
}

function placeHtml(declaredAt: string | null, href: string | undefined): Html {
  if (declaredAt === null) return html`not known`;
  return href === undefined ? html`${declaredAt}` : html`<a href="${href}">${declaredAt}</a>`;
}

function sideHtml(name: string, text: string | null, look: 'l' | 'r' | 's'): Html {
  if (text === null) return html`<td class="none" data-name="${name}">nothing</td>`;
  const [first = '', ...more] = text.split('\n');
  return html`<td class="${look}" data-name="${name}">${first}${more.map((line) => html`\n${line}`)}</td>`;
}

/** By a word, and by a color. */
function conflictHtml(
  conflict: 'kept' | 'blocked',
  sourceBefore: OverrideView['sourceBefore'],
  clone: OverrideView['clone'],
): Html {
  const look = conflict === 'blocked' ? 'blocked' : 'warning';
  const ofSource =
    sourceBefore === undefined
      ? html` What the source had before is no longer known.`
      : html` The source had ${sourceBefore === null ? 'nothing there' : html`<code>${oneLine(sourceBefore)}</code>`}.`;
  const ofClone =
    clone === undefined
      ? null
      : html` The clone has ${clone === null ? 'nothing there' : html`<code>${oneLine(clone)}</code>`}.`;
  return html`<tr><td colspan="4" class="clash"><span class="badge ${look}">conflict</span> The source changed this since the clone was last written: ${conflictWords(conflict)}.${ofSource}${ofClone}</td></tr>`;
}
