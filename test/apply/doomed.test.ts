// Whether an object may go: as it was planned, and not in use. Decided over values alone.
import { expect, test } from 'vitest';
import { refusalOf, wantedOf } from '../../src/apply/delete-clone.ts';
import type { ObservedObject } from '../../src/model/observed.ts';
import type { SeenObject } from '../../src/plan/change.ts';
import { anObject } from '../support/a-world.ts';

const object = anObject({
  uid: 'u-1',
  name: 'edge',
  version: '1.0.0',
  project: 'edge-dev',
  labels: { team: 'x' },
  description: 'words',
});
const OTHER = `sha256:${'1'.repeat(64)}` as const;

function seen(facts: Partial<SeenObject> = {}): SeenObject {
  const { uid, digest, shown, lastModified, labels, description } = object;
  return { uid, digest, shown, lastModified, labels, description, published: true, draft: false, ...facts };
}

interface Case {
  readonly name: string;
  readonly seen?: Partial<SeenObject>;
  readonly object?: Partial<ObservedObject>;
  /** null: it may go. */
  readonly why: string | null;
  readonly named?: null;
}

const UNPUBLISHED = { isPublished: false };

const CASES: readonly Case[] = [
  { name: 'it is as it was', why: null },
  { name: 'its content is another one', seen: { digest: OTHER }, why: 'its content was edited' },
  {
    name: 'its content is the same although one GET shows it otherwise',
    seen: { shown: OTHER },
    why: null,
  },
  {
    name: 'the plan knew only what one GET shows, which is the same',
    seen: { digest: null },
    object: { digest: OTHER },
    why: null,
  },
  {
    name: 'the plan knew only what one GET shows, which is another one by now',
    seen: { digest: null, shown: OTHER },
    why: 'its content was edited',
  },
  {
    name: 'only what one GET shows is known now, which is the same',
    seen: { digest: OTHER },
    object: { digest: null },
    why: null,
  },
  {
    name: 'only what one GET shows is known now, which is another one',
    object: { digest: null, shown: OTHER },
    why: 'its content was edited',
  },
  { name: 'it has other labels', seen: { labels: {} }, why: 'its labels were changed' },
  { name: 'it has another description', seen: { description: 'other' }, why: 'its description was changed' },
  { name: 'its description had white space around it', seen: { description: ' words\n' }, why: null },
  { name: 'its description has white space around it', object: { description: 'words ' }, why: null },
  { name: 'it was published', seen: { published: false }, why: 'it was published' },
  { name: 'it is not published any more', object: UNPUBLISHED, why: 'it is no longer published' },
  { name: 'it was not published and is not', seen: { published: false }, object: UNPUBLISHED, why: null },
  { name: 'it has a draft', object: { hasDraft: true }, why: 'a draft of it was created' },
  { name: 'it had a draft', seen: { draft: true }, why: null },
  { name: 'it has a draft, as it had', seen: { draft: true }, object: { hasDraft: true }, why: null },
  {
    name: 'it has another name',
    object: { key: { ...object.key, name: 'uno' } },
    why: 'it is now named uno 1.0.0',
  },
  {
    name: 'it has another version',
    object: { key: { ...object.key, version: '2.0.0' } },
    why: 'it is now named edge 2.0.0',
  },
  {
    name: 'it has another name, and nobody knows which it had',
    object: { key: { ...object.key, name: 'uno' } },
    named: null,
    why: null,
  },
];

test.each(CASES)('$name: $why', ({ seen: facts, object: now, why, named }) => {
  const doomed = {
    uid: 'u-1',
    seen: seen(facts),
    named: named === undefined ? { name: 'edge', version: '1.0.0' } : null,
  };
  const refusal = refusalOf({ allowDeleteInUse: false }, doomed, { ...object, ...now });
  if (why === null) expect(refusal).toBeNull();
  else
    expect(refusal).toEqual({
      status: 'failed',
      uid: 'u-1',
      error: {
        code: 'ChangedSincePlan',
        message: `it changed after the plan was made: ${why}`,
        ref: null,
        hint: 'make a new plan and review it',
      },
    });
});

const CLUSTER = { uid: 'c-1', name: 'prod-1' };
const TEMPLATE = { uid: 't-1', name: 'golden' };

test.each([
  ['by nobody', { clusters: [], templates: [] }, false, null],
  ['by a cluster', { clusters: [CLUSTER], templates: [] }, false, 'it is now in use by prod-1'],
  ['by a cluster, which is allowed', { clusters: [CLUSTER], templates: [] }, true, null],
  [
    'by a cluster template, whatever is allowed',
    { clusters: [CLUSTER], templates: [TEMPLATE] },
    true,
    'it is now in use by golden',
  ],
  ['by both', { clusters: [CLUSTER], templates: [TEMPLATE] }, false, 'it is now in use by golden, prod-1'],
] as const)('an object in use %s', (_, inUse, allowDeleteInUse, message) => {
  const doomed = { uid: 'u-1', seen: seen(), named: null };
  const refusal = refusalOf({ allowDeleteInUse }, doomed, { ...object, inUse });
  expect(refusal?.status === 'failed' ? refusal.error.message : null).toBe(message);
});

test('content is read where the plan knew it, and no more than that', () => {
  const { digest, shown, lastModified } = object;
  expect(wantedOf({ seen: seen() })).toEqual({ digest, shown, lastModified });
  expect(wantedOf({ seen: seen({ digest: null }) })).toBe('existence');
});
