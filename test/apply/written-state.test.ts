// What a change has state write: the outlines of new contents with it, and what was made although state would not take it.
import { beforeEach, describe, expect, test } from 'vitest';
import { type ApplyDeps, write } from '../../src/apply/deps.ts';
import type { Digest } from '../../src/content/content.ts';
import type { Outline } from '../../src/content/outline.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { StoreError } from '../../src/state/store-error.ts';
import { aClone } from '../state/rows.ts';
import { depsOn } from '../support/apply-deps.ts';
import { base, scene } from '../support/scene.ts';

const [OWN, OF_SOURCE] = ['sha256:bb', 'sha256:aa'] as const;
const OUTLINE: Outline = { '["pack","os"]': 'aaaaaaaaaaaa' };
const TWO_VARIABLES: Outline = { '["variable","a"]': 'aaaaaaaaaaaa', '["variable","b"]': 'bbbbbbbbbbbb' };
const IN_ORDER: Outline = { ...TWO_VARIABLES, '["variables"]': 'cccccccccccc' };

let deps: ApplyDeps;
let written: Mutation[];
beforeEach(async () => {
  deps = await depsOn(await scene(base('1.0.0')));
  written = [];
});

const put: Extract<Mutation, { kind: 'put_clone' }> = { kind: 'put_clone', clone: aClone('a') };

type Outlines = Readonly<Record<Digest, Outline>>;

function keeping(known: Outlines, recorded: Outlines = {}): ApplyDeps {
  const store = {
    ...deps.store,
    write: async (lease: ApplyDeps['lease'], mutations: readonly Mutation[]): Promise<void> => {
      written.push(...mutations);
      await deps.store.write(lease, mutations);
    },
  };
  const outlines = mapOf(recorded);
  return { ...deps, store, outlines: mapOf(known), recorded: { ...deps.recorded, outlines } };
}

function mapOf(outlines: Outlines): Map<Digest, Outline> {
  return new Map(Object.entries(outlines) as [Digest, Outline][]);
}

describe('outlines', () => {
  interface Row {
    readonly known: Outlines;
    readonly recorded?: Outlines;
    /** Digests whose outlines are written. */
    readonly written: readonly Digest[];
  }
  const ROWS: Readonly<Record<string, Row>> = {
    'of the clone and of its source, where both were read': {
      known: { [OWN]: OUTLINE, [OF_SOURCE]: OUTLINE },
      written: [OWN, OF_SOURCE],
    },
    'not of what was not read': { known: { [OF_SOURCE]: OUTLINE }, written: [OF_SOURCE] },
    'not of contents that this change has nothing to do with': {
      known: { 'sha256:dd': OUTLINE },
      written: [],
    },
    'not once more': {
      known: { [OWN]: OUTLINE, [OF_SOURCE]: OUTLINE },
      recorded: { [OF_SOURCE]: OUTLINE },
      written: [OWN],
    },
    'once more where the recorded one does not cover the order of variables': {
      known: { [OWN]: IN_ORDER, [OF_SOURCE]: IN_ORDER },
      recorded: { [OWN]: TWO_VARIABLES, [OF_SOURCE]: IN_ORDER },
      written: [OWN],
    },
  };

  test.each(Object.entries(ROWS))('%s', async (_, { known, recorded = {}, written: expected }) => {
    await write(keeping(known, recorded), put);
    const rows = written.map((mutation) =>
      mutation.kind === 'put_outline' ? [mutation.digest, mutation.outline] : mutation.kind,
    );
    expect(rows).toEqual([...expected.map((digest) => [digest, known[digest]]), 'put_clone']);
  });

  test('once where clone and source are equal', async () => {
    const clone = aClone('a', { digest: OF_SOURCE });
    await write(keeping({ [OF_SOURCE]: OUTLINE }), { ...put, clone });
    expect(written.map(({ kind }) => kind)).toEqual(['put_outline', 'put_clone']);
  });

  test('none with what records no clone', async () => {
    await write(deps, put);
    await write(keeping({ [OWN]: OUTLINE }), { kind: 'remove_clone', address: 'a' });
    expect(written.map(({ kind }) => kind)).toEqual(['remove_clone']);
  });
});

describe('where state takes nothing more', () => {
  const full = new StoreError('disk_full', 'state', 'the disk is full');
  const failing = (): ApplyDeps => ({
    ...deps,
    store: { ...deps.store, write: () => Promise.reject(full) },
    unsaved: new Set(),
  });

  interface Row {
    readonly mutation: Mutation;
    readonly unsaved: readonly string[];
  }
  const ROWS: Readonly<Record<string, Row>> = {
    'the UID of a clone that was to be recorded is kept': { mutation: put, unsaved: ['uid-of-a'] },
    'the UID that a journal entry was to have is kept': {
      mutation: { kind: 'step_entry', id: 'e1', step: 'publish', uid: 'uid-1' },
      unsaved: ['uid-1'],
    },
    'a journal entry without a UID leaves none': {
      mutation: { kind: 'step_entry', id: 'e1', step: 'publish' },
      unsaved: [],
    },
    'what records the end of an entry leaves none': {
      mutation: { kind: 'close_entry', id: 'e1', outcome: 'done' },
      unsaved: [],
    },
  };

  test.each(Object.entries(ROWS))('%s', async (_, { mutation, unsaved }) => {
    const stopped = failing();
    await expect(write(stopped, mutation)).rejects.toBe(full);
    expect([...(stopped.unsaved ?? [])]).toEqual(unsaved);
    // What was not written is not taken for written.
    expect(stopped.state.clones.size).toBe(0);
  });

  test('the refusal is the same where nobody asks for the UIDs', async () => {
    const { unsaved: _, ...stopped } = failing();
    await expect(write(stopped, put)).rejects.toBe(full);
  });
});

test('later changes see what was written', async () => {
  await write(deps, put);
  expect(deps.state.clones.get(put.clone.address)?.uid).toBe('uid-of-a');
});
