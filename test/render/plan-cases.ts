// The plans of the golden files, made by hand so that each shows one side of the renderer.
import { type Address, formatAddress } from '../../src/model/address.ts';
import type { Change, PlannedChange } from '../../src/plan/change.ts';
import { draftOf, hasWork } from '../../src/plan/document.ts';
import { estimate } from '../../src/plan/estimate.ts';
import type { ChangeEntry, Plan, PlannedClone, PlannedSource } from '../../src/plan/plan.ts';
import { summarize } from '../../src/plan/summary.ts';
import { OPTIONS } from '../support/a-world.ts';

const CHECKSUM = `sha256:${'0123456789abcdef'.repeat(4)}`;

export function aPlan(changes: readonly ChangeEntry[], more: Partial<Plan> = {}): Plan {
  const drift = more.drift ?? [];
  const summary = summarize(changes, drift);
  return {
    formatVersion: '1.0',
    tool: 'cloneform 0.0.0',
    createdAt: '2026-01-01T00:00:00.000Z',
    tenantUid: 't-1',
    host: 'api.spectrocloud.com',
    state: { lineage: 'l', serial: 1 },
    checksum: CHECKSUM,
    options: OPTIONS,
    changes,
    drift,
    unmanaged: [],
    diagnostics: [],
    summary,
    estimate: estimate(changes.map(asCase), { default: { rps: 10, burst: 50 } }, OPTIONS),
    applyable: hasWork(changes) && summary.blocked === 0,
    complete: true,
    errored: false,
    ...more,
  };
}

/** Entries made by hand lack most of what carrying them out takes. */
function asCase(entry: ChangeEntry): PlannedChange {
  const change = draftOf({ after: facts, manages: { labels: null, description: null }, ...entry });
  if (entry.action !== 'blocked') return change as Change;
  const blockers = [{ by: entry.blockedBy ?? 'unreadable', detail: '', hint: null }] as const;
  return { kind: 'blocked', change, blockers, isFoundLast: false };
}

type Facts = Partial<Omit<ChangeEntry, 'address' | 'clone' | 'source'>> & {
  readonly clone?: Partial<PlannedClone>;
  readonly source?: Partial<PlannedSource>;
};

/** A create of `id` as `edge-base 1.0.0` in edge-dev, unless the facts say otherwise. */
export function aChange(address: string, { clone, source, ...facts }: Facts = {}): ChangeEntry {
  return {
    address: address as Address,
    action: 'create',
    reason: 'new',
    clone: {
      name: 'edge-base',
      version: '1.0.0',
      scope: 'project',
      project: 'edge-dev',
      projectUid: 'p-dev',
      ...clone,
    },
    source: {
      uid: 'u-source',
      name: 'docs-ubuntu-k3s',
      version: '1.2.0',
      digest: null,
      scope: 'tenant',
      project: null,
      projectUid: null,
      ...source,
    },
    needs: [],
    preconditions: { recorded: null, observed: null, source: null },
    protect: false,
    ...(facts.obstacles === undefined ? {} : { blockers: facts.obstacles.map((blocker) => blocker.by) }),
    ...facts,
  };
}

const NOOPS = Array.from({ length: 14 }, (_, index) =>
  aChange(`same-${index}`, { action: 'noop', reason: 'unchanged' }),
);
const facts = { name: 'edge-base', version: '1.0.0', labels: null, description: null };
const refs = (...names: readonly string[]): readonly { uid: string; name: string }[] =>
  names.map((name) => ({ uid: `c-${name}`, name }));

const creates = aPlan([
  aChange('edge-base["edge-dev"]'),
  aChange('edge-base["edge-prod"]', {
    clone: { project: 'edge-prod' },
    protect: true,
    after: {
      ...facts,
      labels: { team: 'edge', experimental: 'spectro__tag' },
      description: 'The base of all.',
    },
  }),
  aChange('golden', {
    reason: 'gone',
    clone: { name: 'ML Ops Herbs', scope: 'tenant', project: null, projectUid: null },
    source: { scope: 'project', project: 'platform', projectUid: 'p-platform' },
    needs: ['edge-base["edge-dev"]' as Address],
  }),
]);

const mixed = aPlan(
  [
    aChange('half-done', {
      action: 'resume',
      reason: 'interrupted',
      resume: { operation: 'o', verdict: 'take_over', source: null },
    }),
    aChange('new-home["edge-dev"]', {
      action: 'move',
      reason: 'same_object',
      movedFrom: 'old-home["edge-dev"]' as Address,
      uid: 'u-5',
    }),
    aChange('lost', { action: 'forget', reason: 'gone', uid: 'u-6' }),
    aChange('edge-base["edge-dev"]'),
    aChange('edge-next', {
      action: 'update',
      reason: 'metadata',
      before: {
        name: 'edge-nxt',
        version: '1.0.0',
        labels: { team: 'edge', owner: 'ada', old: 'spectro__tag' },
        description: 'What edge-base becomes next.',
      },
      after: {
        name: 'edge-next',
        version: '1.0.0',
        labels: { team: 'platform', owner: 'ada', tier: 'gold' },
        description: 'What edge-base became,\nsaid on two lines.',
      },
      inUse: { clusters: refs('berlin-1', 'berlin-2'), templates: [] },
    }),
    aChange('taken-over', { action: 'adopt', reason: 'equal_content', uid: 'u-7' }),
    aChange('renamed', {
      action: 'replace',
      reason: 'target_changed',
      clone: { name: 'edge-renamed' },
      replaces: { uid: '690b0c0000000000000000aa', clone: aChange('x').clone },
      inUse: { clusters: [], templates: [] },
      after: { ...facts, name: 'edge-renamed' },
    }),
    aChange('mirror', {
      action: 'update',
      reason: 'source_edited',
      content: [
        { pack: 'kubernetes', change: 'tag', from: '1.29.4', to: '1.30.2' },
        { pack: 'cni-calico', change: 'values', from: null, to: null, diff: '-  mtu: 1440\n+  mtu: 1500\n' },
      ],
    }),
    ...NOOPS,
  ],
  {
    drift: [
      {
        address: 'same-1' as Address,
        kind: 'clone_edited',
        detail: 'its content no longer matches what was recorded',
        hint: "cloneform accept 'same-1' --as-override writes the edit into the declarations, cloneform accept 'same-1' makes it the baseline, cloneform revert 'same-1' discards it",
      },
      {
        address: 'same-2' as Address,
        kind: 'source_gone',
        detail: 'docs-ubuntu-k3s 1.2.0 is no longer in platform',
      },
    ],
    unmanaged: [{ uid: 'u-9', name: 'by-hand', version: '1.0.0', scope: 'project', project: 'edge-dev' }],
    diagnostics: [
      {
        code: 'plan/retained-in-use',
        severity: 'warning',
        message: 'same-3@0.9.0 is kept: cluster berlin-1 uses it',
        hint: 'move the cluster',
      },
    ],
  },
);

const blocked = aPlan([
  aChange('edge-base["edge-dev"]', {
    action: 'blocked',
    wouldBe: 'create',
    blockedBy: 'exists_unmanaged',
    obstacles: [
      {
        by: 'exists_unmanaged',
        detail: 'edge-base 1.0.0 already exists (UID 690b0c0000000000000000aa) and is not managed here',
        hint: `to adopt it as it is, use imports: [ { to: 'edge-base["edge-dev"]', uid: 690b0c0000000000000000aa } ]`,
      },
      { by: 'preflight', detail: 'Palette would refuse it: DuplicateName: it exists', hint: null },
    ],
  }),
  aChange('lost-source', {
    action: 'blocked',
    wouldBe: 'create',
    blockedBy: 'source_missing',
    source: { uid: null, version: null },
    obstacles: [
      {
        by: 'source_missing',
        detail: 'there is no docs-ubuntu-k3s ^9.0.0 at tenant scope',
        hint: 'versions: 1.0.0, 1.2.0',
      },
    ],
  }),
  aChange('renamed', {
    action: 'blocked',
    wouldBe: 'replace',
    reason: 'target_changed',
    clone: { name: 'edge-renamed' },
    replaces: { uid: 'u-8', clone: aChange('x').clone },
    inUse: { clusters: [], templates: refs('golden-template') },
    blockedBy: 'in_use',
    obstacles: [
      {
        by: 'in_use',
        detail: 'linked to cluster template golden-template, which locks it',
        hint: 'unlink the profile from the template in Palette',
      },
    ],
  }),
  aChange('kept', {
    action: 'blocked',
    wouldBe: 'delete',
    reason: 'not_declared',
    uid: 'u-4',
    blockedBy: 'protected',
    obstacles: [
      {
        by: 'protected',
        detail: 'kept is protected',
        hint: 'declare it with protect: false and apply that first',
      },
    ],
  }),
]);

const deletes = aPlan([
  aChange('edge-base["edge-dev"]'),
  aChange('edge-old["edge-prod"]', {
    action: 'delete',
    reason: 'not_declared',
    uid: '690b0c0000000000000000aa',
    clone: { name: 'edge-old', project: 'edge-prod' },
    inUse: {
      clusters: refs('berlin-1', 'berlin-2', 'oslo-1', 'oslo-2', 'oslo-3', 'rome-1', 'rome-2'),
      templates: [],
    },
  }),
  aChange('edge-old["edge-prod"]@0.9.0', {
    action: 'delete',
    reason: 'retention',
    uid: '690b0c0000000000000000bb',
    clone: { name: 'edge-old', version: '0.9.0', project: 'edge-prod' },
    inUse: { clusters: [], templates: [] },
  }),
]);

const many = aPlan(
  Array.from({ length: 23 }, (_, index) =>
    aChange(`edge-${String(index).padStart(2, '0')}`, {
      action: 'delete',
      reason: 'not_declared',
      uid: `u-${index}`,
    }),
  ),
  { options: { ...OPTIONS, destroy: true, allowDeleteInUse: true } },
);

const LONG = 'a-project-whose-name-goes-on-and-on-as-if-nobody-ever-had-to-type-it-in-full';
const long = aPlan([
  aChange(formatAddress('edge-base', LONG), {
    clone: { name: 'x'.repeat(100), project: LONG },
    source: { name: '漢字'.repeat(30) },
    after: { ...facts, description: 'word '.repeat(60).trim() },
  }),
  aChange('a-somewhat-long-address-of-its-own["and-a-project-with-it"]', {
    action: 'delete',
    reason: 'not_declared',
    uid: 'u-1',
  }),
]);

const hostile = aPlan(
  [
    aChange(formatAddress('edge', 'dev\u202E\u001B[2J'), {
      clone: { name: 'x 1.0.0 in prod\u001B[31m', version: '1.0.0\r', project: 'dev\u202E\u001B[2J' },
      source: { name: 'zero\u200Bwidth "quoted"' },
      after: { ...facts, labels: { 'tag\u{E0041}': 'c1\u009B31m' }, description: 'one\ntwo\u0007\u007F' },
    }),
    aChange('ok', {
      action: 'blocked',
      wouldBe: 'create',
      blockedBy: 'preflight',
      obstacles: [
        {
          by: 'preflight',
          detail: 'no \u001B]8;;https://evil.example\u0007click\u001B]8;;\u0007',
          hint: 'a\u2028b',
        },
      ],
    }),
  ],
  {
    host: 'api\u001B[0m.example',
    drift: [{ address: 'ok' as Address, kind: 'renamed', detail: 'now \u2066evil\u2069' }],
  },
);

const limited = aPlan(NOOPS, {
  complete: false,
  errored: true,
  options: { ...OPTIONS, target: ['edge-*'], exclude: ['ml-*'], refresh: 'none' },
});

const drifted = aPlan(NOOPS, { drift: mixed.drift });

const nothingDeclared = aPlan([aChange('edge', { action: 'delete', reason: 'not_declared', uid: 'u-1' })], {
  diagnostics: [
    {
      code: 'plan/nothing-declared',
      severity: 'error',
      message: 'no clones are declared, but 1 is recorded',
      hint: 'to delete them all, use cloneform destroy',
    },
  ],
});

export const PLAN_CASES: ReadonlyMap<string, Plan> = new Map([
  ['plan-creates', creates],
  ['plan-mixed', mixed],
  ['plan-blocked', blocked],
  ['plan-deletes', deletes],
  ['plan-destroy', many],
  ['plan-no-changes', aPlan(NOOPS)],
  ['plan-drift-only', drifted],
  ['plan-limited', limited],
  ['plan-long-names', long],
  ['plan-hostile-names', hostile],
  ['plan-errors', nothingDeclared],
]);
