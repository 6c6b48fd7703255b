// What expressions can ask about: every variable and field with its type. The checker, the values and the reference page are made of
// this one description. A field is always there; what has no value is null.
import { SKEWS } from '../plan/pack-facts.ts';
import { BLOCKERS } from '../plan/plan.ts';
import { REASONS } from '../plan/reasons.ts';
import {
  BOOL,
  INT,
  listType,
  mapType,
  type ObjectType,
  oneOfWords,
  STRING,
  type Type,
  type TypedField,
} from './cel/types.ts';

const ACTIONS = [
  'create',
  'adopt',
  'update',
  'replace',
  'delete',
  'forget',
  'move',
  'resume',
  'noop',
] as const;
export const JUMPS = ['none', 'patch', 'minor', 'major', 'downgrade', 'other'] as const;
export type Jump = (typeof JUMPS)[number];

function object(name: string, fields: Readonly<Record<string, TypedField>>): ObjectType {
  return { kind: 'object', name, fields };
}

function field(type: Type, about: string): TypedField {
  return { type, about };
}

/** Of a field that is null where it has no value. */
function maybe(type: Type, about: string): TypedField {
  return { type, about, isNullable: true };
}

const SCOPE = oneOfWords('tenant', 'project');
const TIMESTAMP: Type = { kind: 'timestamp' };

const FACTS = object('Facts', {
  name: field(STRING, 'Name in Palette.'),
  version: field(STRING, 'Version in Palette.'),
  labels: field(mapType(STRING), 'Labels; empty where they are not managed.'),
  description: maybe(STRING, 'Description; null where it is not managed.'),
});

const CLONE = object('Clone', {
  name: field(STRING, 'Name in Palette.'),
  version: field(STRING, 'Version in Palette.'),
  scope: field(SCOPE, 'Where it is, or will be.'),
  project: maybe(STRING, 'Name of the project; null at tenant scope.'),
  projectUid: maybe(STRING, 'UID of the project; null at tenant scope.'),
  labels: field(mapType(STRING), 'Labels that it will have: those declared, else those that it has.'),
  isProtected: field(BOOL, 'It is declared or recorded as protected.'),
});

const SOURCE = object('Source', {
  name: field(STRING, 'Name of the profile that is copied.'),
  version: maybe(STRING, 'Version that is copied; null while it is not known.'),
  before: maybe(
    STRING,
    'Version that the clone was copied from so far; null where no content of another version of the profile is written.',
  ),
  jump: field(
    oneOfWords(...JUMPS),
    'How the version changes by that; none where it does not, other with another profile.',
  ),
  scope: field(SCOPE, 'Where the source is.'),
  project: maybe(STRING, 'Name of its project; null at tenant scope.'),
  uid: maybe(STRING, 'UID of the source; null while a chain has yet to make it.'),
  digest: maybe(STRING, 'Digest of its content; null while it is not known.'),
  clone: maybe(STRING, 'Address of the clone that is copied, in a chain.'),
});

const DIFFERENCE = object('Difference', {
  pack: field(STRING, 'Name of the pack; (profile) and (variables) for the rest of a profile.'),
  change: field(
    STRING,
    'What of it: added, removed, tag, registry, values changed, manifest NAME changed, …',
  ),
  path: field(STRING, 'Path of the value, such as cluster.replicas or a[name=x]; "" is all of it.'),
  kind: field(
    oneOfWords('added', 'removed', 'changed', 'text', 'note', 'fact'),
    'How the value changes; fact: of the pack itself.',
  ),
  from: maybe(STRING, 'The value before; null where there was none, and where it is masked.'),
  to: maybe(STRING, 'The value after; null where there is none, and where it is masked.'),
  isMasked: field(BOOL, 'The values are secret, or hidden by --diff.'),
  isOverride: field(BOOL, 'An override of the declaration decides this place.'),
});

const PACK = object('Pack', {
  name: field(STRING, 'Name of the pack.'),
  layer: field(STRING, 'Layer, such as os, k8s, cni, csi or addon.'),
  type: field(STRING, 'Type, such as spectro, helm, manifest or oci.'),
  before: maybe(STRING, 'Tag that the clone has; null for a pack that it does not have.'),
  after: field(STRING, 'Tag that it will have.'),
  registryUid: field(STRING, 'UID of the registry; "" for a pack that names none.'),
  registry: maybe(STRING, 'Name of the registry; "" for a pack that names none, null where it was not read.'),
  jump: field(
    oneOfWords(...JUMPS),
    'How the tag changes; none also for a pack that is new, other where a tag is no version.',
  ),
  skippedMinors: field(INT, 'Minor versions that are skipped: 1 for 1.28 to 1.30.'),
});

const CONTENT = object('Content', {
  isWritten: field(BOOL, 'The change writes content, or takes an object over with its content.'),
  isKnown: field(BOOL, 'What is written was read, so that packs and jump are known.'),
  jump: maybe(
    oneOfWords(...JUMPS),
    'The largest jump of its packs, downgrade before major; null where packs are not known.',
  ),
  packs: maybe(
    listType(PACK),
    'Packs that the clone will have; empty where no content is written, null where it is not known.',
  ),
  removedPacks: maybe(
    listType(STRING),
    'Names of packs that the clone has and will not have; null where they are not known.',
  ),
  differences: field(
    listType(DIFFERENCE),
    'What changes in the content of an existing clone, by pack and path.',
  ),
});

const OVERRIDE = object('Override', {
  pack: field(STRING, 'Name of the pack.'),
  part: field(STRING, 'pack, values, manifest NAME or variable NAME.'),
  path: field(STRING, 'Path within the part; "" is all of it.'),
  source: maybe(STRING, 'Value of the source; null where it has none. Secrets are masked.'),
  wanted: maybe(STRING, 'Value that is wanted; null where it is removed. Secrets are masked.'),
  conflict: maybe(
    oneOfWords('kept', 'blocked'),
    'The source changed this place since the clone was written.',
  ),
});

const REF = object('Ref', {
  uid: field(STRING, 'UID in Palette.'),
  name: field(STRING, 'Name in Palette.'),
});

const IN_USE = object('InUse', {
  clusters: field(listType(REF), 'Clusters that use the object.'),
  templates: field(listType(REF), 'Cluster templates that link it.'),
});

const PROJECT = object('Project', {
  name: maybe(STRING, 'Name of the project of the clone; null at tenant scope.'),
  tags: maybe(mapType(STRING), 'Its tags; empty at tenant scope, null where they were not read.'),
});

const HINT = object('Hint', {
  code: field(
    oneOfWords(...SKEWS.map((what) => `skew-${what}`)),
    'Code of the warning; what they mean is below.',
  ),
  text: field(STRING, 'What the plan says.'),
});

export const CHANGE = object('Change', {
  address: field(STRING, 'Address, such as edge-base["edge-prod"].'),
  id: field(STRING, 'Id of the declaration, such as edge-base.'),
  action: field(oneOfWords(...ACTIONS), 'What the change does; of a blocked one, what it would do.'),
  reason: field(oneOfWords(...REASONS), 'Why, as in the plan.'),
  isBlocked: field(BOOL, 'Something other than a policy blocks it.'),
  blockers: field(listType(oneOfWords(...BLOCKERS)), 'What blocks it, policies aside.'),
  movedFrom: maybe(STRING, 'Address before; null where it stays.'),
  uid: maybe(STRING, 'UID of the object; null for one that does not exist yet.'),
  before: maybe(
    FACTS,
    'Name, version, labels and description as they are; null where nothing is there or it was not read.',
  ),
  after: maybe(FACTS, 'The same as they will be; null where nothing will be there.'),
  declaredVersion: maybe(STRING, 'Version that the declaration asks for; null where nothing is declared.'),
  needs: field(listType(STRING), 'Addresses of changes that are done first.'),
  clone: field(CLONE, 'The clone.'),
  source: field(SOURCE, 'What is copied; of what goes, what was recorded.'),
  content: field(CONTENT, 'The content that is written.'),
  overrides: field(listType(OVERRIDE), 'What overrides of the declaration set.'),
  inUse: field(IN_USE, 'What uses the object.'),
  project: field(PROJECT, 'The project of the clone.'),
  hints: field(listType(HINT), 'Warnings of the plan about this change.'),
});

const SUMMARY = object('Summary', {
  ...Object.fromEntries(
    [...ACTIONS, 'blocked'].map((name) => [name, field(INT, `Number of changes with action ${name}.`)]),
  ),
  drift: field(INT, 'Number of clones that drifted.'),
});

const DRIFT = object('Drift', {
  address: field(STRING, 'Address of the clone.'),
  kind: field(
    oneOfWords(
      'clone_edited',
      'source_edited',
      'source_gone',
      'metadata_edited',
      'renamed',
      'unpublished',
      'gone',
    ),
    'What drifted.',
  ),
  detail: field(STRING, 'The same in words.'),
});

const UNMANAGED = object('Unmanaged', {
  uid: field(STRING, 'UID in Palette.'),
  name: field(STRING, 'Name in Palette.'),
  version: field(STRING, 'Version in Palette.'),
  scope: field(SCOPE, 'Where it is.'),
  project: maybe(STRING, 'Name of the project; null at tenant scope.'),
});

const OPTIONS = object('Options', {
  destroy: field(BOOL, 'Everything is to be deleted.'),
  refresh: field(oneOfWords('full', 'fast', 'none'), 'How Palette was read.'),
  target: field(listType(STRING), 'Globs of --target.'),
  exclude: field(listType(STRING), 'Globs of --exclude.'),
  upgrade: field(listType(STRING), 'Globs of --upgrade.'),
  allowMassDelete: field(BOOL, '--dangerous-allow-mass-delete was given.'),
  allowDeleteInUse: field(BOOL, '--dangerous-delete-in-use was given.'),
  isRollback: field(BOOL, 'The plan goes back to an earlier run.'),
});

export const PLAN = object('Plan', {
  tool: field(STRING, 'Name and version of the tool.'),
  createdAt: field(TIMESTAMP, 'When the plan was made.'),
  host: field(STRING, 'Host of Palette.'),
  tenantUid: field(STRING, 'UID of the tenant.'),
  checksum: field(STRING, 'Checksum over the work.'),
  options: field(OPTIONS, 'What was asked for.'),
  changes: field(listType(CHANGE), 'All changes, no-ops too, in the order of work.'),
  clusters: field(listType(REF), 'Clusters that use what changes, each once; no-ops change nothing.'),
  drift: field(listType(DRIFT), 'What differs from what was recorded.'),
  unmanaged: field(listType(UNMANAGED), 'Objects that nobody manages.'),
  summary: field(SUMMARY, 'Numbers of changes by action. Blocked changes count as blocked only.'),
  complete: field(BOOL, 'Everything that is declared was examined.'),
  errored: field(BOOL, 'A read failed.'),
});

export const RUN = object('Run', {
  command: field(oneOfWords('plan', 'apply', 'destroy', 'revert', 'rollback', 'import'), 'What is run.'),
  user: field(STRING, 'Who runs it: the actor that CI names, else the user of the machine.'),
  host: field(STRING, 'Name of the machine.'),
  branch: maybe(STRING, 'Branch that CI names; null elsewhere.'),
  commit: maybe(STRING, 'Commit that CI names; null elsewhere.'),
  isCi: field(BOOL, 'CI is set.'),
  approvers: field(listType(STRING), 'Names in CLONEFORM_APPROVERS, each once.'),
});

const EVERYWHERE: Readonly<Record<string, TypedField>> = {
  plan: field(PLAN, 'The plan.'),
  now: field(TIMESTAMP, 'The time of the run, as a timestamp in UTC.'),
  run: field(RUN, 'Who runs it, and where.'),
};

/** VariableTypes of `on: plan` and of autoApprove, and those of a single change. */
export const VOCABULARY = {
  plan: EVERYWHERE,
  change: {
    ...EVERYWHERE,
    change: field(CHANGE, 'The change.'),
    clone: field(CLONE, 'change.clone'),
    source: field(SOURCE, 'change.source'),
    content: field(CONTENT, 'change.content'),
    overrides: field(listType(OVERRIDE), 'change.overrides'),
    inUse: field(IN_USE, 'change.inUse'),
    project: field(PROJECT, 'change.project'),
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, TypedField>>>>;

export function typesOf(fields: Readonly<Record<string, TypedField>>): Readonly<Record<string, Type>> {
  return Object.fromEntries(Object.entries(fields).map(([name, { type }]) => [name, type]));
}
