// One change in Markdown: a line of its own, or a line that opens into what it does.
import { parseAddress } from '../../model/address.ts';
import { type Detail, overrideKind } from '../change-details.ts';
import { removes } from '../change-view.ts';
import { type OverrideView, overrideWords } from '../override-view.ts';
import { count } from '../plan-words.ts';
import type { ReportedChange } from '../report-view.ts';
import type { Item } from './budget.ts';
import { mdCode, mdFence, mdHtmlCode, mdText } from './escape.ts';

/** Lines of overrides of one change, and places of those without a line. */
const MOST_OVERRIDES = 40;
const MOST_PLACES = 8;

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
  const { symbol, address, clause, movedFrom, result, count: size } = change;
  const verb = size > 1 ? `${change.verb} ×${size}` : change.verb;
  const state = result === null ? '' : ` · ${result.words}`;
  const from = movedFrom === null ? '' : `from ${movedFrom}  `;
  const words = mdText(from + clause);
  const at = (code: (text: string) => string): string => (address === null ? '' : ` ${code(address)}`);
  const names = size === 1 ? '' : namesOf(change);
  // In code: a sign of its own would begin another list. What goes is named even where there is no room for details.
  const line = `- ${mdCode(symbol)} **${verb}**${at(mdCode)} ${words}${state}${removes(change) && names !== '' ? `: ${names}` : ''}\n`;
  const lines = [...(result?.notes ?? []).map((note) => `! ${note}`), ...linesOf(change)];
  const item = { name: idOf(address ?? change.verb), count: size, line };
  if (lines.length === 0 && names === '') return { ...item, full: null };
  const head = `${mdText(symbol)} <b>${verb}</b>${at(mdHtmlCode)} ${words}${state}`;
  const body = [...(names === '' ? [] : [names]), ...(lines.length === 0 ? [] : [mdFence('diff', lines)])];
  return {
    ...item,
    full: `<details${isOpen ? ' open' : ''}><summary>${head}</summary>\n\n${body.join('\n\n')}\n</details>\n\n`,
  };
}

/** The members of a group; of what goes, with its UID. */
function namesOf(change: ReportedChange): string {
  const isRemoval = removes(change);
  return change.members
    .map(({ label, uid }) => `${mdCode(label)}${isRemoval && uid !== null ? ` (${mdText(uid)})` : ''}`)
    .join(', ');
}

/** What it does, with its overrides in short before what blocks it. */
function linesOf({ details, overrides }: ReportedChange): readonly string[] {
  const own = details.filter(({ isOverride }) => isOverride !== true);
  const blockedFrom = own.findIndex(({ kind }) => kind === 'why');
  const at = blockedFrom < 0 ? own.length : blockedFrom;
  return [...own.slice(0, at).map(detailLine), ...overrideLines(overrides), ...own.slice(at).map(detailLine)];
}

/** A line for each that no difference shows; of the others, where they are declared. */
function overrideLines(overrides: readonly OverrideView[]): readonly string[] {
  if (overrides.length === 0) return [];
  const listed = overrides.filter(({ isListed }) => isListed);
  const others = overrides.filter(({ isListed }) => !isListed);
  const places = [...new Set(others.flatMap(({ declaredAt }) => declaredAt ?? []))];
  const named = places.slice(0, MOST_PLACES).join(', ');
  const more = places.length > MOST_PLACES ? ` and ${places.length - MOST_PLACES} more lines` : '';
  const rest = `${count(others.length, listed.length === 0 ? 'override' : 'other override')}${named === '' ? '' : ` declared at ${named}${more}`}`;
  return [
    ...(listed.length === 0 ? [] : [`${SIGNS.note}overrides:`]),
    ...listed.slice(0, MOST_OVERRIDES).map((view) => {
      const at = view.declaredAt === null ? '' : ` (${view.declaredAt})`;
      return `${SIGNS[overrideKind(view)]}${overrideWords(view)}${at}`;
    }),
    ...(listed.length > MOST_OVERRIDES ? [`${SIGNS.note}… ${listed.length - MOST_OVERRIDES} more`] : []),
    ...(others.length === 0 ? [] : [`${SIGNS.note}${rest}`]),
  ];
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
