// Edits by hand: what stands in the way of overwriting one that was accepted, and what can be done about one that was not.
import { describe, expect, test } from 'vitest';
import type { Drift } from '../../src/plan/plan.ts';
import { withEditHint } from '../../src/plan/rules/edit-hint.ts';
import type { CloneFacts } from '../support/a-world.ts';
import { contextOf, digestOf, EDGE, lastOf, type OneClone, outcome, planOne } from '../support/one-clone.ts';

const upgraded: CloneFacts = { source: { version: '1.2.0' } };
const accepted: OneClone = {
  text: 'a: 5',
  row: { digest: digestOf('a: 5'), remarks: { accepted: digestOf('a: 5') } },
};
const GONE = { gone: ['u-edge'], unlisted: ['u-edge'] };

describe('an accepted edit', () => {
  test.each<[string, OneClone, string]>([
    ['stays', accepted, 'noop · unchanged'],
    [
      'stops an upgrade',
      { ...accepted, clone: upgraded },
      'update_content · source_upgraded [accepted_edit]',
    ],
    [
      'stops another version',
      { ...accepted, clone: { target: { version: '2.0.0' } } },
      'create_version · new_version [accepted_edit]',
    ],
    [
      'stops another name',
      { ...accepted, clone: { target: { name: 'other' } } },
      'replace · target_changed [accepted_edit]',
    ],
    [
      'is overwritten on request',
      { ...accepted, clone: upgraded, options: { discardAccepted: true } },
      'update_content · source_upgraded',
    ],
    [
      'does not stop a rollback',
      {
        ...accepted,
        clone: { ...upgraded, recorded: { digest: digestOf('a: 2'), declaredVersion: '1.0.0' } },
      },
      'update_content · source_upgraded',
    ],
    [
      'that is gone with its clone stops the create',
      { ...accepted, world: GONE },
      'create · gone [accepted_edit]',
    ],
    [
      'that is gone is given up on request',
      { ...accepted, world: GONE, options: { discardAccepted: true } },
      'create · gone',
    ],
    ['is not what a clone that is gone had', { world: GONE }, 'create · gone'],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });

  test('says how it is kept and how it is overwritten', () => {
    expect(lastOf(planOne({ ...accepted, clone: upgraded })).obstacles).toEqual([
      {
        by: 'accepted_edit',
        detail: 'a manual edit of this clone was accepted, and this change would overwrite it',
        hint: "to keep the edit, run cloneform accept 'edge' --as-override, or declare the name, version and source that the clone has (edge 1.0.0, from base 1.0.0); to overwrite it, use --discard-accepted",
      },
    ]);
  });

  test('that is gone says how the clone is made without it', () => {
    expect(lastOf(planOne({ ...accepted, world: GONE })).obstacles).toEqual([
      {
        by: 'accepted_edit',
        detail:
          'it is gone, together with an accepted manual edit: created again, it would be a plain copy of its source',
        hint: 'to create it again without the edit, use --discard-accepted',
      },
    ]);
  });
});

describe('the ways out of an edit that was not accepted', () => {
  const edited: Drift = { address: EDGE, kind: 'clone_edited', detail: 'edited' };
  const write = "cloneform accept 'edge' --as-override writes the edit into the declarations";
  const ofSnapshot = `${write}, cloneform accept 'edge' makes it the baseline, cloneform revert 'edge' discards it`;
  test.each<[string, OneClone, Drift, string | undefined]>([
    ['of a snapshot', {}, edited, ofSnapshot],
    ['of a mirror', { clone: { content: 'mirror' } }, edited, `${write}, cloneform apply discards it`],
    ['which is being discarded', { options: { revert: ['edge'] } }, edited, undefined],
    ['of what never was as planned', { row: { status: 'incomplete' } }, edited, undefined],
    ['of labels', {}, { ...edited, kind: 'metadata_edited' }, undefined],
  ])('%s', (_, facts, drift, hint) => {
    const context = contextOf(facts);
    expect(withEditHint(context, context.row, drift)).toEqual(
      hint === undefined ? drift : { ...drift, hint },
    );
  });
});
