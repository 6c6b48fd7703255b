// Clones that need somebody, the gravest first: each cause is said once, with all the clones that it hits.
import { parseAddress } from '../../model/address.ts';
import { isWork } from '../../plan/document.ts';
import { groupBy } from '../../plan/planning-context.ts';
import { ACTION_WORDS, count, driftWords } from '../../render/plan-words.ts';
import type { Style, Tone } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { layout, wrapText } from '../../render/wrap.ts';
import { STANDING_WORDS, STANDINGS, type Standing, standingOf } from './states.ts';
import type { Status, StatusCell, StatusRow } from './status.ts';

const FLUSH = { first: 0, hang: 2 } as const;
/** So many places of one cause are named; the rest is counted. */
const MOST_PLACES = 30;

const TONES: Partial<Record<Standing, Tone>> = {
  blocked: 'blocked',
  incomplete: 'remove',
  unreadable: 'remove',
};

/** Clones that need somebody for the same reason. */
export interface Cause {
  readonly standing: Standing;
  readonly id: string;
  readonly words: string;
  readonly cells: readonly StatusCell[];
}

/** The gravest first; same declaration and same words are one cause. */
export function causesOf({
  declarations,
  hasState,
}: Pick<Status, 'declarations' | 'hasState'>): readonly Cause[] {
  const byStanding = groupBy(
    declarations.flatMap((row) => row.cells),
    standingOf,
  );
  // Before the first apply everything is missing: one line says it, and a plan shows it.
  const told = STANDINGS.filter((standing) => standing !== 'current' && (hasState || standing !== 'missing'));
  return told.flatMap((standing) =>
    [...groupBy(byStanding.get(standing) ?? [], (cell) => `${idOf(cell)}\u0000${causeWords(cell)}`)].flatMap(
      ([, cells]) => {
        const [first] = cells;
        return first === undefined ? [] : [{ standing, id: idOf(first), words: causeWords(first), cells }];
      },
    ),
  );
}

export function exceptionLines(
  status: Status,
  style: Style,
  { verbose }: { readonly verbose: boolean },
): readonly string[] {
  const all = causesOf(status);
  const standings = STANDINGS.filter((one) => all.some(({ standing }) => standing === one));
  return standings.flatMap((standing, index) => {
    const causes = all.filter((cause) => cause.standing === standing);
    const cells = causes.flatMap((cause) => cause.cells);
    const title = `${capital(STANDING_WORDS[standing])}: ${cells.length}`;
    const lines = verbose ? cells.map((cell) => [cell]) : causes.map((cause) => cause.cells);
    return [
      ...(index === 0 ? [] : ['']),
      ...layout([{ text: title, tone: TONES[standing] ?? 'warn' }], style, FLUSH),
      ...lines.flatMap((hit) => causeLines(hit, style, verbose)),
    ];
  });
}

function causeLines(cells: readonly StatusCell[], style: Style, verbose: boolean): readonly string[] {
  const [first] = cells;
  if (first === undefined) return [];
  const clusters = new Set(cells.flatMap((cell) => cell.clusters.map(({ uid }) => uid))).size;
  const used = clusters === 0 ? [] : [`used by ${count(clusters, 'cluster')}`];
  const cause = { text: `  ${[causeWords(first), ...used].join('; ')}` };
  const indent = { first: 2, hang: 6 } as const;
  if (cells.length === 1)
    return layout([{ text: first.address, tone: 'bold', keep: true }, cause], style, indent);
  const name = `${idOf(first)} ×${cells.length}`;
  const places = cells.map((cell) => cell.project ?? '(tenant)');
  const named = verbose ? places : places.slice(0, MOST_PLACES);
  const more = places.length - named.length;
  const rest = more === 0 ? '' : `, and ${more} more (--verbose lists all)`;
  return [
    ...layout([{ text: name, tone: 'bold', keep: true }, cause], style, indent),
    ...wrapText(`${named.join(', ')}${rest}`, style, { first: 6, hang: 6 }),
  ];
}

function idOf({ address }: StatusCell): string {
  return parseAddress(address)?.id ?? address;
}

/** `has base 1.0.0, 1.2.0 is available (2 versions behind, minor); edited in Palette`; what its heading says is not said again. */
export function causeWords(cell: StatusCell): string {
  const standing = standingOf(cell);
  const isOther = cell.status !== 'current' && cell.status !== standing;
  return [
    ...versionWords(cell),
    ...(isOther ? [STANDING_WORDS[cell.status]] : []),
    ...(standing === 'blocked' ? [`blocked by ${cell.blockedBy}`] : []),
    ...editsOf(cell).map(driftWords),
    ...(isWork(cell) ? [`next: ${ACTION_WORDS[cell.action].verb}`] : []),
  ].join('; ');
}

/** Other content than planned is what incomplete means, and nobody's edit: where it was edited since, it is blocked. */
export function editsOf(cell: StatusCell): StatusCell['drift'] {
  return standingOf(cell) === 'incomplete'
    ? cell.drift.filter((kind) => kind !== 'clone_edited')
    : cell.drift;
}

/** The source version that it has and the one that there is, not its own version, which may be another. */
function versionWords({ source, behind, latest, jump, waitsFor }: StatusCell): readonly string[] {
  if (source.version === null) return source.name === '' ? [] : [`from ${source.name}`];
  const has = `has ${source.name} ${source.version}`;
  if (behind === 0) return [has];
  const distance = [...(behind > 1 ? [`${behind} versions behind`] : []), ...(jump === null ? [] : [jump])];
  const available = `${latest ?? '?'} is available${distance.length === 0 ? '' : ` (${distance.join(', ')})`}`;
  return [`${has}, ${available}`, ...(waitsFor === null ? [] : [`${waitsFor} must be upgraded first`])];
}

/** Of a clone with which all is well. */
function factsOf(cell: StatusCell): readonly string[] {
  return [
    ...(cell.clusters.length > 0 ? [count(cell.clusters.length, 'cluster')] : []),
    ...(cell.older > 0 ? [`${cell.older} older kept`] : []),
    ...(cell.isProtected ? ['protected'] : []),
  ];
}

/** With --verbose: what is up to date, by declaration. */
export function fineLines({ declarations }: Status, style: Style): readonly string[] {
  const fine = declarations.flatMap((row) => {
    const cells = row.cells.filter((cell) => standingOf(cell) === 'current');
    return cells.length === 0 ? [] : [{ ...row, cells }];
  });
  if (fine.length === 0) return [];
  const title = `Up to date: ${fine.flatMap((row) => row.cells).length}`;
  return [
    ...layout([{ text: title, tone: 'add' }], style, FLUSH),
    ...fine.flatMap((row) => declarationLines(row, style)),
  ];
}

function declarationLines(row: StatusRow, style: Style): readonly string[] {
  const { cells } = row;
  const from = row.isDeclared ? `  from ${sourcesOf(row)}` : '  no longer declared';
  const table = renderTable(
    [
      { head: 'PROJECT', cells: cells.map((cell) => cell.project ?? '(tenant)'), keep: true },
      { head: 'VERSION', cells: cells.map((cell) => cell.version ?? '–') },
      { head: 'FROM', cells: cells.map((cell) => cell.source.version ?? '–'), drop: 1 },
      { head: 'NEWEST', cells: cells.map((cell) => cell.latest ?? '–'), drop: 2 },
      { head: 'NOTES', cells: cells.map((cell) => factsOf(cell).join(', ')), keep: true },
    ],
    style,
    4,
  );
  return [
    ...layout([{ text: row.id, tone: 'bold', keep: true }, { text: from }], style, { first: 2, hang: 4 }),
    table.head,
    ...table.rows.flat(),
  ];
}

export function sourcesOf({ cells }: StatusRow): string {
  return [...new Set(cells.map((cell) => cell.source.name))].join(', ');
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
