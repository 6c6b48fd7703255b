// Plans of fleets: what is equal but for the project, with what makes a difference among it.
import { formatAddress } from '../../src/model/address.ts';
import type { InUse } from '../../src/model/observed.ts';
import type { Blocker, ChangeEntry, Drift, Plan } from '../../src/plan/plan.ts';
import { aChange, aPlan } from './plan-cases.ts';

type Facts = Parameters<typeof aChange>[1];

export function projectName(index: number): string {
  return `store-${String(index + 1).padStart(3, '0')}`;
}

/** The same change of one declaration in so many projects, each of its own object. */
export function inProjects(size: number, facts: Facts, id = 'edge-base'): readonly ChangeEntry[] {
  return Array.from({ length: size }, (_, index) => {
    const project = projectName(index);
    const uid = `690b0c00${String(index).padStart(16, '0')}`;
    return aChange(formatAddress(id, project), {
      ...facts,
      clone: { name: id, project, projectUid: `p-${index}`, ...facts?.clone },
      ...(facts?.action === undefined || facts.action === 'create' ? {} : { uid }),
    });
  });
}

const after = {
  name: 'edge-base',
  version: '1.1.0',
  labels: { env: 'prod', team: 'edge', gold: 'spectro__tag' },
  description: null,
};
const source = { name: 'edge-infra', version: '1.1.0' };

export const FLEET_CREATES: Plan = aPlan(inProjects(400, { after, source, clone: { version: '1.1.0' } }));

const upgraded = {
  action: 'update',
  reason: 'source_upgraded',
  source: { name: 'edge-infra', version: '1.2.0' },
  sourceBefore: { name: 'edge-infra', version: '1.1.0' },
  content: [{ pack: 'kubernetes', change: 'tag', from: '1.29.4', to: '1.30.2' }],
} as const satisfies Facts;

const usedBy = (index: number): InUse => ({
  clusters: [{ uid: `c-${index}`, name: `cluster-${index}` }],
  templates: [],
});

const ofProject = (index: number): Facts => ({
  after: { ...after, labels: { site: projectName(index) }, description: `Edge of ${projectName(index)}.` },
});

/** Three kinds of change in a hundred projects each; two of them are of no group. */
const mixed = aPlan(
  [
    ...inProjects(100, {}, 'app').map((entry, index) => ({ ...entry, ...ofProject(index) }) as ChangeEntry),
    ...inProjects(100, upgraded).map((entry, index) => ({
      ...entry,
      inUse: index < 40 ? usedBy(index) : { clusters: [], templates: [] },
      ...(index === 7
        ? { content: [{ pack: 'kubernetes', change: 'tag', from: '1.28.0', to: '1.30.2' }] }
        : {}),
    })),
    ...inProjects(100, { action: 'delete', reason: 'not_declared' }, 'edge-old').map((entry, index) =>
      index === 3 ? { ...entry, inUse: usedBy(index) } : entry,
    ),
  ],
  { drift: driftOf(30) },
);

function driftOf(size: number): readonly Drift[] {
  return Array.from({ length: size }, (_, index) => {
    const address = formatAddress('kiosk', projectName(index));
    return {
      address,
      kind: 'clone_edited',
      detail: 'its content no longer matches what was recorded',
      hint: `cloneform accept '${address}' makes it the baseline, cloneform revert '${address}' discards it`,
      content: [
        {
          pack: 'kiosk',
          change: 'values',
          from: null,
          to: null,
          diff: `~ url: a → ${index < 28 ? 'b' : 'c'}\n`,
        },
      ],
    };
  });
}

const MASS_DELETE: Blocker = {
  by: 'mass_delete',
  detail: '206 deletes in one run: guards.maxDeletes is 20',
  hint: 'if you intend this, use apply --dangerous-allow-mass-delete or raise the guard in the root file',
};

function blockedBy(...obstacles: readonly Blocker[]): Facts {
  return {
    action: 'blocked',
    wouldBe: 'delete',
    reason: 'not_declared',
    blockedBy: obstacles[0]?.by ?? 'protected',
    obstacles,
  };
}

/** Too many deletes of five declarations, and of clones that are no fan-out; some are protected, too. */
const massDelete = aPlan([
  ...['a', 'b', 'c', 'd', 'e'].flatMap((id) => inProjects(40, blockedBy(MASS_DELETE), `edge-${id}`)),
  ...['x', 'y', 'z'].map((id) =>
    aChange(id, { ...blockedBy(MASS_DELETE), uid: `u-${id}`, clone: { name: id } }),
  ),
  ...inProjects(3, {}, 'kept').map((entry) => ({
    ...entry,
    ...(blockedBy(
      { by: 'protected', detail: `${entry.address} is protected`, hint: 'declare it with protect: false' },
      MASS_DELETE,
    ) as object),
  })),
  ...inProjects(
    5,
    { ...blockedBy(), blockedBy: 'exists_unmanaged', wouldBe: 'create', reason: 'new' },
    'new',
  ).map(
    (entry, index): ChangeEntry => ({
      ...entry,
      obstacles: [
        {
          by: 'exists_unmanaged',
          detail: `new 1.0.0 already exists (UID 690b0c00${String(index).padStart(16, '0')}) and is not managed here`,
          hint: `to adopt it, use imports of ${entry.address}`,
        },
      ],
    }),
  ),
] as readonly ChangeEntry[]);

export const FLEET_CASES: ReadonlyMap<string, Plan> = new Map([
  ['plan-fleet-creates', FLEET_CREATES],
  ['plan-fleet-mixed', mixed],
  ['plan-fleet-blocked', massDelete],
  [
    'plan-fleet-few-deletes',
    aPlan([...inProjects(8, {}), ...inProjects(4, { action: 'delete', reason: 'not_declared' }, 'edge-old')]),
  ],
]);
