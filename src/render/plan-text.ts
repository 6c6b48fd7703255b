// A plan for a terminal: summary first, one numbered line per change, deletes last and unmistakable, then what to do next.
import type { PackChange } from '../content/pack-change.ts';
import type { Plan } from '../plan/plan.ts';
import { type Detail, type DetailKind, packDetails } from './change-details.ts';
import { type ChangeView, removes } from './change-view.ts';
import { renderDiagnostics } from './diagnostics-text.ts';
import type { DriftView } from './drift-view.ts';
import { labelsByDeclaration, memberLines } from './member-text.ts';
import { applyCommand, type NextCommandFacts } from './next-command.ts';
import { countChanges, IMPORTS_TITLE, type PlanView, toPlanView } from './plan-view.ts';
import { SELECTORS_TITLE } from './selector-words.ts';
import { layoutColumns, type Style, type Tone } from './style.ts';
import { columnsOfSpans, joinLines, layout, type Span, wrapText } from './wrap.ts';

export interface PlanTextOptions extends Partial<NextCommandFacts> {
  /** `none`: one line per change, or group of changes, and no more. Default `full`. */
  readonly detail?: 'none' | 'full';
  /** Who shows it; `plan` and `show` tell the next step, the others ask for themselves. Default `plan`. */
  readonly command?: 'plan' | 'apply' | 'destroy' | 'show';
}

const VERB_COLUMNS = 7;
const DETAIL_INDENT = { first: 6, hang: 8 } as const;
/** What continues on another line stands behind the signs, so that it is not taken for a line of its own. */
const DIFF_INDENT = { first: 6, hang: 12 } as const;
const CLAUSE_INDENT = { first: 6, hang: 8 } as const;
const MOST_REMOVALS = 20;

export function renderPlanText(plan: Plan, style: Style, options: PlanTextOptions = {}): string {
  const view = toPlanView(plan, { isVerbose: style.isVerbose === true });
  const all = [...view.changes, ...view.deletes, ...view.blocked];
  const digits = Math.max(3, String(all.length).length);
  const earlier: Earlier = { details: new Map(), causes: new Map() };
  const show = (change: ChangeView): readonly string[] =>
    changeLines(
      options.detail === 'none' ? { ...change, details: [] } : asEarlier(earlier, change),
      style,
      digits,
    );
  const section = (title: string, tone: Tone, changes: readonly ChangeView[]): readonly string[] =>
    changes.length === 0
      ? []
      : [...heading(`${title}: ${countChanges(changes)}`, tone, style), ...changes.flatMap(show)];
  const after: readonly (readonly string[])[] = [
    section('Blocked', 'blocked', view.blocked),
    driftLines(view, style),
    unmanagedLines(view, style),
    importLines(view, style),
    plan.diagnostics.length === 0 ? [] : [renderDiagnostics(plan.diagnostics, style).trimEnd()],
  ];
  const areDeletesLast = after.every((lines) => lines.length === 0);
  const blocks: readonly (readonly string[])[] = [
    headLines(view, style),
    selectedLines(view, style),
    view.changes.flatMap(show),
    section('Deletes', 'remove', view.deletes),
    ...after,
    footerLines(plan, areDeletesLast ? { ...view, removals: [] } : view, style, options),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map(joinLines)
    .join('\n');
}

function headLines(view: PlanView, style: Style): readonly string[] {
  return [
    ...heading(view.headline, 'bold', style),
    ...(view.facts.length === 0 ? [] : wrapText(view.facts.join(' '), style, FLUSH)),
    ...view.cautions.flatMap((text) => layout([{ text, tone: 'warn' }], style, FLUSH)),
  ];
}

const FLUSH = { first: 0, hang: 2 } as const;

function heading(text: string, tone: Tone, style: Style): readonly string[] {
  return layout([{ text, tone }], style, FLUSH);
}

function changeLines(change: ChangeView, style: Style, digits: number): readonly string[] {
  const { symbol, verb, tone, address } = change;
  const head: readonly Span[] = [
    { text: `${String(change.number).padStart(digits)} `, keep: true },
    { text: `${symbol} ${verb}${change.count > 1 ? ` ×${change.count}` : ''}`, tone, keep: true },
    { text: change.count > 1 ? '' : ' '.repeat(VERB_COLUMNS - verb.length) },
    ...(address === null ? [] : [{ text: '  ' }, { text: address, tone: 'bold', keep: true } as const]),
  ];
  const clause = clauseSpans(change);
  const isOneLine = columnsOfSpans([...head, ...clause]) + 2 <= layoutColumns(style);
  const first = isOneLine
    ? layout([...head, { text: '  ' }, ...clause], style, { first: 0, hang: CLAUSE_INDENT.first })
    : [
        ...layout(head, style, { first: 0, hang: CLAUSE_INDENT.first }),
        ...layout(clause, style, CLAUSE_INDENT),
      ];
  const { members } = change;
  return [
    ...first,
    ...(change.count > 1
      ? memberLines(address === null ? labelsByDeclaration(members) : members, style, removes(change))
      : []),
    ...change.details.flatMap((item) => detailLines(item, style)),
  ];
}

/** A fleet that changes alike is reported once: from so many lines on, the others point to the first. */
const WORTH_POINTING = 3;

/** The number of the change that first said it. */
interface Earlier {
  readonly details: Map<string, number>;
  readonly causes: Map<string, number>;
}

function asEarlier(earlier: Earlier, change: ChangeView): ChangeView {
  const { number } = change;
  const key = JSON.stringify([change.verb, change.details]);
  const first = earlier.details.get(key);
  if (first === undefined) earlier.details.set(key, number);
  if (first !== undefined && change.details.length >= WORTH_POINTING)
    return { ...change, details: [{ kind: 'reason', text: `the same as in ${first}` }] };
  return change.action === 'blocked' ? { ...change, details: causesOnce(earlier.causes, change) } : change;
}

/** A cause that was reported comes without what to do about it. */
function causesOnce(causes: Map<string, number>, { number, details }: ChangeView): readonly Detail[] {
  let isKnown = false;
  return details.flatMap((detail, index): readonly Detail[] => {
    if (detail.kind === 'next' && isKnown) return [];
    if (detail.kind !== 'why') return [detail];
    const next = details[index + 1];
    const key = JSON.stringify([detail.text, next?.kind === 'next' ? next.text : null]);
    const first = causes.get(key);
    isKnown = first !== undefined;
    if (first !== undefined) return [{ kind: 'why', text: `${detail.text.split(':')[0]}: as in ${first}` }];
    causes.set(key, number);
    return [detail];
  });
}

function clauseSpans(change: ChangeView): readonly Span[] {
  if (change.movedFrom === null) return [{ text: change.clause }];
  return [{ text: 'from ' }, { text: change.movedFrom, keep: true }, { text: `  ${change.clause}` }];
}

const DETAIL_LOOK = {
  reason: { sign: '', tone: 'dim' },
  add: { sign: '+ ', tone: 'add' },
  change: { sign: '~ ', tone: 'change' },
  remove: { sign: '- ', tone: 'remove' },
  warn: { sign: '! ', tone: 'warn' },
  why: { sign: 'why: ', tone: 'blocked' },
  next: { sign: 'next: ', tone: undefined },
  note: { sign: '', tone: undefined },
  diff: { sign: '  ', tone: 'dim' },
} as const satisfies Record<DetailKind, { readonly sign: string; readonly tone: Tone | undefined }>;

function detailLines(detail: Detail, style: Style): readonly string[] {
  const { sign, tone } = DETAIL_LOOK[detail.kind];
  const spans: Span[] = [{ text: `${sign}${detail.text}`, tone }];
  if (detail.address !== undefined) spans.push({ text: ' ' }, { text: detail.address, tone, keep: true });
  return layout(spans, style, detail.kind === 'diff' ? DIFF_INDENT : DETAIL_INDENT);
}

export function driftLines({ drift, drifted, driftNext }: PlanView, style: Style): readonly string[] {
  if (drift.length === 0) return [];
  return [
    ...heading(`Drift: ${drifted}`, 'warn', style),
    ...drift.flatMap((one) => driftItemLines(one, style)),
    ...driftNext.flatMap((text) => wrapText(`next: ${text}`, style, { first: 2, hang: 4 })),
  ];
}

/** Differences by pack, as a change shows them. */
export function packLines(content: readonly PackChange[], style: Style): readonly string[] {
  return content.flatMap(packDetails).flatMap((item) => detailLines(item, style));
}

/** One clone that drifted, or several that drifted alike, with what differs. */
export function driftItemLines(
  { address, count, labels, words, detail, details, hint }: DriftView,
  style: Style,
): readonly string[] {
  return [
    ...layout(
      [
        { text: address, tone: 'bold', keep: true },
        { text: `${count > 1 ? ` ×${count}` : ''}  ${words}: ${detail}` },
      ],
      style,
      { first: 2, hang: 6 },
    ),
    ...(count > 1
      ? memberLines(
          labels.map((label) => ({ label, uid: null })),
          style,
          false,
        )
      : []),
    ...details.flatMap((item) => detailLines(item, style)),
    ...(hint === null ? [] : detailLines({ kind: 'next', text: hint }, style)),
  ];
}

function selectedLines({ selectors }: PlanView, style: Style): readonly string[] {
  if (selectors.length === 0) return [];
  return [
    ...heading(SELECTORS_TITLE, 'bold', style),
    ...selectors.flatMap((text) => wrapText(text, style, { first: 2, hang: 6 })),
  ];
}

export function unmanagedLines(view: PlanView, style: Style): readonly string[] {
  if (view.unmanaged.length === 0) return [];
  return [
    ...heading(`Unmanaged: ${view.unmanaged.length}`, 'bold', style),
    ...view.unmanaged.flatMap((text) => wrapText(text, style, { first: 2, hang: 6 })),
  ];
}

/** Never wrapped: what is pasted has to be YAML. */
function importLines({ imports }: PlanView, style: Style): readonly string[] {
  if (imports.length === 0) return [];
  const unbroken = imports.flatMap((text) => layout([{ text, keep: true }], style, { first: 0, hang: 0 }));
  return [...wrapText(`${IMPORTS_TITLE}:`, style, FLUSH), '', ...unbroken];
}

function footerLines(plan: Plan, view: PlanView, style: Style, options: PlanTextOptions): readonly string[] {
  if (!view.hasWork && plan.summary.blocked === 0) return [];
  return [
    ...(view.hasErrors ? [] : removalLines(view, style)),
    ...layout([{ text: `Palette  ${plan.host}`, tone: 'dim' }], style, FLUSH),
    ...layout([{ text: `Checksum ${plan.checksum}`, tone: 'dim' }], style, FLUSH),
    ...nextLines(plan, view, style, options),
  ];
}

/** By name once more, where whoever approves looks last. */
function removalLines(view: PlanView, style: Style): readonly string[] {
  const { removals } = view;
  if (removals.length === 0) return [];
  const more = removals.length - MOST_REMOVALS;
  return [
    ...heading(`Will be deleted from Palette: ${countChanges(view.deletes)}`, 'remove', style),
    ...removals.slice(0, MOST_REMOVALS).flatMap(({ address, clone }) =>
      layout(
        [
          { text: '- ', tone: 'remove' },
          { text: clone, tone: 'remove' },
          { text: '  ' },
          { text: address, keep: true },
        ],
        style,
        {
          first: 2,
          hang: 6,
        },
      ),
    ),
    ...(more > 0
      ? layout([{ text: `and ${more} more, all listed above`, tone: 'remove' }], style, { first: 2, hang: 6 })
      : []),
  ];
}

function nextLines(plan: Plan, view: PlanView, style: Style, options: PlanTextOptions): readonly string[] {
  const next = nextStep(plan, view, options);
  return next.flatMap((spans) => layout(spans, style, FLUSH));
}

function nextStep(
  plan: Plan,
  view: PlanView,
  { command = 'plan', planFile = null, given = [] }: PlanTextOptions,
): readonly (readonly Span[])[] {
  if (command === 'apply' || command === 'destroy') return [];
  if (view.hasErrors) return [[{ text: 'Next: fix the errors above; nothing is applied until then.' }]];
  const apply = applyCommand(plan.options, { planFile, given });
  // In one piece: it is there to be copied.
  if (plan.summary.blocked === 0) return [[{ text: 'Next: ' }, { text: apply, keep: true }]];
  const next = [{ text: 'Next: fix the blocked changes; nothing is applied until then.' }];
  return view.hasWork
    ? [next, [{ text: 'To apply the rest: ' }, { text: `${apply} --skip-blocked`, keep: true }]]
    : [next];
}
