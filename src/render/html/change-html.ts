// One change on the page: a line, which opens into its facts and its packs side by side.
import type { Detail, DetailKind } from '../change-details.ts';
import { removes } from '../change-view.ts';
import type { DiffRow, PackView } from '../pack-view.ts';
import type { ReportedChange } from '../report-view.ts';
import { type Html, html, trusted, when } from './html.ts';
import { overridesHtml } from './overrides-html.ts';

export function changeHtml(change: ReportedChange, isOpen: boolean): Html {
  const { action, address, clause, movedFrom, result, packs, overrides, members, count } = change;
  const lines = change.details.filter(({ isPack, isOverride }) => isPack !== true && isOverride !== true);
  const verb = count > 1 ? `${change.verb} ×${count}` : change.verb;
  const head = html`<span class="badge ${action}">${verb}</span><span class="what">${address === null ? null : html`<code>${address}</code>`}${when(
    result !== null,
    () => html` <span class="badge ${result?.status ?? ''}">${result?.words ?? ''}</span>`,
  )}<span class="clause">${movedFrom === null ? null : html`from <code>${movedFrom}</code> · `}${clause}</span></span>`;
  const notes = result?.notes ?? [];
  const places = JSON.stringify([...new Set(members.map(({ place }) => place))]);
  const isBare = lines.length === 0 && packs.length === 0 && overrides.length === 0 && notes.length === 0;
  if (isBare && count === 1)
    return html`<div class="item row" data-item="${action}" data-places="${places}">${head}</div>`;
  return html`<details class="item" data-item="${action}" data-places="${places}" data-count="${count}"${trusted(isOpen ? ' open' : '')}><summary>${head}</summary><div class="body">${when(
    notes.length > 0,
    () =>
      html`<ul class="lines">${notes.map((text) => html`<li class="t-remove"><span class="sign" aria-hidden="true">!</span>${text}</li>`)}</ul>`,
  )}${when(lines.length > 0, () => linesHtml(lines))}${when(count > 1, () => membersHtml(change))}${packs.map(packHtml)}${when(overrides.length > 0, () => overridesHtml(overrides))}</div></details>`;
}

/** Names of so many projects are in sight; of what is deleted, all. */
const MOST_MEMBERS = 30;

function membersHtml(change: ReportedChange): Html {
  const isRemoval = removes(change);
  const list = html`<ul class="members${isRemoval ? ' with-uid' : ''}">${change.members.map(
    ({ label, uid }) =>
      html`<li><code>${label}</code>${isRemoval && uid !== null ? html` <code class="soft">${uid}</code>` : null}</li>`,
  )}</ul>`;
  return isRemoval || change.count <= MOST_MEMBERS
    ? list
    : html`<details class="names"><summary>${change.count} clones</summary>${list}</details>`;
}

const SIGNS: Readonly<Record<DetailKind, string>> = {
  reason: '',
  add: '+',
  change: '~',
  remove: '−',
  warn: '!',
  why: '!',
  next: '→',
  note: '',
  diff: '',
};

function linesHtml(lines: readonly Detail[]): Html {
  return html`<ul class="lines">${lines.map(
    ({ kind, text, address }) =>
      html`<li class="t-${kind}"><span class="sign" aria-hidden="true">${SIGNS[kind]}</span>${text}${address === undefined ? null : html` <code>${address}</code>`}</li>`,
  )}</ul>`;
}

export function packHtml({ name, parts }: PackView): Html {
  return html`<section class="pack"><h3>${name}</h3><table>${parts.map(
    ({ what, rows }) =>
      html`<tbody>${what === null ? null : html`<tr><th colspan="2" scope="rowgroup">${what}</th></tr>`}${rows.map(rowHtml)}</tbody>`,
  )}</table></section>`;
}

function rowHtml({ kind, left, right }: DiffRow): Html {
  if (kind === 'note') return html`<tr><td colspan="2" class="at">${left}</td></tr>`;
  if (kind === 'same') return html`<tr><td class="s">${left}</td><td class="s">${right}</td></tr>`;
  const side = (text: string | null, name: string): Html =>
    text === null ? html`<td></td>` : html`<td class="${name}">${text}</td>`;
  return html`<tr>${side(left, 'l')}${side(right, 'r')}</tr>`;
}
