// Errors and warnings on the page: those of one kind that have the same advice are one entry, however many they are.
import type { Diagnostic } from '../../model/diagnostic.ts';
import { type Html, html, when } from './html.ts';

/** So many of a kind have an entry each. */
const FEW = 2;

export function diagnosticItems(diagnostics: readonly Diagnostic[]): readonly Html[] {
  const kinds = new Map<string, Diagnostic[]>();
  for (const one of diagnostics) {
    const key = JSON.stringify([one.severity, one.code, one.hint ?? null]);
    const known = kinds.get(key);
    if (known === undefined) kinds.set(key, [one]);
    else known.push(one);
  }
  return [...kinds.values()].flatMap((kind) => (kind.length <= FEW ? kind.map(itemHtml) : [kindHtml(kind)]));
}

function itemHtml(one: Diagnostic): Html {
  return html`<div class="item row"><span class="badge ${one.severity}">${one.severity}</span>${whatHtml(one, one.message)}</div>`;
}

/** Their places are listed; the message too, where it is another one each time. */
function kindHtml(kind: readonly Diagnostic[]): Html {
  const [first] = kind;
  if (first === undefined) return html``;
  const messages = new Set(kind.map(({ message }) => message));
  const head = messages.size === 1 ? first.message : `${first.message}, and ${kind.length - 1} more like it`;
  return html`<details class="item"><summary><span class="badge ${first.severity}">${first.severity} ×${kind.length}</span>${whatHtml(first, head)}</summary><div class="body"><ul class="lines">${kind.map(
    ({ message, place }) =>
      html`<li>${messages.size === 1 ? '' : message}${placeHtml(place, messages.size === 1 ? '' : ' · ')}</li>`,
  )}</ul></div></details>`;
}

function whatHtml({ code, hint, place }: Diagnostic, text: string): Html {
  return html`<span class="what">${text} <code class="soft">${code}</code>${when(
    place !== undefined,
    () => html`<span class="clause">${placeHtml(place, '')}</span>`,
  )}${hint === undefined ? null : html`<span class="clause">next: ${hint}</span>`}</span>`;
}

function placeHtml(place: Diagnostic['place'], before: string): Html | null {
  if (place === undefined) return null;
  return html`${before}<code>${place.file}:${place.line}</code>`;
}
