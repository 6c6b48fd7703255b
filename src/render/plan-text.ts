// A plan for a terminal: summary first, one numbered line per change, deletes last and unmistakable.
import { assertNever } from '../model/invariant.ts';
import type { Plan } from '../plan/plan.ts';
import { renderDiagnostics } from './diagnostics-text.ts';
import { type ChangeView, type PlanView, type Tone, toPlanView } from './plan-view.ts';
import { safeText } from './safe-text.ts';
import { type Paints, paintsFor, type Style } from './style.ts';
import { indented, widthOf } from './wrap.ts';

export interface PlanTextOptions {
  readonly command: 'plan' | 'apply' | 'destroy' | 'show';
}

export function renderPlanText(plan: Plan, style: Style, options: PlanTextOptions): string {
  const view = toPlanView(plan);
  const paints = paintsFor(style);
  const kept = view.changes.filter((change) => !change.takesAway);
  const removals = view.changes.filter((change) => change.takesAway);
  const blocks = [
    [paints.bold(view.headline)],
    kept.flatMap((change) => changeLines(change, kept, style, paints)),
    removals.length === 0 ? [] : [paints.remove(`Deletes (${removals.length})`)],
    removals.flatMap((change) => changeLines(change, removals, style, paints)),
    driftLines(view, style, paints),
    plan.diagnostics.length === 0 ? [] : [renderDiagnostics(plan.diagnostics, style).trimEnd()],
    footer(plan, view, style, paints, options),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join('\n'))
    .join('\n\n')}\n`;
}

function changeLines(
  change: ChangeView,
  group: readonly ChangeView[],
  style: Style,
  paints: Paints,
): readonly string[] {
  const digits = String(group.at(-1)?.number ?? 1).length;
  const verbs = Math.max(...group.map((item) => item.verb.length));
  const addresses = group.map((item) => widthOf(safeText(item.address)));
  const column = Math.min(34, Math.max(...addresses));
  const paint = painter(change.tone, paints);
  const number = String(change.number).padStart(digits);
  const address = safeText(change.address);
  const head = `  ${number} ${change.symbol} ${change.verb.padEnd(verbs)}  `;
  const gap = ' '.repeat(Math.max(2, column - widthOf(address) + 2));
  const what = safeText(change.what);
  const indent = digits + 5;
  const oneLine = widthOf(head) + widthOf(address) + gap.length + widthOf(what) <= style.width;
  const painted = `  ${number} ${paint(`${change.symbol} ${change.verb.padEnd(verbs)}`)}  ${paints.bold(address)}`;
  const first = oneLine
    ? [`${painted}${gap}${what}`]
    : [
        ...(widthOf(head) + widthOf(address) <= style.width
          ? [painted]
          : [
              `  ${number} ${paint(`${change.symbol} ${change.verb}`)}`,
              ...indented(address, indent, style.width),
            ]),
        ...indented(what, indent, style.width),
      ];
  return [
    ...first,
    ...indented(change.reason, indent, style.width).map(paints.dim),
    ...change.details.flatMap((detail) => indented(safeText(detail), indent, style.width)),
    ...change.blockers.flatMap((blocker) => blockerLines(blocker, indent, style, paints)),
  ];
}

function blockerLines(
  blocker: ChangeView['blockers'][number],
  indent: number,
  style: Style,
  paints: Paints,
): readonly string[] {
  const why = indented(`${blocker.by}: ${safeText(blocker.detail)}`, indent, style.width).map(paints.warn);
  return blocker.hint === null
    ? why
    : [...why, ...indented(`→ ${safeText(blocker.hint)}`, indent, style.width)];
}

function painter(tone: Tone, paints: Paints): (text: string) => string {
  switch (tone) {
    case 'add':
      return paints.add;
    case 'change':
      return paints.change;
    case 'remove':
      return paints.remove;
    case 'warn':
      return paints.warn;
    case 'plain':
      return (text) => text;
    default:
      return assertNever(tone);
  }
}

function driftLines(view: PlanView, style: Style, paints: Paints): readonly string[] {
  if (view.drift.length === 0) return [];
  return [
    paints.bold(`Drift: ${view.drift.length} changed outside of the declarations`),
    ...view.drift.flatMap((drift) =>
      indented(`${safeText(drift.address)}  ${drift.kind}: ${safeText(drift.detail)}`, 2, style.width),
    ),
  ];
}

function footer(
  plan: Plan,
  view: PlanView,
  style: Style,
  paints: Paints,
  options: PlanTextOptions,
): readonly string[] {
  const lines: string[] = [];
  if (view.removals.length > 0) {
    const what = `Will be deleted from Palette: ${view.removals.map((line) => safeText(line)).join('; ')}`;
    lines.push(...indented(what, 0, style.width).map(paints.remove));
  }
  if (!view.hasWork && plan.summary.blocked === 0) return lines;
  if (view.hasWork) {
    const { requests, seconds } = plan.estimate;
    const time = seconds === 0 ? '' : `, about ${seconds} s at Palette's limits`;
    lines.push(paints.dim(`About ${requests} request${requests === 1 ? '' : 's'}${time}.`));
  }
  lines.push(paints.dim(`Checksum ${plan.checksum}`));
  if (plan.summary.blocked > 0)
    lines.push(...indented(view.hasWork ? HELD_BACK : 'There is nothing else to do.', 0, style.width));
  else if (options.command === 'plan') lines.push('To do it: cloneform apply');
  return lines;
}

const HELD_BACK = 'Blocked changes hold apply back; --skip-blocked does the rest.';
