// One change in Markdown: a line of its own, or a line that opens into what it does.
import { parseAddress } from '../../model/address.ts';
import type { Detail } from '../change-details.ts';
import type { ReportedChange } from '../report-view.ts';
import type { Item } from './budget.ts';
import { mdCode, mdFence, mdHtmlCode, mdText } from './escape.ts';

/** In a `diff` block the first character gives a line its color. */
const SIGNS: Readonly<Record<Detail['kind'], string>> = {
  reason: '  ',
  add: '+ ',
  change: '! ',
  remove: '- ',
  warn: '! ',
  why: '! why: ',
  next: '  next: ',
  note: '  ',
  diff: '',
};

/** `isOpen`: details stand there unfolded, for what nobody may overlook. */
export function toItem(change: ReportedChange, isOpen: boolean): Item {
  const { symbol, verb, address, clause, movedFrom, result } = change;
  const state = result === null ? '' : ` · ${result.words}`;
  const from = movedFrom === null ? '' : `from ${movedFrom}  `;
  // In code: a sign of its own would begin another list.
  const line = `- ${mdCode(symbol)} **${verb}** ${mdCode(address)} ${mdText(from + clause)}${state}\n`;
  const lines = [...(result?.notes ?? []).map((note) => `! ${note}`), ...change.details.map(detailLine)];
  const name = idOf(address);
  if (lines.length === 0) return { name, line, full: null };
  const head = `${mdText(symbol)} <b>${verb}</b> ${mdHtmlCode(address)} ${mdText(from + clause)}${state}`;
  return {
    name,
    line,
    full: `<details${isOpen ? ' open' : ''}><summary>${head}</summary>\n\n${mdFence('diff', lines)}\n</details>\n\n`,
  };
}

/** The declaration that an address is of. */
export function idOf(address: string): string {
  return parseAddress(address)?.id ?? address;
}

export function detailLine(detail: Detail): string {
  if (detail.kind === 'diff') return diffLine(detail.text);
  const address = detail.address === undefined ? '' : ` ${detail.address}`;
  return `${SIGNS[detail.kind]}${detail.text}${address}`;
}

function diffLine(text: string): string {
  if (text.startsWith('@@')) return `    ${text}`;
  const sign = text.slice(0, 1);
  return `${sign === '~' ? '!' : sign === '+' || sign === '-' ? sign : ' '}   ${text.slice(2)}`;
}
