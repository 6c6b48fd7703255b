// What the one clone of `one-clone.ts` may be like, for several test files: overrides of it, a source that is not to be had, older versions.
import type { ObservedObject } from '../../src/model/observed.ts';
import type { RecordedClone } from '../../src/model/recorded.ts';
import { type Decision, decideDeclared } from '../../src/plan/rules/declared.ts';
import { anObject, aRow, BASE, type CloneFacts, PLACE, type WorldFacts } from './a-world.ts';
import { desiredOverrides } from './desired-overrides.ts';
import { AS_MADE, contextOf, type OneClone, writtenWith } from './one-clone.ts';

const [one] = BASE;

export const UPGRADED: CloneFacts = { source: { version: '1.2.0' } };

/** Overrides that fit the source, and some of a pack that it does not have. */
export const FITTING = desiredOverrides('packs: { hello: { values: { b: 2 } } }');
export const FAILING = desiredOverrides('packs: { nobody: { values: { b: 2 } } }');
/** A registry by name has to be looked up. */
export const OF_REGISTRY: OneClone = {
  clone: { overrides: desiredOverrides('packs: { hello: { registry: public } }') },
};

/** The same override, with and without `onConflict: block`. */
export const BLOCKING = desiredOverrides('{ onConflict: block, packs: { hello: { values: { a: 5 } } } }');
export const KEEPING = desiredOverrides('packs: { hello: { values: { a: 5 } } }');
/** It moves to a version whose value at the place of the override is another one. */
export const IN_CONFLICT: OneClone = {
  text: 'a: 5',
  clone: { ...UPGRADED, overrides: BLOCKING },
  row: writtenWith(BLOCKING, one),
};
export const PLACED: NonNullable<CloneFacts['places']> = { override: () => ({ ...PLACE, line: 7 }) };

/** What base 1.0.0 has was not read in this run. */
export const UNREAD: OneClone = { text: 'a: 9', world: { objects: [{ ...one, content: null }] } };
export const NO_SOURCE: WorldFacts = { gone: ['u-base-1'], unlisted: ['u-base-1'] };
export const GONE: WorldFacts = { gone: ['u-edge'], unlisted: ['u-edge'] };

export function decideOne(facts: OneClone, isRecorded = true): Decision {
  const { planning, desired, row } = contextOf(facts);
  return decideDeclared(planning, desired, isRecorded ? row : undefined);
}

/** Another version of the clone, as Palette has it. */
export const atVersion = (version: string, facts: Partial<ObservedObject> = {}): ObservedObject => ({
  ...anObject({ uid: `u-${version}`, name: 'edge', version, project: 'edge-dev' }),
  ...facts,
});
export const supersededRow = (
  object: ObservedObject,
  address = `edge@${object.key.version}`,
): RecordedClone => aRow(address, object, { status: 'superseded' });
export const named = (name: string, version = '1.0.0'): Partial<ObservedObject> => ({
  key: { ...AS_MADE.key, name, version },
});
