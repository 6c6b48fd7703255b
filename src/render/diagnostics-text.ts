// Diagnostics with the line they speak of, and a mark under the place.
import type { Diagnostic, Place } from '../model/diagnostic.ts';
import { safeText } from './safe-text.ts';
import { type Paints, paintsFor, type Style } from './style.ts';
import { cutTo, indented, widthOf } from './wrap.ts';

export function renderDiagnostics(diagnostics: readonly Diagnostic[], style: Style): string {
  const paints = paintsFor(style);
  const blocks = diagnostics.map((diagnostic) => renderOne(diagnostic, style, paints).join('\n'));
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  const counts = [count(errors, 'error'), count(warnings, 'warning')].filter((text) => text !== '');
  return `${[...blocks, ...(diagnostics.length > 1 ? [counts.join(', ')] : [])].join('\n\n')}\n`;
}

function renderOne(diagnostic: Diagnostic, style: Style, paints: Paints): readonly string[] {
  const { severity, code, message, place, hint } = diagnostic;
  const [first = '', ...rest] = indented(`${severity}: ${safeText(message)} (${code})`, 0, style.width);
  const paint = severity === 'error' ? paints.remove : paints.warn;
  const head = [paint(severity) + first.slice(severity.length), ...rest];
  const shown = place === undefined ? [] : renderPlace(place, style, paints);
  const help = hint === undefined ? [] : indented(`= ${safeText(hint)}`, 4, style.width);
  return [...head, ...shown, ...help];
}

function renderPlace(place: Place, style: Style, paints: Paints): readonly string[] {
  const number = String(place.line);
  const gutter = ' '.repeat(number.length);
  const window = windowOf(place, style.width - number.length - 5);
  return [
    paints.dim(`${gutter}--> ${safeText(place.file)}:${place.line}:${place.column}`),
    ...(place.text === ''
      ? []
      : [
          `${paints.dim(` ${number} |`)} ${window.text}`,
          `${paints.dim(` ${gutter} |`)} ${' '.repeat(window.mark)}${paints.warn('^')}`,
        ]),
  ];
}

/** The part of the line around the column; escaped characters move the mark along. */
function windowOf(place: Place, width: number): { readonly text: string; readonly mark: number } {
  const column = Math.min(place.column - 1, place.text.length);
  const start = column > width - 10 ? Math.max(0, column - Math.floor(width / 2)) : 0;
  const before = safeText(place.text.slice(start, column).replaceAll('\t', ' '));
  const after = safeText(place.text.slice(column).replaceAll('\t', ' '));
  const lead = start > 0 ? '…' : '';
  const room = Math.max(0, width - widthOf(lead + before));
  const tail = cutTo(after, Math.max(1, room));
  return { text: `${lead}${before}${tail}`, mark: widthOf(lead + before) };
}

function count(n: number, noun: string): string {
  return n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`;
}
