// Two trees of values → edits by path. Lists are matched by name or id, else by their longest common run.
import { commonItems } from './common-runs.ts';
import { maskText } from './mask.ts';
import type { Edit } from './pack-change.ts';
import { atIndex, atItem, below } from './path.ts';
import { MASK } from './secret-text.ts';
import { showOne, showPair } from './shown-text.ts';
import type { ListNode, MapNode, ScalarNode, ValueNode } from './values-tree.ts';

/** Edits that are written out; the others are counted. */
const MOST_EDITS = 80;
/** Characters of a value that was added or removed whole; a longer one is shown by its parts. */
const MOST_INLINE = 60;
/** What makes an item of a list known, the first that all items have. */
const IDENTITIES = ['name', 'id', 'uid', 'key', 'path'] as const;

/** Compares two texts that stand at a path; a text may hold YAML itself. */
export type CompareText = (before: string, after: string, path: string) => readonly Edit[];

export function compareTrees(
  before: ValueNode,
  after: ValueNode,
  path: string,
  compareText: CompareText,
): readonly Edit[] {
  const comparison = new TreeComparison(compareText);
  comparison.compare(before, after, path);
  return comparison.result();
}

class TreeComparison {
  readonly #compareText: CompareText;
  readonly #edits: Edit[] = [];
  #more = 0;

  constructor(compareText: CompareText) {
    this.#compareText = compareText;
  }

  result(): readonly Edit[] {
    const note = `… ${this.#more} more`;
    return this.#more === 0 ? this.#edits : [...this.#edits, { path: '', kind: 'note', note }];
  }

  /** Whether there is room; an edit without room is counted only. */
  #hasRoom(): boolean {
    if (this.#edits.length < MOST_EDITS) return true;
    this.#more++;
    return false;
  }

  compare(before: ValueNode, after: ValueNode, path: string): void {
    if (before.id === after.id) return;
    if (before.kind === 'map' && after.kind === 'map') this.#maps(before, after, path);
    else if (before.kind === 'list' && after.kind === 'list') this.#lists(before, after, path);
    else if (before.kind === 'scalar' && after.kind === 'scalar') this.#scalars(before, after, path);
    else if (this.#hasRoom()) {
      const [from, to] = showPair(nodeText(before, 200), nodeText(after, 200));
      this.#edits.push({ path, kind: 'changed', from, to });
    }
  }

  #maps(before: MapNode, after: MapNode, path: string): void {
    for (const [id, { key, value }] of before.entries) {
      const other = after.entries.get(id);
      if (other === undefined) this.#whole(value, 'removed', below(path, key));
      else this.compare(value, other.value, below(path, key));
    }
    for (const [id, { key, value }] of after.entries)
      if (!before.entries.has(id)) this.#whole(value, 'added', below(path, key));
  }

  #scalars(before: ScalarNode, after: ScalarNode, path: string): void {
    if (!this.#hasRoom()) return;
    if (before.isSecret || after.isSecret) {
      this.#edits.push({ path, kind: 'changed', hidden: true, note: `${MASK} changed` });
    } else if (
      before.isString &&
      after.isString &&
      (before.text.includes('\n') || after.text.includes('\n'))
    ) {
      this.#edits.push(...this.#compareText(before.text, after.text, path));
    } else {
      const [was, is] = [nodeText(before), nodeText(after)];
      const [from, to] = showPair(was, is);
      if (was === is)
        this.#edits.push({ path, kind: 'changed', hidden: true, note: `${from}: a secret in it changed` });
      else this.#edits.push({ path, kind: 'changed', from, to });
    }
  }

  /** Small ones as one edit, larger ones as one for each of their parts. */
  #whole(node: ValueNode, kind: 'added' | 'removed', path: string): void {
    const side = kind === 'added' ? 'to' : 'from';
    const text = nodeText(node, MOST_INLINE + 1);
    if (node.kind !== 'scalar' && text.length > MOST_INLINE) {
      if (this.#edits.length >= MOST_EDITS) this.#more += node.size;
      else if (node.kind === 'map')
        for (const { key, value } of node.entries.values()) this.#whole(value, kind, below(path, key));
      else for (const [index, item] of node.items.entries()) this.#whole(item, kind, atIndex(path, index));
    } else if (this.#hasRoom()) {
      this.#edits.push({ path, kind, [side]: showOne(text) });
    }
  }

  #lists(before: ListNode, after: ListNode, path: string): void {
    for (const key of IDENTITIES) {
      const [was, is] = [itemsBy(before, key), itemsBy(after, key)];
      if (was === null || is === null || ![...was.keys()].some((name) => is.has(name))) continue;
      this.#named(was, is, key, path);
      return;
    }
    let [left, right] = [0, 0];
    const pairs = commonItems(
      before.items.map(({ id }) => id),
      after.items.map(({ id }) => id),
    );
    for (const [x, y] of [...pairs, [before.items.length, after.items.length] as const]) {
      this.#gap(before.items.slice(left, x), after.items.slice(right, y), left, right, path);
      [left, right] = [x + 1, y + 1];
    }
  }

  #named(
    was: ReadonlyMap<string, ValueNode>,
    is: ReadonlyMap<string, ValueNode>,
    key: string,
    path: string,
  ): void {
    for (const [name, item] of was) {
      const other = is.get(name);
      if (other === undefined) this.#whole(item, 'removed', atItem(path, key, name));
      else this.compare(item, other, atItem(path, key, name));
    }
    for (const [name, item] of is) if (!was.has(name)) this.#whole(item, 'added', atItem(path, key, name));
    const old = [...was.keys()].filter((name) => is.has(name)).join(', ');
    const now = [...is.keys()].filter((name) => was.has(name)).join(', ');
    if (old === now || !this.#hasRoom()) return;
    const [from, to] = showPair(maskText(old), maskText(now));
    this.#edits.push({ path, kind: 'note', note: `order ${from} → ${to}` });
  }

  /** Items between two that both lists have: those that stand for each other are compared, the rest went or came. */
  #gap(
    went: readonly ValueNode[],
    came: readonly ValueNode[],
    inWent: number,
    inCame: number,
    path: string,
  ): void {
    const partners = pairUp(went, came);
    const taken = new Set(partners.values());
    for (const [index, item] of went.entries()) {
      const partner = partners.get(index) ?? -1;
      const other = came[partner];
      if (other === undefined) this.#whole(item, 'removed', atIndex(path, inWent + index));
      else this.compare(item, other, atIndex(path, inCame + partner));
    }
    for (const [index, item] of came.entries())
      if (!taken.has(index)) this.#whole(item, 'added', atIndex(path, inCame + index));
  }
}

/** Texts such as `profiling=false` pair with what begins alike; the others in their order, those of one kind only. */
function pairUp(went: readonly ValueNode[], came: readonly ValueNode[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const taken = new Set<number>();
  const byStart = new Map<string | null, number>();
  for (const [index, item] of came.entries()) {
    const start = startOf(item);
    if (start !== null && !byStart.has(start)) byStart.set(start, index);
  }
  for (const [index, item] of went.entries()) {
    const partner = byStart.get(startOf(item));
    if (partner === undefined || taken.has(partner)) continue;
    partners.set(index, partner);
    taken.add(partner);
  }
  const rest = [...came.entries()].filter(([, item]) => startOf(item) === null);
  for (const [index, item] of went.entries()) {
    if (startOf(item) !== null) continue;
    const next = rest[0];
    if (next === undefined) break;
    if (next[1].kind !== item.kind) continue;
    partners.set(index, next[0]);
    rest.shift();
  }
  return partners;
}

function startOf(node: ValueNode): string | null {
  if (node.kind !== 'scalar') return null;
  const sign = node.text.slice(0, 200).indexOf('=');
  return sign <= 0 ? null : node.text.slice(0, sign);
}

/** null unless each item is a map with a text of its own under the key. */
function itemsBy(list: ListNode, key: string): ReadonlyMap<string, ValueNode> | null {
  const items = new Map<string, ValueNode>();
  for (const item of list.items) {
    const name = item.kind === 'map' ? item.entries.get(key)?.value : undefined;
    if (name?.kind !== 'scalar' || name.isSecret || items.has(name.text) || name.text.length > 200)
      return null;
    if (maskText(name.text) !== name.text) return null;
    items.set(name.text, item);
  }
  return items;
}

/** JSON, with what is no text as it is spelled. Beyond `most` characters the rest is left out: it is cut anyway. */
function nodeText(node: ValueNode, most = Number.POSITIVE_INFINITY): string {
  if (node.kind === 'scalar') {
    if (node.isSecret) return MASK;
    return node.isString ? JSON.stringify(maskText(node.text)) : maskText(node.text);
  }
  let text = '';
  const parts = node.kind === 'list' ? node.items.entries() : node.entries.values();
  for (const part of parts) {
    if (text.length > most) break;
    const [key, value] = Array.isArray(part) ? ['', part[1]] : [`${JSON.stringify(part.key)}: `, part.value];
    text += `${text === '' ? '' : ', '}${key}${nodeText(value, most)}`;
  }
  return node.kind === 'list' ? `[${text}]` : `{${text}}`;
}
