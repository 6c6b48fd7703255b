// A small Palette and state to plan against, made with verbs. Everything has a sensible default.

import { expect } from 'vitest';
import type { Content } from '../../src/content/content.ts';
import { createRenderer } from '../../src/flow/planning/renderer.ts';
import { contentDigest, contentOutline, sha256, shownDigest } from '../../src/inventory/digest.ts';
import { type Address, formatAddress } from '../../src/model/address.ts';
import type { Desired, DesiredClone, DesiredSource, DesiredTarget } from '../../src/model/desired.ts';
import { projectScope, type ScopeRef, scopeId, TENANT } from '../../src/model/natural-key.ts';
import type {
  ListedVersion,
  ObjectRead,
  Observed,
  ObservedObject,
  PreflightAnswer,
  ScopeRead,
} from '../../src/model/observed.ts';
import type { OpenEntry, Recorded, RecordedClone } from '../../src/model/recorded.ts';
import { readPlanned, toEntry } from '../../src/plan/document.ts';
import { makePlan } from '../../src/plan/make-plan.ts';
import type { Plan, PlanOptions } from '../../src/plan/plan.ts';
import type { PlannedSelector } from '../../src/plan/planned-selector.ts';
import type { PlanInput } from '../../src/plan/planning-context.ts';
import { aPack } from './contents.ts';

export const PLACE = { file: 'cloneform.yaml', line: 1, column: 1, text: 'clones:' };

export const PROJECTS = {
  platform: 'p-platform',
  'edge-dev': 'p-edge-dev',
  'edge-prod': 'p-edge-prod',
} as const;

export const OPTIONS: PlanOptions = {
  destroy: false,
  refresh: 'full',
  target: [],
  exclude: [],
  upgrade: [],
  preflight: true,
  allowMassDelete: false,
  allowDeleteInUse: false,
};

export function aContent(text = 'a: 1'): Content {
  return {
    cloudType: 'all',
    type: 'add-on',
    packs: [aPack('hello', { values: text })],
    variables: [],
  };
}

export interface ObjectFacts {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
  readonly project?: string | null;
  /** The values of its one pack. */
  readonly text?: string;
  /** All that it has, instead of one pack. */
  readonly content?: Content;
  readonly labels?: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly published?: boolean;
  readonly clusters?: readonly string[];
  readonly templates?: readonly string[];
}

export function anObject(facts: ObjectFacts): ObservedObject {
  const content = facts.content ?? aContent(facts.text);
  return {
    uid: facts.uid,
    key: { ...scopeOf(facts.project ?? null), name: facts.name, version: facts.version },
    labels: facts.labels ?? {},
    description: facts.description ?? '',
    isPublished: facts.published ?? true,
    hasDraft: false,
    createdAt: '2026-01-01T00:00:00.000Z',
    lastModified: '2026-01-01T00:00:00.000Z',
    inUse: {
      clusters: (facts.clusters ?? []).map((name) => ({ uid: `c-${name}`, name })),
      templates: (facts.templates ?? []).map((name) => ({ uid: `t-${name}`, name })),
    },
    shown: shownDigest(content),
    digest: contentDigest(content),
    content,
    outline: contentOutline(content),
  };
}

export function scopeOf(project: string | null): ScopeRef {
  return project === null ? TENANT : projectScope(`p-${project}`);
}

export interface CloneFacts
  extends Partial<
    Pick<
      DesiredClone,
      'content' | 'mirrorBy' | 'retain' | 'protect' | 'adopt' | 'overrides' | 'recorded' | 'stamp'
    >
  > {
  readonly source?: Partial<Extract<DesiredSource, { kind: 'profile' }>>;
  /** Copies another declaration's clone instead. */
  readonly chain?: { readonly clone: string; readonly project?: string; readonly version?: string };
  readonly target?: Partial<DesiredTarget>;
  readonly places?: Partial<DesiredClone['places']>;
}

export function aClone(id: string, facts: CloneFacts = {}, fansOut = false): DesiredClone {
  const target: DesiredTarget = {
    name: id,
    version: '1.0.0',
    scope: 'project',
    project: 'edge-dev',
    labels: null,
    description: null,
    ...facts.target,
  };
  return {
    address: formatAddress(id, fansOut ? target.project : null),
    id,
    source:
      facts.chain === undefined
        ? { kind: 'profile', profile: 'base', version: '*', scope: 'tenant', project: null, ...facts.source }
        : { kind: 'clone', project: null, version: '*', ...facts.chain },
    target,
    content: facts.content ?? 'snapshot',
    mirrorBy: facts.mirrorBy ?? 'update',
    retain: facts.retain ?? 'all',
    protect: facts.protect ?? false,
    adopt: facts.adopt ?? false,
    ...(facts.overrides === undefined ? {} : { overrides: facts.overrides }),
    ...(facts.recorded === undefined ? {} : { recorded: facts.recorded }),
    ...(facts.stamp === undefined ? {} : { stamp: facts.stamp }),
    places: { declaration: PLACE, ...facts.places },
  };
}

export function aDesired(...clones: readonly DesiredClone[]): Desired {
  const sorted = clones.toSorted((a, b) => (a.address < b.address ? -1 : 1));
  return {
    clones: sorted,
    moved: [],
    removed: [],
    imports: [],
    guards: { maxNewProjects: 10, maxDeletes: 20, maxDeletePercent: 30 },
    stamp: 'off',
  };
}

export function aRow(
  address: string,
  object: ObservedObject,
  facts: Partial<RecordedClone> = {},
): RecordedClone {
  return {
    address: address as Address,
    uid: object.uid,
    key: object.key,
    projectName: object.key.projectUid?.slice(2) ?? null,
    status: 'current',
    provenance: 'created',
    source: {
      uid: 'u-base-1',
      name: 'base',
      version: '1.0.0',
      scope: 'tenant',
      projectUid: null,
      digest: contentDigest(aContent()),
    },
    digest: object.digest ?? `sha256:${'0'.repeat(64)}`,
    shown: object.shown,
    lastModified: object.lastModified,
    isProtected: false,
    declaredVersion: object.key.version,
    labels: null,
    description: null,
    recordedAt: '2026-01-01T00:00:00.000Z',
    revision: 1,
    ...facts,
  };
}

export function anEntry(facts: Partial<OpenEntry> & Pick<OpenEntry, 'key' | 'address'>): OpenEntry {
  return {
    id: 'op-1',
    runId: 'run-1',
    kind: 'create',
    step: 'intent',
    projectName: 'edge-dev',
    uid: null,
    source: {
      uid: 'u-base-1',
      name: 'base',
      version: '1.0.0',
      scope: 'tenant',
      projectUid: null,
      digest: contentDigest(aContent()),
    },
    uidsBefore: [],
    serverDateBefore: '2026-01-01T00:00:00.000Z',
    labels: null,
    description: null,
    isProtected: false,
    declaredVersion: '1.0.0',
    openedAt: '2026-01-01T00:00:00.000Z',
    ...facts,
  };
}

/** Three versions of the tenant profile `base`, the newest a prerelease. */
export const BASE = [
  anObject({ uid: 'u-base-1', name: 'base', version: '1.0.0' }),
  anObject({ uid: 'u-base-2', name: 'base', version: '1.2.0', text: 'a: 2' }),
  anObject({ uid: 'u-base-3', name: 'base', version: '2.0.0-rc.1', text: 'a: 3' }),
] as const;

export interface WorldFacts {
  readonly desired?: Desired;
  readonly rows?: readonly RecordedClone[];
  readonly operations?: readonly OpenEntry[];
  /** Objects that are there, read and listed; `BASE` is always among them, unless one of these has its UID. */
  readonly objects?: readonly ObservedObject[];
  /** UIDs confirmed gone. */
  readonly gone?: readonly string[];
  readonly unreadable?: readonly string[];
  readonly unreadableScopes?: readonly (string | null)[];
  /** Scopes whose list lost two of its rows. */
  readonly cutScopes?: readonly (string | null)[];
  /** Scopes whose list was not read. */
  readonly unreadScopes?: readonly (string | null)[];
  /** UIDs of objects that no list shows. */
  readonly unlisted?: readonly string[];
  readonly preflight?: Readonly<Record<string, PreflightAnswer>>;
  readonly options?: Partial<PlanOptions>;
  readonly serverDate?: string | null;
  readonly outlines?: Recorded['outlines'];
  /** What else was observed, or what else state says. */
  readonly observed?: Partial<Observed>;
  readonly recorded?: Partial<Recorded>;
}

export function planWorld(facts: WorldFacts): Plan {
  const plan = makePlan(inputOf(facts), {
    tool: 'cloneform test',
    createdAt: '2026-01-01T00:00:00.000Z',
    hash: sha256,
  });
  mustSurviveReading(plan);
  return plan;
}

/** What apply does is read from the document: nothing of a change may be lost in it. */
function mustSurviveReading({ changes }: Plan): void {
  expect(changes.map((entry) => toEntry(readPlanned(entry)))).toEqual(changes);
}

export function inputOf(facts: WorldFacts): PlanInput {
  const recorded: Recorded = {
    identity: facts.rows === undefined ? null : { lineage: 'l', serial: 7, tenantUid: 't', host: 'h' },
    clones: facts.rows ?? [],
    openEntries: facts.operations ?? [],
    outlines: facts.outlines ?? new Map(),
    ...facts.recorded,
  };
  return {
    desired: facts.desired ?? aDesired(),
    recorded,
    observed: anObserved(facts),
    options: { ...OPTIONS, ...facts.options },
    rateLimits: { default: { rps: 10, burst: 50 }, clusterprofiles: { rps: 50, burst: 250 } },
    render: createRenderer(),
  };
}

function anObserved(facts: WorldFacts): Observed {
  const given = facts.objects ?? [];
  const present = [...BASE.filter(({ uid }) => !given.some((other) => other.uid === uid)), ...given];
  const objects = new Map<string, ObjectRead>(
    present.map((object) => [object.uid, { status: 'present', object }]),
  );
  for (const uid of facts.gone ?? []) objects.set(uid, { status: 'gone' });
  const failure = { code: 'Forbidden', message: 'not allowed' };
  for (const uid of facts.unreadable ?? []) objects.set(uid, { status: 'unreadable', failure });
  const shown = present.filter(({ uid }) => !(facts.unlisted ?? []).includes(uid));
  const scopes = new Map<string, ScopeRead>();
  for (const project of [null, ...Object.keys(PROJECTS)]) {
    const id = scopeId(scopeOf(project));
    const isUnreadable = facts.unreadableScopes?.includes(project) ?? false;
    const missing = facts.cutScopes?.includes(project) ? { missing: 2 } : {};
    if (facts.unreadScopes?.includes(project)) continue;
    scopes.set(
      id,
      isUnreadable
        ? { status: 'unreadable', failure }
        : { status: 'listed', versions: listed(shown, id), ...missing },
    );
  }
  return {
    tenantUid: 't',
    host: 'h',
    serverDate: facts.serverDate === undefined ? '2026-01-01T00:00:10.000Z' : facts.serverDate,
    projects: new Map(Object.entries(PROJECTS)),
    scopes,
    objects,
    preflight: new Map(Object.entries(facts.preflight ?? {})),
    macros: new Map(),
    ...facts.observed,
  };
}

function listed(objects: readonly ObservedObject[], id: string): readonly ListedVersion[] {
  return objects
    .filter((object) => scopeId(object.key) === id)
    .map(({ uid, key }) => ({ uid, name: key.name, version: key.version, seen: null }));
}

/** One line a change: the picture that planner tests compare. */
export function picture(plan: Plan): readonly string[] {
  return plan.changes.map((change) => {
    const blocked =
      change.blockedBy === undefined ? '' : ` [${change.blockedBy}, would be ${change.wouldBe}]`;
    return `${change.action} · ${change.reason} ${change.address}${blocked}`;
  });
}

/** A selector of a plan, of project `a` alone. */
export const PLANNED_SELECTOR: PlannedSelector = {
  id: 'fleet',
  selector: { match: ['a'], tags: {}, exclude: [] },
  onLeave: 'block',
  projects: [{ uid: 'p-a', name: 'a' }],
  joined: [],
  left: [],
  disabled: [],
};
