// What one change does to what people see, line by line: facts old and new, packs, who uses it, what it deletes, what blocks it.
import { byText } from '../content/compare.ts';
import type { PackChange } from '../content/pack-change.ts';
import type { NamedRef } from '../model/observed.ts';
import { isLeaving, isMaking, isRemoving, isUpdating, type Kind } from '../plan/change.ts';
import { kindOf, takesAway } from '../plan/document.ts';
import type { ChangeEntry, CloneFacts, PlanOptions } from '../plan/plan.ts';
import type { RecordChange } from '../plan/record-change.ts';
import { type OverrideView, overrideWords, toOverrideViews } from './override-view.ts';
import { cloneWords, reasonWords, rollbackWords } from './plan-words.ts';

export type DetailKind = 'reason' | 'add' | 'change' | 'remove' | 'warn' | 'why' | 'next' | 'note' | 'diff';

export interface Detail {
  readonly kind: DetailKind;
  /** Raw. */
  readonly text: string;
  /** Follows the text; never broken. */
  readonly address?: string;
  /** It tells of a pack: formats that lay packs out themselves leave it out. */
  readonly isPack?: true;
  /** It tells of an override, likewise. */
  readonly isOverride?: true;
}

type Asked = Pick<PlanOptions, 'destroy' | 'rollback'>;

const MOST_NAMES = 5;
/** Lines of overrides of one change. */
const MOST_OVERRIDES = 40;
/** Characters of a description on one side of a change. */
const MOST_TEXT = 120;

/** `isGroup`: the labels of creates stand in the line of the group. `options`: what a destroy or a rollback does is done because that was asked for, not because of the declarations. */
export function detailsOf(change: ChangeEntry, options: Asked, isGroup = false): readonly Detail[] {
  const kind = kindOf(change);
  const details: Detail[] = [];
  const reason = whyOf(change, options);
  if (reason !== null) details.push({ kind: 'reason', text: reason });
  if (change.records !== undefined) details.push(...recordDetails(change.records));
  else if (change.after !== undefined) {
    const before = isUpdating({ kind }) ? change.before : undefined;
    details.push(
      ...(before === undefined
        ? newFacts(withoutLabels(change.after, isGroup && kind === 'create'))
        : changedFacts(before, change.after)),
    );
  }
  if (change.protect && (isMaking({ kind }) || kind === 'adopt')) {
    details.push({
      kind: 'note',
      text: 'protected: cannot be deleted or replaced until its protection is removed',
    });
  }
  details.push(...becameDetails(change, kind));
  details.push(...contentDetails(change, kind), ...overrideDetails(change));
  details.push(...removalDetails(change));
  details.push(...change.needs.map((address): Detail => ({ kind: 'note', text: 'after', address })));
  for (const { by, detail, hint, import: entry } of change.obstacles ?? []) {
    details.push({ kind: 'why', text: `${by}: ${detail}` });
    // The plan has one block with the entries of all changes.
    if (hint !== null && entry === undefined) details.push({ kind: 'next', text: hint });
  }
  return details;
}

function contentDetails({ content = [] }: ChangeEntry, kind: Kind): readonly Detail[] {
  // Adopting changes nothing: without these words, the difference reads as if it did.
  const head: readonly Detail[] =
    kind === 'adopt' && content.length > 0
      ? [{ kind: 'note', text: 'differs from what is declared (declared → in Palette):' }]
      : [];
  return [...head, ...content.flatMap(packDetails)];
}

/** What has become of an object that goes, or goes by another address, since it was recorded. */
function becameDetails(change: ChangeEntry, kind: Kind): readonly Detail[] {
  if (!isLeaving({ kind })) return [];
  const facts = factsSince(change);
  const isEdited = (change.content ?? []).length > 0;
  if (facts.length === 0 && !isEdited) return [];
  const isOnlyLabels = !isEdited && change.recordedAs?.labels === null && facts.every(isLabel);
  const text = isOnlyLabels ? 'labels not set by cloneform:' : 'changed in Palette since it was recorded:';
  return [{ kind: 'warn', text }, ...facts];
}

function factsSince({ before, recordedAs }: ChangeEntry): readonly Detail[] {
  if (before === undefined || recordedAs === undefined) return [];
  const description = recordedAs.description === null ? null : before.description;
  return changedFacts(recordedAs, { ...before, description });
}

function isLabel({ text }: Detail): boolean {
  return text.startsWith('label ');
}

const RECORD_WORDS = {
  name: 'name',
  version: 'version',
  project: 'name of the project',
  source: 'source',
  sourceUid: 'UID of the source',
  sourceContent: 'content of the source',
  content: 'content',
  overrides: 'overrides',
  protected: 'protected',
  declaredVersion: 'declared version',
  labels: 'managed labels',
  description: 'managed description',
} as const satisfies Record<RecordChange['what'], string>;

/** Values that people would not compare by eye are not shown. */
function recordDetails(records: readonly RecordChange[]): readonly Detail[] {
  return records.map(({ what, from, to }): Detail => {
    const words = `recorded ${RECORD_WORDS[what]}`;
    if (what === 'sourceContent' || what === 'content')
      return { kind: 'change', text: `${words}: as it now is in Palette` };
    if (what === 'overrides')
      return { kind: 'change', text: `${words}: ${to === null ? 'none' : 'as now declared'}` };
    const side = (value: string | null): string =>
      value === null ? 'none' : what === 'description' ? quote(cut(value, 0)) : value;
    return { kind: 'change', text: `${words}: ${side(from)} → ${side(to)}` };
  });
}

/** null where it goes without saying. */
function whyOf(change: ChangeEntry, { destroy, rollback }: Asked): string | null {
  const { reason } = change;
  if (change.records !== undefined && reason !== 'new') {
    const what =
      reason === 'metadata' ? '' : `${reasonWords(change)}, and the clone already has that content; `;
    return `${what}state only: nothing changes in Palette`;
  }
  // Its blocker says what exists.
  if (reason === 'equal_content' && change.action === 'blocked') return null;
  const asked = rollback === undefined ? null : rollbackWords(change, rollback);
  if (asked !== null) return asked;
  if (reason === 'new') return null;
  return destroy && reason === 'not_declared' ? 'destroy deletes everything in state' : reasonWords(change);
}

/** `env=prod`; a bare tag is its key. */
export function labelTexts(labels: CloneFacts['labels']): readonly string[] {
  return sortedLabels(labels).map(([key, value]) => (value === BARE_TAG ? key : `${key}=${value}`));
}

function sortedLabels(labels: CloneFacts['labels']): readonly (readonly [string, string])[] {
  return Object.entries(labels ?? {}).toSorted(byText(([key]) => key));
}

function withoutLabels(after: CloneFacts, isWanted: boolean): CloneFacts {
  return isWanted ? { ...after, labels: null } : after;
}

function newFacts(after: CloneFacts): readonly Detail[] {
  const details = sortedLabels(after.labels).map(
    ([key, value]): Detail => ({ kind: 'add', text: `label ${labelWords(key, value)}` }),
  );
  if (after.description === null || after.description === '') return details;
  return [...details, { kind: 'add', text: `description ${quote(cut(after.description, 0))}` }];
}

function changedFacts(before: CloneFacts, after: CloneFacts): readonly Detail[] {
  const details: Detail[] = [];
  if (before.name !== after.name)
    details.push({ kind: 'change', text: `name ${quote(before.name)} → ${quote(after.name)}` });
  if (before.version !== after.version)
    details.push({ kind: 'change', text: `version ${before.version} → ${after.version}` });
  if (after.labels !== null) details.push(...labelChanges(before.labels ?? {}, after.labels));
  if (after.description === null) return details;
  return [...details, ...descriptionChange((before.description ?? '').trim(), after.description.trim())];
}

function labelChanges(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): readonly Detail[] {
  const old = new Map(Object.entries(before));
  const now = new Map(Object.entries(after));
  return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((key): readonly Detail[] => {
    const [was, is] = [old.get(key), now.get(key)];
    if (was === is) return [];
    if (was === undefined) return [{ kind: 'add', text: `label ${labelWords(key, is ?? '')}` }];
    if (is === undefined) return [{ kind: 'remove', text: `label ${labelWords(key, was)}` }];
    return [{ kind: 'change', text: `label ${key}: ${was} → ${is}` }];
  });
}

function descriptionChange(before: string, after: string): readonly Detail[] {
  if (before === after) return [];
  if (before === '') return [{ kind: 'add', text: `description ${quote(cut(after, 0))}` }];
  if (after === '') return [{ kind: 'remove', text: `description ${quote(cut(before, 0))}` }];
  const from = firstDifference(before, after);
  return [{ kind: 'change', text: `description ${quote(cut(before, from))} → ${quote(cut(after, from))}` }];
}

export function packDetails(pack: PackChange): readonly Detail[] {
  const kind =
    pack.from === pack.to ? 'change' : pack.from === null ? 'add' : pack.to === null ? 'remove' : 'change';
  const values = [pack.from, pack.to].filter((value) => value !== null).join(' → ');
  const head: Detail = {
    kind,
    isPack: true,
    text: `${pack.pack.startsWith('(') ? pack.pack : `pack ${pack.pack}:`} ${pack.change}${values === '' ? '' : ` ${values}`}${pack.by === 'override' ? ' (override)' : ''}`,
  };
  const lines = pack.diff === undefined ? [] : pack.diff.replace(/\n$/, '').split('\n');
  return [head, ...lines.map((text): Detail => ({ kind: 'diff', text, isPack: true }))];
}

/** What overrides set where the differences do not show it. Only conflicts say where each is declared: lines stay short. */
function overrideDetails(change: ChangeEntry): readonly Detail[] {
  const listed = toOverrideViews(change).filter(({ isListed }) => isListed);
  if (listed.length === 0) return [];
  const note = (text: string): Detail => ({ kind: 'note', text, isOverride: true });
  return [
    note('overrides:'),
    ...listed.slice(0, MOST_OVERRIDES).map((view): Detail => {
      const at = view.conflict === undefined || view.declaredAt === null ? '' : ` (${view.declaredAt})`;
      return { kind: overrideKind(view), text: `${overrideWords(view)}${at}`, isOverride: true };
    }),
    ...(listed.length > MOST_OVERRIDES ? [note(`… ${listed.length - MOST_OVERRIDES} more`)] : []),
  ];
}

export function overrideKind({ source, wanted }: OverrideView): 'add' | 'remove' | 'change' {
  return source === null ? 'add' : wanted === null ? 'remove' : 'change';
}

/** What goes and who would miss it, for deletes and replaces; use is of interest for a blocked one too. */
function removalDetails(change: ChangeEntry): readonly Detail[] {
  const details: Detail[] = [];
  if (change.replaces !== undefined) {
    const { clone, uid } = change.replaces;
    const isDoing = takesAway(change);
    const deletes = isDoing ? 'then DELETES' : 'would then delete';
    details.push({
      kind: isDoing ? 'remove' : 'note',
      text: `${deletes} ${cloneWords(clone)} (UID ${uid})`,
    });
  } else if (kindOf(change) === 'delete' && change.uid !== undefined) {
    details.push({ kind: 'note', text: `UID ${change.uid}` });
  }
  return [...details, ...useDetails(change)];
}

/** Who would miss it; a blocker that says so says it better. */
function useDetails(change: ChangeEntry): readonly Detail[] {
  const kind = kindOf(change);
  const isOfInterest = isRemoving({ kind }) || isUpdating({ kind });
  if (!isOfInterest || change.blockers?.includes('in_use') === true) return [];
  const { clusters = [], templates = [] } = change.inUse ?? {};
  const details: Detail[] = [];
  if (clusters.length > 0) details.push({ kind: 'warn', text: `in use by ${namesOf(clusters, 'cluster')}` });
  if (templates.length > 0)
    details.push({ kind: 'warn', text: `linked to ${namesOf(templates, 'cluster template')}` });
  return details;
}

function namesOf(refs: readonly NamedRef[], noun: string): string {
  const names = refs.slice(0, MOST_NAMES).map((ref) => (ref.name === '' ? ref.uid : ref.name));
  const more = refs.length > MOST_NAMES ? ` and ${refs.length - MOST_NAMES} more` : '';
  return `${refs.length} ${noun}${refs.length === 1 ? '' : 's'}: ${names.join(', ')}${more}`;
}

/** Palette keeps a bare tag as a label with this value (facts.md section 1). */
const BARE_TAG = 'spectro__tag';

function labelWords(key: string, value: string): string {
  return value === BARE_TAG ? key : `${key}: ${value}`;
}

function quote(text: string): string {
  return `"${text}"`;
}

/** A piece of a long text that shows what is at `from`. */
function cut(text: string, from: number): string {
  const start = text.length <= MOST_TEXT || from < MOST_TEXT / 2 ? 0 : from - MOST_TEXT / 4;
  const piece = text.slice(start, start + MOST_TEXT);
  return `${start > 0 ? '…' : ''}${piece}${start + MOST_TEXT < text.length ? '…' : ''}`;
}

function firstDifference(a: string, b: string): number {
  let index = 0;
  while (index < a.length && a[index] === b[index]) index++;
  return index;
}
