// A world with one clone, `edge` of base 1.0.0 in the project edge-dev: declared, recorded and in Palette with equal content, but for
// what a test says of it. Contents are named by the text of their one pack.
import { contentDigest, contentOutline, shownDigest } from '../../src/inventory/digest.ts';
import { formatAddress } from '../../src/model/address.ts';
import type { DesiredOverrides } from '../../src/model/desired.ts';
import { invariant } from '../../src/model/invariant.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { EntryStep, OpenEntry, RecordedClone, RecordedOverrides } from '../../src/model/recorded.ts';
import { kindOf } from '../../src/plan/document.ts';
import type { ChangeEntry, Plan } from '../../src/plan/plan.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { type CloneContext, makeCloneContext } from '../../src/plan/rules/clone-context.ts';
import {
  aClone,
  aContent,
  aDesired,
  anEntry,
  anObject,
  aRow,
  BASE,
  type CloneFacts,
  inputOf,
  planWorld,
  type WorldFacts,
} from './a-world.ts';

export interface OneClone {
  /** Its declaration; it copies 1.0.0 exactly where that says nothing else. */
  readonly clone?: CloneFacts;
  /** What it has in Palette. */
  readonly text?: string;
  readonly seen?: Partial<ObservedObject>;
  readonly row?: Partial<RecordedClone>;
  /** What base 1.0.0 has by now. */
  readonly source?: string;
  /** How far an interrupted update of it to the content of its source got. */
  readonly interrupted?: EntryStep;
  readonly options?: WorldFacts['options'];
  /** What else there is. */
  readonly world?: WorldFacts;
}

export const EDGE = formatAddress('edge');
export const AS_MADE = anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev' });

/** Where it is, as a plan says it. */
export const IN_EDGE_DEV = {
  name: 'edge',
  version: '1.0.0',
  scope: 'project',
  project: 'edge-dev',
  projectUid: 'p-edge-dev',
} as const;

/** What a plan says of an object that was read: published, without draft, labels or description. */
export const asSeen = ({
  uid,
  digest,
  shown,
  lastModified,
}: Pick<ObservedObject, 'uid' | 'digest' | 'shown' | 'lastModified'>) => ({
  uid,
  digest,
  shown,
  lastModified,
  labels: {},
  description: '',
  published: true,
  draft: false,
});

export const digestOf = (text: string): RecordedClone['digest'] => contentDigest(aContent(text));

/** The members of an object that has this content. */
export function having(text: string): Partial<ObservedObject> {
  const content = aContent(text);
  return {
    content,
    digest: contentDigest(content),
    shown: shownDigest(content),
    outline: contentOutline(content),
  };
}

/** A row of a clone that copied this version. */
export function copiedFrom(source: ObservedObject): Pick<RecordedClone, 'source' | 'digest' | 'shown'> {
  const { uid, key, digest, shown } = source;
  invariant(digest !== null, 'it has content');
  const { name, version, scope, projectUid } = key;
  return { source: { uid, name, version, scope, projectUid, digest }, digest, shown };
}

/** A row of a clone that was last written with these overrides onto this version. */
export function writtenWith(
  overrides: DesiredOverrides,
  source: ObservedObject,
): Pick<RecordedClone, 'source' | 'digest' | 'shown'> & { readonly overrides: RecordedOverrides } {
  const { shown, ...recorded } = renderingOf(overrides, source);
  return { ...copiedFrom(source), digest: recorded.wanted, shown, overrides: recorded };
}

/** What overrides make of a source, as the plan of an update says it. */
export function renderingOf(
  overrides: DesiredOverrides,
  { content, digest }: ObservedObject,
): NonNullable<ChangeEntry['rendering']> {
  const { render } = inputOf({});
  invariant(render !== undefined && content !== null && digest !== null, 'a source that was read');
  const rendered = render({ content, digest }, overrides, new Map());
  invariant(rendered.status === 'rendered', 'overrides that fit');
  return rendered.rendering;
}

export function oneClone(facts: OneClone): WorldFacts {
  const { clone = {}, world = {} } = facts;
  const object = { ...AS_MADE, ...having(facts.text ?? 'a: 1'), ...facts.seen };
  const [base] = BASE;
  return {
    ...world,
    desired: aDesired(
      aClone('edge', { ...clone, source: { version: '1.0.0', ...clone.source } }),
      ...(world.desired?.clones ?? []),
    ),
    rows: [aRow('edge', AS_MADE, facts.row), ...(world.rows ?? [])],
    objects: [
      object,
      ...(facts.source === undefined ? [] : [{ ...base, ...having(facts.source) }]),
      ...(world.objects ?? []),
    ],
    operations: [
      ...(facts.interrupted === undefined ? [] : [anUpdate(facts.interrupted)]),
      ...(world.operations ?? []),
    ],
    options: { ...world.options, ...facts.options },
  };
}

/** The journal entry of an update of it that did not end. */
export function anUpdate(step: EntryStep): OpenEntry {
  return anEntry({ address: EDGE, key: AS_MADE.key, kind: 'update', uid: AS_MADE.uid, step });
}

/** All that bears on it, as rules see it. */
export function contextOf(facts: OneClone): CloneContext & { readonly row: RecordedClone } {
  const input = inputOf(oneClone(facts));
  const planning = makePlanningContext(input, input.recorded.clones);
  const desired = planning.declared.get(EDGE);
  const row = planning.recorded.get(EDGE);
  invariant(desired !== undefined && row !== undefined, 'it is declared and recorded');
  return { ...makeCloneContext(planning, desired, row), row };
}

export function planOne(facts: OneClone): Plan {
  return planWorld(oneClone(facts));
}

/** What becomes of the clone, last: the kind of change, its reason, and all that blocks it. */
export function outcome(facts: OneClone): string {
  const change = lastOf(planOne(facts));
  const blocked = change.blockers === undefined ? '' : ` [${change.blockers.join(', ')}]`;
  return `${kindOf(change)} · ${change.reason}${blocked}`;
}

export function lastOf({ changes }: Plan): ChangeEntry {
  const change = changes.findLast(({ address }) => address === EDGE);
  invariant(change !== undefined, 'the plan says what becomes of the clone');
  return change;
}
