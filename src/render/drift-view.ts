// What drifted, ready to be shown: clones that drifted alike as one, and what can be done about it once. Raw.
import { parseAddress } from '../model/address.ts';
import { alone, type Group, groupDrift } from '../plan/groups.ts';
import type { ChangeEntry, Drift } from '../plan/plan.ts';
import { NOT_AS_PLANNED } from '../plan/reasons.ts';
import { type Detail, packDetails } from './change-details.ts';
import { type PackView, toPackViews } from './pack-view.ts';
import { driftWords } from './plan-words.ts';

export interface DriftView {
  /** Without the project in a group. */
  readonly address: string;
  readonly count: number;
  /** Of a group, the projects. */
  readonly labels: readonly string[];
  readonly words: string;
  readonly detail: string;
  /** What was edited, where that is known. */
  readonly details: readonly Detail[];
  readonly packs: readonly PackView[];
  /** What can be done about it; null where `next` says it for several. */
  readonly hint: string | null;
}

export interface DriftList {
  readonly drift: readonly DriftView[];
  /** What can be done about several of them, which are called ADDRESS. */
  readonly next: readonly string[];
}

/** `changes`: what they show pack by pack is not shown twice. */
export function toDriftList(
  drift: readonly Drift[],
  changes: readonly ChangeEntry[],
  isGrouped: boolean,
): DriftList {
  /** Who did it is not what clones have in common: they are grouped without. */
  const authors = new Map<string, Drift>();
  const bare = drift.map((one) => {
    const { changedBy, changedAt: _, ...rest } = one;
    if (changedBy !== undefined) authors.set(`${one.kind} ${one.address}`, one);
    return rest;
  });
  const told = new Set<string>(changes.flatMap(({ content, address }) => (content?.length ? [address] : [])));
  const groups = isGrouped
    ? groupDrift(bare, ({ address }) => told.has(address))
    : bare.map((one) => alone(one, told.has(one.address)));
  const counts = new Map<string, number>();
  for (const { like } of groups) {
    const hint = commonHint(like);
    if (hint !== null) counts.set(hint, (counts.get(hint) ?? 0) + 1);
  }
  const isCommon = (one: Drift): boolean => (counts.get(commonHint(one) ?? '') ?? 0) > 1;
  return {
    drift: groups.map((group) => ({
      ...withWho(toGroupView(group, told), authorsOf(group, authors)),
      ...(isCommon(group.like) ? { hint: null } : {}),
    })),
    next: [...counts].flatMap(([hint, n]) => (n > 1 ? [hint] : [])),
  };
}

function authorsOf({ members }: Group<Drift>, authors: ReadonlyMap<string, Drift>): readonly Drift[] {
  return members.flatMap(({ kind, address }) => authors.get(`${kind} ${address}`) ?? []);
}

/** Names at most; the rest are counted. */
const MOST_NAMES = 3;

/** Who did it, and when: of a group, everybody, and the last time. */
function withWho(view: DriftView, authors: readonly Drift[]): DriftView {
  const names = [...new Set(authors.flatMap(({ changedBy }) => changedBy ?? []))];
  const times = authors.flatMap(({ changedAt }) => changedAt ?? []).sort();
  const [last] = times.slice(-1);
  if (last === undefined) return view;
  const rest = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  const when = `${authors.length > 1 ? 'last ' : ''}${last.slice(0, 19)}Z`;
  return { ...view, detail: `${view.detail} (by ${names.slice(0, MOST_NAMES).join(', ')}${rest}, ${when})` };
}

function commonHint({ hint, address }: Drift): string | null {
  return hint?.replaceAll(`'${address}'`, 'ADDRESS') ?? null;
}

function toGroupView({ id, like, members }: Group<Drift>, told: ReadonlySet<string>): DriftView {
  const view = toDriftView(told.has(members[0].address) ? { ...like, content: [] } : like);
  if (members.length === 1) return view;
  const labels = members.map(({ address }) => parseAddress(address)?.project ?? address);
  return { ...view, address: id ?? like.address, count: members.length, labels };
}

export function toDriftView(one: Drift): DriftView {
  const { address, kind, detail, content = [], hint } = one;
  const view = {
    address,
    count: 1,
    labels: [],
    words: detail === NOT_AS_PLANNED ? 'incomplete' : driftWords(kind),
    detail,
    details: content.flatMap(packDetails),
    hint: hint ?? null,
    packs: toPackViews(content),
  };
  return withWho(view, [one]);
}
