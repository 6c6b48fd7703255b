// A report as Markdown for a pull request: the summary always fits; detail yields, creates first, deletes last.
import type { DriftView } from '../drift-view.ts';
import { countChanges, IMPORTS_TITLE } from '../plan-view.ts';
import type { ReportView, Section, SectionId } from '../report-view.ts';
import { SELECTORS_TITLE } from '../selector-words.ts';
import { type Fitted, fitItems, type Item, wholeSize } from './budget.ts';
import { detailLine, idOf, toItem } from './change-markdown.ts';
import { mdCode, mdFence, mdText } from './escape.ts';

/** Comments take 65,536 characters on GitHub. */
export const COMMENT_CHARACTERS = 60_000;
/** Kept for what a section says of what it left out. */
const RESERVE = 1000;
/** What a section may have of what is left, when what comes later would need it. */
const GREED = 0.6;
const MOST_NAMES = 12;
const MOST_NAME = 40;
const NOT_ALL =
  '_Too long for one comment: the parts left out are counted below. The HTML and JSON reports are complete._\n\n';
/** How much of each list the summary has: the first that leaves room for details, or the last. */
const LIMITS = [
  { removals: 20, places: 30, cautions: 10 },
  { removals: 10, places: 15, cautions: 10 },
  { removals: 5, places: 5, cautions: 3 },
  { removals: 0, places: 0, cautions: 1 },
] as const;
type Limits = (typeof LIMITS)[number];
/** One untrusted text of a summary line. */
const MOST_TEXT = 300;

/** `most`: characters of the whole; less than some thousand make no report. */
export function renderReportMarkdown(view: ReportView, most: number = COMMENT_CHARACTERS): string {
  const heads = LIMITS.map((limits) => headOf(view, limits));
  const head = heads.find((text) => text.length <= most / 3) ?? heads.at(-1) ?? '';
  const foot = footOf(view);
  const groups = groupsOf(view);
  let left = most - head.length - foot.length - NOT_ALL.length;
  for (const { title } of groups) left -= title.length + RESERVE;
  const fitted = groups.map((group, index) => {
    const needed = groups.slice(index + 1).reduce((sum, { items }) => sum + wholeSize(items), 0);
    const fit = fitItems(group.items, Math.max(0, left * GREED, left - needed));
    left -= fit.used;
    return { group, fit };
  });
  const isShort = fitted.some(({ fit }) => fit.left.length > 0 || fit.shortened > 0);
  return [head, isShort ? NOT_ALL : '', ...fitted.map(({ group, fit }) => blockOf(group, fit)), foot].join(
    '',
  );
}

interface Group {
  readonly id: SectionId | 'drift' | 'unmanaged' | 'imports' | 'diagnostics' | 'selectors';
  readonly title: string;
  /** Folded away as a whole: what a reviewer need not read line by line. */
  readonly isFolded: boolean;
  readonly items: readonly Item[];
}

function selectorsGroup({ selectors }: ReportView): Group {
  const items = selectors.map((text) => ({
    name: 'selector',
    count: 1,
    line: `- ${mdText(text)}\n`,
    full: null,
  }));
  return { id: 'selectors', title: SELECTORS_TITLE, isFolded: false, items };
}

/** In the order in which they are shown, which is the order in which they get room. */
function groupsOf(view: ReportView): readonly Group[] {
  const section = ({ id, title, changes }: Section): Group => ({
    id,
    title: `${title}: ${countChanges(changes)}`,
    isFolded: id === 'creates',
    items: changes.map((change) => toItem(change, id === 'failed' || id === 'blocked')),
  });
  const sections = view.sections.map(section);
  const extra: Group[] = [
    selectorsGroup(view),
    {
      id: 'diagnostics',
      title: `Diagnostics: ${view.diagnostics.length}`,
      isFolded: false,
      items: view.diagnostics.map(({ severity, code, message, hint }) => ({
        name: code,
        count: 1,
        line: `- ${severity} ${mdCode(code)}: ${mdText(message)}${hint === undefined ? '' : `<br>next: ${mdText(hint)}`}\n`,
        full: null,
      })),
    },
    {
      id: 'drift',
      title: `Drift: ${view.drifted}`,
      isFolded: false,
      items: [...view.drift.map(driftItem), ...view.driftNext.map(nextItem)],
    },
    {
      id: 'unmanaged',
      title: `Unmanaged: ${view.unmanaged.length}`,
      isFolded: false,
      items: view.unmanaged.map((text) => ({
        name: 'object',
        count: 1,
        line: `- ${mdText(text)}\n`,
        full: null,
      })),
    },
  ];
  if (view.kind !== 'drift' && view.imports.length > 0)
    extra.push({
      id: 'imports',
      title: IMPORTS_TITLE,
      isFolded: false,
      items: [
        {
          name: 'imports',
          count: 1,
          line: '- `imports` of the JSON report has the entries.\n',
          full: `${mdFence('yaml', view.imports)}\n\n`,
        },
      ],
    });
  const creates = sections.filter((group) => group.id === 'creates');
  const others = sections.filter((group) => group.id !== 'creates');
  return [...others, ...extra, ...creates].filter((group) => group.items.length > 0);
}

function driftItem({ address, count, labels, words, detail, details, hint }: DriftView): Item {
  const next = hint === null ? '' : `<br>next: ${mdText(hint)}`;
  const size = count === 1 ? '' : ` ×${count}`;
  const names = count === 1 ? '' : `<br>${labels.map((label) => mdCode(label)).join(', ')}`;
  const head = `${mdCode(address)}${size} ${mdText(`${words}: ${detail}`)}`;
  const lines = details.map(detailLine);
  const body = lines.length === 0 ? '' : `\n${indented(mdFence('diff', lines))}\n\n`;
  return {
    name: idOf(address),
    count,
    line: `- ${head}${next}\n`,
    full: lines.length === 0 && names === '' ? null : `- ${head}${names}${next}\n${body}`,
  };
}

/** What can be done about several. */
function nextItem(text: string): Item {
  return { name: 'next', count: 0, line: `- next: ${mdText(text)}\n`, full: null };
}

function indented(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}

function blockOf(group: Group, { texts, shortened, left }: Fitted): string {
  const gaps = [
    ...(left.length > 0
      ? [`${texts.length === 0 ? 'Not listed' : `${countChanges(left)} more`}: ${namesOf(left)}.`]
      : []),
    ...(shortened > 0 ? [`Without details: ${shortened}.`] : []),
  ];
  const body = `${texts.join('')}${gaps.length === 0 ? '' : `\n${gaps.join(' ')}\n`}`;
  if (group.isFolded && texts.length > 0)
    return `<details><summary><b>${group.title}</b></summary>\n\n${body}\n</details>\n\n`;
  return `#### ${group.title}\n\n${body.replace(/^\n/, '')}\n`;
}

/** How many of each declaration. */
function namesOf(items: readonly Item[]): string {
  const counts = new Map<string, number>();
  for (const { name, count } of items) counts.set(name, (counts.get(name) ?? 0) + count);
  const names = [...counts].slice(0, MOST_NAMES).map(([name, n]) => `${mdCode(cut(name, MOST_NAME))} × ${n}`);
  const more = counts.size - names.length;
  return `${names.join(', ')}${more === 0 ? '' : ` and ${more} other names`}`;
}

function headOf(view: ReportView, limits: Limits): string {
  const cautions = view.cautions.slice(0, limits.cautions).map((text) => `\n> ${mdText(cut(text))}\n`);
  return [
    `<!-- cloneform ${view.kind} -->\n### ${view.title}\n\n`,
    view.outcome === null
      ? ''
      : `${view.outcome.isWhole ? '' : '❌ '}**${mdText(view.outcome.headline)}**\n\n`,
    `${view.outcome === null ? '**' : ''}${mdText(view.headline)}${view.outcome === null ? '**' : ''} ${mdText(view.facts.join(' '))}\n`,
    ...cautions,
    removalsOf(view, limits.removals),
    placesOf(view, limits.places),
    '\n',
  ].join('');
}

function removalsOf({ removals, hasErrors }: ReportView, most: number): string {
  if (removals.length === 0 || hasErrors) return '';
  const more = removals.length - most;
  return [
    `\n> [!CAUTION]\n> **Deleted from Palette: ${removals.length}**\n>\n`,
    ...removals
      .slice(0, most)
      .map(({ address, clone }) => `> - ${mdCode(cut(address))} ${mdText(cut(clone))}\n`),
    more > 0 ? `> - and ${more} more\n` : '',
  ].join('');
}

function placesOf({ places: { columns, rows } }: ReportView, most: number): string {
  if (rows.length < 2) return '';
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |\n`;
  const cell = (n: number): string => (n === 0 ? '' : String(n));
  const rest = rows.slice(most);
  const total = (list: typeof rows, index: number): number =>
    list.reduce((sum, row) => sum + (row.counts[index] ?? 0), 0);
  return [
    '\n',
    line(['project', ...columns]),
    line(['---', ...columns.map(() => '--:')]),
    ...rows.slice(0, most).map(({ place, counts }) => line([mdText(cut(place)), ...counts.map(cell)])),
    rest.length === 0
      ? ''
      : line([`${rest.length} more`, ...columns.map((_, index) => cell(total(rest, index)))]),
    line(['**all**', ...columns.map((_, index) => `**${total(rows, index)}**`)]),
  ].join('');
}

function footOf(view: ReportView): string {
  return [
    view.next === null
      ? ''
      : `${mdText(view.next.words)}${view.next.command === null ? '' : ` ${mdCode(view.next.command)}`}\n\n`,
    `<sub>${mdText(cut(view.host))} · ${view.hasChanges ? `checksum ${mdText(view.checksum)} · ` : ''}${mdText(view.tool)} · ${mdText(view.createdAt)}</sub>\n`,
  ].join('');
}

function cut(text: string, most: number = MOST_TEXT): string {
  return text.length <= most ? text : `${text.slice(0, most)}…`;
}
