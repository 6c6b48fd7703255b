// What the source has, and what is wanted, at the places of a text that overrides decide.

import { secretRanges } from '../mask.ts';
import { memoizeLatest } from '../memoize.ts';
import type { PathStep } from '../parse-path.ts';
import { locate } from './locate.ts';
import { canonical, MeaningTooLarge, meaningOf } from './meaning.ts';
import type { OnConflict } from './overrides.ts';
import { readTree } from './read-tree.ts';
import type { OverriddenPlace } from './rendered.ts';
import type { Touched } from './rendered-text.ts';
import { column } from './text-edit.ts';
import { contentEnd } from './text-tree.ts';

/** What `sourceFact` says where the source has nothing. */
export const NOTHING = 'nothing';

export interface TextFrame {
  readonly pack: string;
  readonly part: string;
  readonly onConflict: OnConflict;
  /** null: the source has no such text. */
  readonly source: string | null;
  readonly wanted: string;
}

export function textPlaces(frame: TextFrame, touched: readonly Touched[]): readonly OverriddenPlace[] {
  return touched.map((one) => {
    const { pack, part, onConflict, source } = frame;
    const before = source === null ? ABSENT : at(source, one);
    const after = at(frame.wanted, one);
    const isSecret = before.isSecret || after.isSecret;
    return {
      pack,
      part,
      path: one.path,
      source: one.replacement?.find ?? before.text,
      wanted: one.replacement?.with ?? after.text,
      sourceFact: isSecret ? `text ${source?.trim() ?? ''}` : before.fact,
      isSecret,
      mayConflict: source !== null && (one.how === 'set' || one.how === 'ensured' || one.how === 'file'),
      onConflict,
      place: one.place,
      isRedundant: isRedundant(one, before, after),
    };
  });
}

function isRedundant({ how }: Touched, before: At, after: At): boolean {
  if (how === 'unset' || how === 'replaced') return false;
  return how === 'ensured' ? before.isMap : before.text !== null && before.fact === after.fact;
}

interface At {
  /** null: nothing stands there. */
  readonly text: string | null;
  readonly fact: string;
  readonly isSecret: boolean;
  readonly isMap: boolean;
}

const ABSENT: At = { text: null, fact: NOTHING, isSecret: false, isMap: false };

function at(text: string, touched: Touched): At {
  if (touched.how === 'file') return wholeText(text);
  if (touched.replacement !== undefined) return replacedIn(text, touched.replacement);
  return pathIn(text, touched.steps);
}

function wholeText(text: string): At {
  return { text, fact: `text ${text.trim()}`, isSecret: rangesOf(text).length > 0, isMap: false };
}

function pathIn(text: string, steps: readonly PathStep[]): At {
  const read = readTree(text);
  if (read.status === 'unreadable') return { ...wholeText(text), text: null };
  const located = locate(read.tree, steps);
  if (located.status !== 'found') return ABSENT;
  const { tree, blocks, member } = located;
  const node = member.value;
  const end = contentEnd(node);
  const outside = (offset: number): number =>
    blocks.reduceRight((inner, block) => block.place(inner), offset);
  const [from, to] = [outside(node.start), outside(end)];
  const isSecret = rangesOf(text).some(([start, stop]) => start < to && from < stop);
  const block =
    node.kind === 'scalar' && node.style === 'literal'
      ? locate(read.tree, [...steps, { kind: 'key', key: '' }])
      : null;
  return {
    text: withoutMargin(tree.text, node.start, end),
    fact: factOf(
      () => canonical(meaningOf(tree, node, { opensBlocks: false })),
      tree.text.slice(node.start, end),
    ),
    isSecret,
    isMap: node.kind === 'map' || (block !== null && block.status !== 'blocked'),
  };
}

function factOf(fact: () => string, text: string): string {
  try {
    return `value ${fact()}`;
  } catch (error) {
    if (!(error instanceof MeaningTooLarge)) throw error;
    return `text ${text}`;
  }
}

/** The lines below the first one lose the indent of the first. */
function withoutMargin(text: string, from: number, to: number): string {
  const margin = column(text, from);
  const [first = '', ...rest] = text.slice(from, to).replaceAll('\r\n', '\n').split('\n');
  const indent = Math.min(
    margin,
    ...rest.filter((line) => line.trim() !== '').map((line) => line.search(/[^ ]/)),
  );
  return [first, ...rest.map((line) => line.slice(indent))].join('\n');
}

function replacedIn(text: string, { find, with: to }: { readonly find: string; readonly with: string }): At {
  const isSecret = [find, to].some((piece) => {
    if (piece === '') return false;
    for (let from = text.indexOf(piece); from !== -1; from = text.indexOf(piece, from + piece.length))
      if (rangesOf(text).some(([start, stop]) => start < from + piece.length && from < stop)) return true;
    return rangesOf(piece).length > 0;
  });
  return { text: null, fact: NOTHING, isSecret, isMap: false };
}

/** A source is searched once, however many overrides are applied to it. */
const rangesOf = memoizeLatest(secretRanges, { characters: 2 * 1024 * 1024 });
