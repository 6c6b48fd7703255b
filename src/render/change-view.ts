// One change, or a group of changes that are equal but for their project, ready to be shown. Raw.
import { parseAddress } from '../model/address.ts';
import { isCopying } from '../plan/change.ts';
import { intendedAction, kindOf, takesAway } from '../plan/document.ts';
import type { Group } from '../plan/groups.ts';
import type { Action, BlockedBy, ChangeEntry, PlanOptions } from '../plan/plan.ts';
import { type Detail, detailsOf, labelTexts } from './change-details.ts';
import { type OverrideView, toOverrideViews } from './override-view.ts';
import { type PackView, toPackViews } from './pack-view.ts';
import {
  ACTION_WORDS,
  type ActionWords,
  cloneWords,
  copyWords,
  count,
  placeOf,
  versionWords,
} from './plan-words.ts';

export interface ChangeView extends ActionWords {
  /** Counts from 1, through changes, deletes and then what is blocked. */
  readonly number: number;
  /** Without the project in a group; null: changes of several declarations that the same thing blocks. */
  readonly address: string | null;
  readonly action: Action;
  /** How many changes it stands for. */
  readonly count: number;
  readonly members: readonly MemberView[];
  /** e.g. `edge-base 1.0.0 in edge-dev, copy of docs-ubuntu-k3s 1.2.0`. */
  readonly clause: string;
  /** For a move: the address it had. */
  readonly movedFrom: string | null;
  readonly blockedBy: BlockedBy | null;
  readonly details: readonly Detail[];
  /** The same packs as in `details`, side by side. */
  readonly packs: readonly PackView[];
  /** All of them, also those that `details` does not list. */
  readonly overrides: readonly OverrideView[];
}

/** One change of a group. */
export interface MemberView {
  readonly address: string;
  /** What tells it from the others: its project, or its address. */
  readonly label: string;
  /** Name of the target project; `(tenant)` at tenant scope. */
  readonly place: string;
  /** Of the object that is changed, or that goes; null: there is none yet. */
  readonly uid: string | null;
}

export function toChangeView(
  { id, like, members }: Group<ChangeEntry>,
  number: number,
  options: PlanOptions,
): ChangeView {
  const isGroup = members.length > 1;
  const { verb } = ACTION_WORDS[intendedAction(like)];
  const clause = isGroup ? groupClause(id, like) : clauseOf(like);
  return {
    number,
    ...ACTION_WORDS[like.action],
    address: isGroup ? id : like.address,
    action: like.action,
    count: members.length,
    members: members.map((change) => toMember(change, id)),
    clause: like.action === 'blocked' ? `would ${verb.toLowerCase()} ${clause}`.trimEnd() : clause,
    movedFrom: like.movedFrom ?? null,
    blockedBy: like.blockedBy ?? null,
    details: detailsOf(like, options, isGroup),
    packs: toPackViews(like.content ?? []),
    overrides: toOverrideViews(like),
  };
}

function toMember({ address, clone, replaces, uid }: ChangeEntry, id: string | null): MemberView {
  const project = id === null ? null : (parseAddress(address)?.project ?? null);
  return { address, label: project ?? address, place: placeOf(clone), uid: replaces?.uid ?? uid ?? null };
}

/** Whether it takes objects away from Palette when it is done. */
export function removes({ action }: ChangeView): boolean {
  return takesAway({ action });
}

function clauseOf(change: ChangeEntry): string {
  const clone = cloneWords(change.clone);
  const copy = copyOf(change);
  return copy === null ? clone : `${clone}, ${copy}`;
}

/** Without the place. A clone that is called like its declaration, and has the version of its source, is named by these. */
function groupClause(id: string | null, change: ChangeEntry): string {
  if (id === null) return '';
  const { clone, source, after } = change;
  const copy = copyOf(change);
  const labels = copy === null || kindOf(change) !== 'create' ? [] : labelTexts(after?.labels ?? null);
  const isNamedBySource = copy !== null && clone.name === id && clone.version === source.version;
  return [
    ...(isNamedBySource ? [] : [versionWords(clone)]),
    ...(clone.scope === 'tenant' ? ['at tenant scope'] : []),
    ...(copy === null ? [] : [copy]),
    ...(labels.length === 0 ? [] : [`labels ${labels.join(' ')}`]),
  ].join(', ');
}

/** What the content is copied from, with how many overrides; null where that is no part of the change. */
function copyOf(change: ChangeEntry): string | null {
  const kind = kindOf(change);
  if (isCopying({ kind }) || kind === 'adopt') return `${copyWords(change)}${overrideWords(change)}`;
  // Its source is of interest only where something of it is recorded.
  return kind === 'record' && change.reason !== 'metadata' ? copyWords(change) : null;
}

function overrideWords({ overrides = [] }: ChangeEntry): string {
  return overrides.length === 0 ? '' : ` with ${count(overrides.length, 'override')}`;
}
