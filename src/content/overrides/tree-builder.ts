// The tokens of the YAML library → our tree. Errors were looked for before, so every token is as the grammar has it.
import { CST } from 'yaml';
import { plainScalar, textScalar } from '../plain-scalar.ts';
import { hasMark } from '../template-marks.ts';
import { lineEnd } from './text-edit.ts';
import type { ListItem, MapEntry, Spot, TextNode, TextScalar, TextTree } from './text-tree.ts';

type Tokens = readonly CST.SourceToken[];
type CstItem = CST.CollectionItem;

interface Props {
  /** Where the anchor or the tag begins; null: there is neither. */
  readonly start: number | null;
  readonly end: number;
  readonly anchor: string | null;
  readonly tag: string | null;
}

export class TreeBuilder {
  readonly #text: string;
  readonly #restore: (piece: string) => string;
  readonly #anchors = new Map<string, TextNode>();
  readonly #used = new Set<TextNode>();
  #lost: string | null = null;

  constructor(text: string, restore: (piece: string) => string) {
    this.#text = text;
    this.#restore = restore;
  }

  /** A text without a value gets one at its end, which is `textEnd`. */
  tree(document: CST.Document | undefined, textEnd: number): TextTree {
    const root = this.#node(document?.value, document?.start ?? [], textEnd);
    return {
      text: this.#text,
      root,
      lineEnd: /^[^\n]*\r\n/.test(this.#text) ? '\r\n' : '\n',
      used: this.#used,
      lost: this.#lost,
    };
  }

  #node(token: CST.Token | null | undefined, before: Tokens, emptyAt: number): TextNode {
    const props = propsOf(before, emptyAt);
    // Within its own value an anchor stands for nothing yet.
    if (props.anchor !== null) this.#anchors.delete(props.anchor);
    const made = this.#body(token ?? null, props, emptyAt);
    if (props.anchor !== null) this.#anchors.set(props.anchor, made);
    return made;
  }

  #body(token: CST.Token | null, props: Props, emptyAt: number): TextNode {
    if (token?.type === 'block-map' || token?.type === 'block-seq' || token?.type === 'flow-collection')
      return this.#collection(token, props);
    if (token?.type === 'alias') {
      const name = token.source.slice(1);
      const target = this.#anchors.get(name) ?? null;
      if (target === null) this.#lost ??= name;
      else this.#used.add(target);
      return {
        kind: 'alias',
        name,
        target,
        ...spot(props, token.offset, token.offset + token.source.length),
      };
    }
    if (CST.isScalar(token) && token.source + token.type !== 'scalar') return this.#scalar(token, props);
    return { kind: 'empty', ...spot(props, emptyAt, props.end) };
  }

  #collection(token: CST.BlockMap | CST.BlockSequence | CST.FlowCollection, props: Props): TextNode {
    const isFlow = token.type === 'flow-collection';
    const isMap = isFlow ? token.start.type === 'flow-map-start' : token.type === 'block-map';
    const items: readonly CstItem[] = token.items;
    const at = (members: readonly { readonly start: number; readonly end: number }[]): Spot =>
      isFlow
        ? spot(props, token.offset, (token.end[0]?.offset ?? token.offset) + 1)
        : spot(props, members[0]?.start ?? token.offset, members.at(-1)?.end ?? token.offset);
    if (isMap) {
      const members = items.flatMap((item) => this.#entry(item));
      return { kind: 'map', isFlow, members, ...at(members) };
    }
    const members = items.flatMap((item) => (isFlow ? this.#flowItem(item) : this.#item(item)));
    return { kind: 'list', isFlow, members, ...at(members) };
  }

  #scalar(token: CST.FlowScalar | CST.BlockScalar, props: Props): TextNode {
    const isBlock = token.type === 'block-scalar';
    const end = isBlock ? blockEnd(token) : token.offset + token.source.length;
    const resolved = CST.resolveAsScalar(token, false, () => undefined);
    const style = STYLES[resolved.type ?? ''] ?? 'plain';
    const value = this.#restore(resolved.value);
    return {
      kind: 'scalar',
      style,
      value,
      meaning: meaningOfScalar(value, style === 'plain', hasMark(resolved.value), props.tag),
      ...spot(props, token.offset, end),
      contentEnd: isBlock ? this.#lastLineEnd(token.offset, end) : end,
      keepsBlankLines: isBlock && headerOf(token).includes('+'),
    };
  }

  /** Behind the last line that is not blank, with its trailing blanks, which are text. */
  #lastLineEnd(start: number, end: number): number {
    const last = start + this.#text.slice(start, end).trimEnd().length;
    return Math.min(end, lineEnd(this.#text, last));
  }

  #entry(item: CstItem): readonly MapEntry[] {
    if (item.key === undefined && item.sep === undefined) return [];
    const sep = item.sep ?? [];
    const first = item.start.find(({ type }) => !BLANK.has(type) && type !== 'comma');
    const keyAt = first?.offset ?? item.key?.offset ?? sep[0]?.offset ?? 0;
    const key = this.#node(item.key, item.start, keyAt);
    const colonAt = sep.find(({ type }) => type === 'map-value-ind');
    const colon = colonAt === undefined ? key.end : colonAt.offset + 1;
    const value = this.#node(item.value, sep, colon);
    const text = key.kind === 'scalar' ? key.value : '';
    const isQuoted = key.kind === 'scalar' && key.style !== 'plain';
    return [
      {
        start: keyAt,
        end: value.end,
        key: text,
        meaning: keyMeaning(text, isQuoted),
        isQuoted,
        isMerge: text === '<<' && !isQuoted,
        colon,
        hasColon: colonAt !== undefined,
        value,
      },
    ];
  }

  #item(item: CstItem): readonly ListItem[] {
    const dash = item.start.find(({ type }) => type === 'seq-item-ind');
    if (dash === undefined) return [];
    const value = this.#node(item.value, item.start, dash.offset + 1);
    return [{ start: dash.offset, end: value.end, value }];
  }

  /** `[a, b: c]`: a pair is a map of one key. */
  #flowItem(item: CstItem): readonly ListItem[] {
    if (item.sep !== undefined) {
      const members = this.#entry(item);
      const [start, end] = [members[0]?.start ?? 0, members[0]?.end ?? 0];
      const value: TextNode = {
        kind: 'map',
        isFlow: true,
        members,
        start,
        body: start,
        end,
        anchor: null,
        tag: null,
      };
      return [{ start, end, value }];
    }
    if (item.value === undefined) return [];
    const value = this.#node(item.value, item.start, item.value.offset);
    return [{ start: value.start, end: value.end, value }];
  }
}

const BLANK: ReadonlySet<string> = new Set(['space', 'newline', 'comment']);
const STYLES: Readonly<Record<string, TextScalar['style']>> = {
  QUOTE_DOUBLE: 'quoted',
  QUOTE_SINGLE: 'quoted',
  BLOCK_LITERAL: 'literal',
  BLOCK_FOLDED: 'folded',
};

/** Keys of JSON are texts: Helm turns a number or a boolean into one. */
export function keyMeaning(key: string, isQuoted: boolean): string {
  if (isQuoted) return key;
  const { type, meaning } = plainScalar(key);
  return type === 'string' ? key : meaning.replace(/^#/, '');
}

function propsOf(tokens: Tokens, emptyAt: number): Props {
  const props = tokens.filter(({ type }) => type === 'anchor' || type === 'tag');
  const last = props.at(-1);
  return {
    start: props[0]?.offset ?? null,
    end: last === undefined ? emptyAt : last.offset + last.source.length,
    anchor: props.find(({ type }) => type === 'anchor')?.source.slice(1) ?? null,
    tag: props.find(({ type }) => type === 'tag')?.source ?? null,
  };
}

function spot(props: Props, body: number, end: number): Spot {
  return { start: props.start ?? body, end, body, anchor: props.anchor, tag: props.tag };
}

/** What a template puts at a plain place may be of any type: its text is what is compared. */
function meaningOfScalar(value: string, isPlain: boolean, isTemplate: boolean, tag: string | null): string {
  const isTyped = isPlain && !isTemplate && tag === null;
  const { meaning } = isTyped ? plainScalar(value) : textScalar(value);
  if (tag === null) return `${isPlain && isTemplate ? '{' : ''}${meaning}`;
  return tag === '!!str' || tag === '!' ? meaning : `${tag} ${meaning}`;
}

function headerOf({ props }: CST.BlockScalar): string {
  const header = props.find((token) => token.type === 'block-scalar-header');
  return header !== undefined && 'source' in header ? header.source : '';
}

function blockEnd(token: CST.BlockScalar): number {
  const last = token.props.at(-1);
  const body = last === undefined || !('source' in last) ? token.offset : last.offset + last.source.length;
  return body + token.source.length;
}
