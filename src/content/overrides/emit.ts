// Values of overrides as lines of YAML. Nothing is folded, nothing sorted; block style wherever the place allows it.
import type { OverrideMap, OverrideScalar, OverrideValue } from './overrides.ts';
import { isForNoQuotes, jsonText, keyText, writtenScalar } from './scalar-text.ts';

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

/** `indent` is that of the key or the dash. */
export function emitValue(value: OverrideValue, indent: number, layout: Layout): Emitted {
  switch (value.kind) {
    case 'scalar':
      return emitScalar(value, indent + layout.step);
    case 'list':
      return value.items.length === 0
        ? { inline: '[]', lines: [] }
        : { inline: '', lines: listLines(value.items, indent + layout.listStep, layout) };
    case 'map':
      return value.entries.length === 0
        ? { inline: '{}', lines: [] }
        : { inline: '', lines: mapLines(value.entries, indent + layout.step, layout) };
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
    // Below a dash, maps and lists begin on its line.
    const { inline, lines } = emitValue(item, indent, { ...layout, step: 2, listStep: 2 });
    const below = item.kind === 'scalar' ? lines : relaid(item, indent + 2, layout, lines);
    if (inline !== '') return [`${margin}- ${inline}`, ...below];
    const [first = '', ...rest] = below;
    return [`${margin}- ${first.trimStart()}`, ...rest];
  });
}

/** The members of an item have the layout of the text, only its first level stands two columns behind the dash. */
function relaid(
  item: OverrideValue,
  indent: number,
  layout: Layout,
  lines: readonly string[],
): readonly string[] {
  if (item.kind === 'map') return mapLines(item.entries, indent, layout);
  return item.kind === 'list' ? listLines(item.items, indent, layout) : lines;
}

/** A text of several lines, or one that no quotes can hold, becomes a literal block where such a block can hold it. */
function emitScalar(scalar: OverrideScalar, indent: number): Emitted {
  if (scalar.style !== 'text' || !isForBlock(scalar.value))
    return { inline: writtenScalar(scalar, false), lines: [] };
  const body = scalar.value.replace(/\n+$/, '');
  const breaks = scalar.value.length - body.length;
  const lines = body.split('\n').map((line) => (line === '' ? '' : ' '.repeat(indent) + line));
  return { inline: breaks === 0 ? '|-' : '|', lines };
}

function isForBlock(text: string): boolean {
  if (!(text.includes('\n') || isForNoQuotes(text)) || /^[\s]|\n\n$/.test(text)) return false;
  if (text.split('\n').some((line) => line !== '' && line.trim() === '')) return false;
  const rest = text.replaceAll(/["\\\t\n]/g, '');
  return jsonText(rest) === `"${rest}"`;
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
