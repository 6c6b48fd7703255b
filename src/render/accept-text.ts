// What `accept` would record, and what it recorded.
import type { Address } from '../model/address.ts';
import type { Drift } from '../plan/plan.ts';
import { driftItemLines } from './plan-text.ts';
import { toDriftView } from './plan-view.ts';
import { count, driftWords } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, layout } from './wrap.ts';

export interface AcceptedDrift {
  readonly address: Address;
  readonly drift: readonly Drift[];
}

/** Shown before anybody is asked: how each clone differs from what is recorded. */
export function renderToAccept(clones: readonly AcceptedDrift[], style: Style): string {
  const head = `To be recorded as the new baseline: ${count(clones.length, 'clone')}. Nothing changes in Palette.`;
  return joinLines([
    ...layout([{ text: head, tone: 'bold' }], style, { first: 0, hang: 2 }),
    ...clones.flatMap(({ drift }) =>
      drift.flatMap(({ hint: _hint, ...item }) => driftItemLines(toDriftView(item), style)),
    ),
  ]);
}

export function renderAccepted(clones: readonly AcceptedDrift[], left: readonly Drift[]): string {
  const lines = [
    ...(clones.length === 0 ? ['Nothing to accept: the content matches what is recorded.'] : []),
    ...clones.map(
      ({ address, drift }) =>
        `Accepted ${safeText(address)}: ${drift.map(({ kind }) => driftWords(kind)).join(', ')}.`,
    ),
    ...left.map(
      ({ address, kind }) =>
        `Not accepted: ${safeText(address)}: ${driftWords(kind)}; change the declaration to keep it.`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
