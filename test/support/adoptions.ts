// The declaration of one clone, `edge`, that may take over an existing object, and what the planner makes of it.
import type { Desired, ImportBlock } from '../../src/model/desired.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import { makePlanningContext } from '../../src/plan/planning-context.ts';
import { type Adoption, planAdoption } from '../../src/plan/rules/adopting.ts';
import { makeCloneContext } from '../../src/plan/rules/clone-context.ts';
import {
  aClone,
  aDesired,
  anObject,
  type CloneFacts,
  inputOf,
  type ObjectFacts,
  PLACE,
  type WorldFacts,
} from './a-world.ts';
import { desiredOverrides } from './desired-overrides.ts';

/** The object u-edge at the key of the clone, with the content of its source unless the facts say otherwise. */
export function anEdge(facts: Partial<ObjectFacts> = {}): ObservedObject {
  return anObject({ uid: 'u-edge', name: 'edge', version: '1.0.0', project: 'edge-dev', ...facts });
}

/** They make `a: 9` of the source. */
export const NINE = desiredOverrides('packs: { hello: { values: { a: 9 } } }');

export const stampOf = (lineage: string) => ({
  sourceUid: 'u',
  sourceVersion: '1.0.0',
  digest: 'sha256:',
  lineage,
});

/** A snapshot of base 1.0.0, with a block in `imports` for each UID. */
export function desiredEdge(facts: CloneFacts, ...imports: readonly string[]): Desired {
  const clone = aClone('edge', { source: { version: '1.0.0' }, ...facts });
  return {
    ...aDesired(clone),
    imports: imports.map((uid): ImportBlock => ({ to: clone.address, uid, place: PLACE })),
  };
}

export const adopting = (facts: CloneFacts = {}): Desired => desiredEdge({ adopt: true, ...facts });

export const importing = (facts: CloneFacts = {}): Desired => desiredEdge(facts, 'u-edge');

/** With the UIDs of what has to be read first. */
export function adoptionOf(
  wanted: Desired,
  facts: WorldFacts,
): { readonly found: Adoption | null; readonly asked: readonly string[] } {
  const rows = facts.rows ?? [];
  const planning = makePlanningContext(inputOf({ ...facts, desired: wanted }), rows);
  const [clone] = wanted.clones;
  if (clone === undefined) throw new Error('nothing is declared');
  const row = rows.find(({ address }) => address === clone.address);
  const found = planAdoption(makeCloneContext(planning, clone, row));
  return { found, asked: [...planning.wants.keys()] };
}

/** The same where something is taken over, or would be if nothing blocked it. */
export function someAdoption(wanted: Desired, facts: WorldFacts): Adoption {
  const { found } = adoptionOf(wanted, facts);
  if (found === null) throw new Error('nothing is taken over');
  return found;
}
