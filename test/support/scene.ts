// A sandbox with one profile of three packs, hands on it, and plans told in one line a change: what tests of content start from.
import { expect } from 'vitest';
import type { Desired, DesiredClone } from '../../src/model/desired.ts';
import type { Assumptions } from '../../src/palette/assumptions.ts';
import type { Plan } from '../../src/plan/plan.ts';
import type { SeedVersion } from '../../src/sandbox/seed.ts';
import { aClone, aDesired, type CloneFacts, picture } from './a-world.ts';
import { type Hands, handsOn } from './hands.ts';
import { aHouse, type House } from './histories.ts';
import { aSandbox, aSeed, call, fakeClock, seedVersion } from './sandboxes.ts';

export const PACKS = [
  { name: 'os', layer: 'os', tag: '22.04', values: 'user: admin\nsize: 3\n' },
  { name: 'kubernetes', layer: 'k8s', tag: '1.25.x', values: 'pack:\n  cidr: 10.0.0.0/8\n' },
  {
    name: 'apps',
    layer: 'addon',
    type: 'manifest',
    tag: '1.0.0',
    values: '',
    manifests: [{ name: 'hello', content: 'kind: Namespace\nname: hello\n' }],
  },
];
export const VARIABLES = [
  { name: 'token', format: 'string', defaultValue: 's3cret-token', isSensitive: true },
  { name: 'region', format: 'string', defaultValue: 'eu', required: true },
];

export const base = (version: string, facts: Partial<SeedVersion> = {}): SeedVersion =>
  seedVersion({
    name: 'base',
    version,
    template: { type: 'cluster', cloudType: 'edge-native', packs: PACKS },
    variables: VARIABLES,
    ...facts,
  });

export interface Scene {
  readonly house: House;
  readonly hands: Hands;
}

export function scene(...versions: readonly SeedVersion[]): Promise<Scene> {
  return sceneWhere({}, ...versions);
}

/** Where Palette does this. */
export async function sceneWhere(
  assumptions: Partial<Assumptions>,
  ...versions: readonly SeedVersion[]
): Promise<Scene> {
  const clock = fakeClock();
  const seed = aSeed(...(versions.length === 0 ? [base('1.0.0')] : versions));
  const sandbox = aSandbox(seed, { clock, assumptions });
  const projects = await call(sandbox, 'GET', '/v1/dashboard/projects/metadata');
  const uids = new Map(
    (projects.body['items'] ?? []).map((item) => [
      item['metadata']?.['name'],
      String(item['metadata']?.['uid']),
    ]),
  );
  return {
    house: aHouse(sandbox, clock),
    hands: handsOn(sandbox, (name) => uids.get(name as never) ?? ''),
  };
}

export const one = (facts: CloneFacts = {}): DesiredClone =>
  aClone('one', { source: { profile: 'base', version: '1.0.0' }, ...facts });

/** Work and drift in one picture; no-ops left out. */
export function told(plan: Plan): readonly string[] {
  return [
    ...picture(plan).filter((line) => !line.startsWith('noop')),
    ...plan.drift.map((drift) => {
      const content = (drift.content ?? []).map((change) => `${change.pack}: ${change.change}`);
      return `${drift.kind} ${drift.address}${content.length === 0 ? '' : ` (${content.join('; ')})`}`;
    }),
  ];
}

/** One apply does all of it, and the next plan is empty. */
export async function settles(house: House, ...clones: readonly DesiredClone[]): Promise<void> {
  await settlesTo(house, aDesired(...clones));
}

export async function settlesTo(house: House, desired: Desired, after: Desired = desired): Promise<void> {
  const end = await house.apply(desired);
  expect(end.applied.results.filter((result) => result.status !== 'applied')).toEqual([]);
  expect(end.exitCode).toBe(0);
  expect(told(await house.plan(after))).toEqual([]);
}
