// Values of overrides as lines of YAML. Nothing is folded, nothing sorted; block style wherever the place allows it.
import type { OverrideMap, OverrideScalar, OverrideValue } from './overrides.ts';
import { isForNoQuotes, isPrintable, keyText, writtenScalar } from './scalar-text.ts';

export interface Layout {
  /** How much deeper a map stands than its key. */
  readonly step: number;
  /** The same for a list: often 0. */
  readonly listStep: number;
}

/** What stands behind the colon or the dash, and the lines below it. */
export interface Emitted {
  readonly inline: string;
  readonly lines: readonly string[];
}

/** `indent` is that of the key. */
export function emitValue(value: OverrideValue, indent: number, layout: Layout): Emitted {
  return emitAt(value, indent + layout.step, indent + layout.listStep, layout);
}

/** `mapAt` and `listAt`: where a map and a list begin that stand on lines of their own. */
function emitAt(value: OverrideValue, mapAt: number, listAt: number, layout: Layout): Emitted {
  switch (value.kind) {
    case 'scalar':
      return emitScalar(value, mapAt);
    case 'list':
      return value.items.length === 0
        ? { inline: '[]', lines: [] }
        : { inline: '', lines: listLines(value.items, listAt, layout) };
    case 'map':
      return value.entries.length === 0
        ? { inline: '{}', lines: [] }
        : { inline: '', lines: mapLines(value.entries, mapAt, layout) };
  }
}

export function mapLines(entries: OverrideMap['entries'], indent: number, layout: Layout): readonly string[] {
  return entries.flatMap(({ key, isQuoted, value }) => {
    const { inline, lines } = emitValue(value, indent, layout);
    const head = `${' '.repeat(indent)}${keyText(key, isQuoted === true, false)}:`;
    return [inline === '' ? head : `${head} ${inline}`, ...lines];
  });
}

export function listLines(
  items: readonly OverrideValue[],
  indent: number,
  layout: Layout,
): readonly string[] {
  const margin = ' '.repeat(indent);
  return items.flatMap((item) => {
    // Below a dash, maps and lists begin on its line, and their members have the layout of the text.
    const { inline, lines } = emitAt(item, indent + 2, indent + 2, layout);
    return inline === ''
      ? lines.map((line, index) => (index === 0 ? `${margin}- ${line.trimStart()}` : line))
      : [`${margin}- ${inline}`, ...lines];
  });
}

/** A text of several lines, or one that no quotes can hold, becomes a literal block where such a block can hold it. */
function emitScalar(scalar: OverrideScalar, indent: number): Emitted {
  if (scalar.style !== 'text' || !isForBlock(scalar.value))
    return { inline: writtenScalar(scalar, false), lines: [] };
  const isEnded = scalar.value.endsWith('\n');
  const body = isEnded ? scalar.value.slice(0, -1) : scalar.value;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return { inline: isEnded ? '|' : '|-', lines };
}

function isForBlock(text: string): boolean {
  if (!(text.includes('\n') || isForNoQuotes(text)) || /^\s|\n\n$/.test(text)) return false;
  // A reader may take a line of blanks for an empty one.
  if (/^[^\S\n]+$/m.test(text)) return false;
  return isPrintable(text.replaceAll(/[\t\n]/g, ''));
}

export function flowText(value: OverrideValue, likeJson: boolean): string {
  switch (value.kind) {
    case 'scalar':
      return writtenScalar(value, true);
    case 'list':
      return `[${value.items.map((item) => flowText(item, likeJson)).join(', ')}]`;
    case 'map':
      return `{${value.entries.map((entry) => flowEntry(entry, likeJson)).join(', ')}}`;
  }
}

export function flowEntry(
  { key, isQuoted, value }: OverrideMap['entries'][number],
  likeJson: boolean,
): string {
  return `${keyText(key, isQuoted === true, likeJson)}: ${flowText(value, likeJson)}`;
}
