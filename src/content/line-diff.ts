// Two texts by lines: what went, what came, and a little of what stands around it. Secrets are masked, not left out.
import { commonItems, type Pair } from './common-runs.ts';
import { maskText } from './mask.ts';
import { showOne, showPair } from './shown-text.ts';

/** Unchanged lines that are shown before and after a change. */
const CONTEXT = 2;
/** Lines of one difference, and of one side of one place in it; what a reader gets through. */
const MOST_LINES = 40;
/** More lines than this on both sides without one in common are counted, not shown. */
const MOST_REPLACED = 40;

export interface LineDiff {
  /** Behind a sign and a blank: `- ` went, `+ ` came, two blanks: unchanged. `@@ line 12 @@` says where what follows stands. */
  readonly lines: readonly string[];
  /** What is the same everywhere, in a sentence: line ends. */
  readonly note: string | null;
}

/** `lineDiff` is called for texts that differ; both sides are shown as they are but for secrets. `mask` keeps the number of lines. */
export function lineDiff(before: string, after: string, mask: (text: string) => string = maskText): LineDiff {
  const ends = lineEnds(before, after);
  const [from, to] = ends === null ? [before, after] : [unix(before), unix(after)];
  const isEnded = [from, to].map((text) => text.endsWith('\n'));
  const last =
    isEnded[0] === isEnded[1] ? null : `line break at the end: ${yesNo(isEnded[0])} → ${yesNo(isEnded[1])}`;
  const note = ends === null || last === null ? (ends ?? last) : `${ends}; ${last}`;
  const left = sideOf(from, mask);
  const right = sideOf(to, mask);
  const pairs = commonItems(left.raw, right.raw);
  if (pairs.length === 0 && Math.min(left.raw.length, right.raw.length) > MOST_REPLACED)
    return { lines: [`@@ ${left.raw.length} lines replaced by ${right.raw.length} @@`], note };
  return { lines: hunks(left, right, pairs), note };
}

function yesNo(isSo: boolean | undefined): string {
  return isSo === true ? 'yes' : 'no';
}

interface Side {
  readonly raw: readonly string[];
  readonly shown: readonly string[];
}

function sideOf(text: string, mask: (text: string) => string): Side {
  const ended = text.replace(/\n$/, '');
  return { raw: ended.split('\n'), shown: mask(ended).split('\n') };
}

interface Block {
  /** Unchanged lines before it, as positions on the left. */
  readonly left: readonly [number, number];
  readonly right: readonly [number, number];
}

function hunks(left: Side, right: Side, pairs: readonly Pair[]): readonly string[] {
  const blocks = changedBlocks(left.raw.length, right.raw.length, pairs);
  const lines: string[] = [];
  let shownTo = 0;
  for (const [index, block] of blocks.entries()) {
    if (lines.length > MOST_LINES) {
      lines.push(`@@ and ${blocks.length - index} more places @@`);
      break;
    }
    const start = Math.max(shownTo, block.left[0] - CONTEXT);
    const isBegun = index > 0 && start === shownTo;
    if (!isBegun && (start > 0 || blocks.length > 1))
      lines.push(`@@ line ${block.right[0] - (block.left[0] - start) + 1} @@`);
    lines.push(...context(left, start, block.left[0]), ...changed(left, right, block));
    const next = blocks[index + 1]?.left[0] ?? left.raw.length;
    shownTo = Math.min(block.left[1] + CONTEXT, next);
    lines.push(...context(left, block.left[1], shownTo));
  }
  return lines;
}

function context(side: Side, from: number, to: number): readonly string[] {
  return side.shown.slice(from, to).map((line) => `  ${showOne(line)}`);
}

function changedBlocks(leftLength: number, rightLength: number, pairs: readonly Pair[]): readonly Block[] {
  const blocks: Block[] = [];
  let [left, right] = [0, 0];
  for (const [x, y] of [...pairs, [leftLength, rightLength] as const]) {
    if (x > left || y > right) blocks.push({ left: [left, x], right: [right, y] });
    [left, right] = [x + 1, y + 1];
  }
  return blocks;
}

function changed(left: Side, right: Side, block: Block): readonly string[] {
  const went = left.shown.slice(...block.left);
  const came = right.shown.slice(...block.right);
  const gone: string[] = [];
  const come: string[] = [];
  for (let index = 0; index < Math.min(MOST_LINES, Math.max(went.length, came.length)); index++) {
    const [before, after] = [went[index], came[index]];
    if (before !== undefined && after !== undefined) {
      const [from, to] =
        before === after ? [showOne(before), `${showOne(after)} ${SECRET_CHANGED}`] : showPair(before, after);
      gone.push(`- ${from}`);
      come.push(`+ ${to}`);
    } else if (before !== undefined) gone.push(`- ${showOne(before)}`);
    else if (after !== undefined) come.push(`+ ${showOne(after)}`);
  }
  const more = (all: number): string[] =>
    all > MOST_LINES ? [`@@ and ${all - MOST_LINES} more lines @@`] : [];
  return [...gone, ...more(went.length), ...come, ...more(came.length)];
}

/** Where both sides look the same once secrets are masked. */
const SECRET_CHANGED = '← changed';

/** null where both sides end their lines alike. */
export function lineEnds(before: string, after: string): string | null {
  const [from, to] = [endsOf(before), endsOf(after)];
  return from === to || from === null || to === null ? null : `line ends: ${from} → ${to}`;
}

/** null for a text of one line. */
function endsOf(text: string): 'LF' | 'CRLF' | 'LF and CRLF' | null {
  const all = count(text, '\n');
  const windows = count(text, '\r\n');
  if (all === 0) return null;
  return windows === 0 ? 'LF' : windows === all ? 'CRLF' : 'LF and CRLF';
}

function count(text: string, part: string): number {
  let found = 0;
  for (let at = text.indexOf(part); at !== -1; at = text.indexOf(part, at + part.length)) found++;
  return found;
}

function unix(text: string): string {
  return text.replaceAll('\r\n', '\n');
}
