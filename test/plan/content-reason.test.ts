// Whether the content of a clone is written, and the reason that the plan gives: one table for each sort of clone.
import { describe, expect, test } from 'vitest';
import { anObject, BASE, type CloneFacts } from '../support/a-world.ts';
import { desiredOverrides } from '../support/desired-overrides.ts';
import { copiedFrom, digestOf, type OneClone, outcome, writtenWith } from '../support/one-clone.ts';

type Row = readonly [name: string, facts: OneClone, expected: string];

const [one, two] = BASE;
const upgraded: CloneFacts = { source: { version: '1.2.0' } };
/** The same content under another version. */
const same = anObject({ uid: 'u-base-5', name: 'base', version: '1.5.0' });
const renamed: OneClone = { clone: { source: { version: '1.5.0' } }, world: { objects: [same] } };
const revert = { revert: ['other', 'edge'] };
const upgrade = { upgrade: ['other', 'edge'] };
const accepted = { digest: digestOf('a: 5'), remarks: { accepted: digestOf('a: 5') } };
/** Palette wrote the recorded content with other text. */
const rewritten = { remarks: { rewritten: { of: digestOf('a: 1'), digest: digestOf('a:  1') } } };
const overrides = desiredOverrides('packs: { hello: { values: { b: 2 } } }');
const others = desiredOverrides('packs: { hello: { values: { b: 3 } } }');

describe('a snapshot', () => {
  test.each<Row>([
    ['that is as recorded stays', {}, 'noop · unchanged'],
    ['stays where its source is edited under its version', { source: 'a: 7' }, 'noop · unchanged'],
    ['takes such an edit on request', { source: 'a: 7', options: upgrade }, 'update_content · source_edited'],
    [
      'stays where another clone is asked to take it',
      { source: 'a: 7', options: { upgrade: ['other'] } },
      'noop · unchanged',
    ],
    ['stays where there is nothing to take', { options: upgrade }, 'noop · unchanged'],
    ['follows its declaration to another version', { clone: upgraded }, 'update_content · source_upgraded'],
    ['has the content of that version already', renamed, 'record · source_upgraded'],
    [
      'that was edited by hand stays, also where it moves to a version with the recorded content',
      { ...renamed, text: 'a: 9' },
      'record · source_upgraded',
    ],
    [
      'that an interrupted update left half done is written, also where the version has the recorded content',
      { ...renamed, text: 'a: 9', interrupted: 'variables' },
      'update_content · source_upgraded',
    ],
    ['that was edited by hand stays', { text: 'a: 9' }, 'noop · unchanged'],
    [
      'that was edited by hand is restored by revert',
      { text: 'a: 9', options: revert },
      'update_content · clone_edited',
    ],
    [
      'is not restored by revert of another',
      { text: 'a: 9', options: { revert: ['x'] } },
      'noop · unchanged',
    ],
    ['that nobody edited is left alone by revert', { options: revert }, 'noop · unchanged'],
    [
      'that Palette rewrote is left alone by revert',
      { text: 'a:  1', row: rewritten, options: revert },
      'noop · unchanged',
    ],
    [
      'whose edit was accepted is restored by revert',
      { text: 'a: 5', row: accepted, options: { ...revert, discardAccepted: true } },
      'update_content · clone_edited',
    ],
    [
      'that nobody edited is left alone by revert, whatever its source has by now',
      { source: 'a: 7', options: revert },
      'noop · unchanged',
    ],
    [
      'that nobody edited is left alone by revert, also without its source',
      { options: revert, world: { gone: ['u-base-1'], unlisted: ['u-base-1'] } },
      'noop · unchanged',
    ],
    [
      'without published content gets it by revert',
      { seen: { isPublished: false }, options: revert },
      'update_content · clone_edited',
    ],
    ['without published content stays', { seen: { isPublished: false } }, 'noop · unchanged'],
    [
      'gets the overrides that are new in its declaration',
      { clone: { overrides } },
      'update_content · overrides_changed',
    ],
    [
      'gets them on request of an upgrade, too, which has nothing to take',
      { clone: { overrides }, options: upgrade },
      'update_content · overrides_changed',
    ],
    [
      'stays as it is with overrides that do not fit',
      { clone: { overrides: desiredOverrides('packs: { nobody: { values: { b: 2 } } }') } },
      'noop · unchanged [override_failed]',
    ],
    [
      'gets other overrides',
      {
        text: 'a: 1\nb: 2',
        clone: { overrides: others },
        row: writtenWith(overrides, one),
      },
      'update_content · overrides_changed',
    ],
    [
      'stays with its overrides',
      { text: 'a: 1\nb: 2', clone: { overrides }, row: writtenWith(overrides, one) },
      'noop · unchanged',
    ],
    [
      'loses overrides that are no longer declared',
      { text: 'a: 1\nb: 2', row: writtenWith(overrides, one) },
      'update_content · overrides_changed',
    ],
    [
      'whose content could not be told stays, whatever is declared',
      { clone: upgraded, seen: { digest: null, content: null } },
      'noop · unchanged',
    ],
    [
      'stays without its source',
      { world: { gone: ['u-base-1'], unlisted: ['u-base-1'] } },
      'noop · unchanged',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });
});

const mirror: CloneFacts = { content: 'mirror' };

describe('a mirror', () => {
  test.each<Row>([
    ['that has what its source has stays', { clone: mirror }, 'noop · unchanged'],
    ['follows an edit of its source', { clone: mirror, source: 'a: 7' }, 'update_content · source_edited'],
    [
      'follows its declaration to another version',
      { clone: { ...mirror, ...upgraded } },
      'update_content · source_upgraded',
    ],
    ['is restored after an edit by hand', { clone: mirror, text: 'a: 9' }, 'update_content · clone_edited'],
    [
      'that Palette rewrote has what its source has',
      { clone: mirror, text: 'a:  1', row: rewritten },
      'noop · unchanged',
    ],
    [
      'without published content is published',
      { clone: mirror, seen: { isPublished: false } },
      'update_content · clone_edited',
    ],
    [
      'gets the overrides that are new in its declaration',
      { clone: { ...mirror, overrides } },
      'update_content · overrides_changed',
    ],
    [
      'with overrides is restored to what they make',
      { text: 'a: 1\nb: 9', clone: { ...mirror, overrides }, row: writtenWith(overrides, one) },
      'update_content · clone_edited',
    ],
    [
      'that has the edited content of its source already is recorded so',
      { clone: mirror, source: 'a: 7', text: 'a: 7' },
      'record · source_edited',
    ],
    [
      'whose content could not be told stays',
      { clone: mirror, seen: { digest: null, content: null } },
      'noop · unchanged',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });
});

const incomplete = { status: 'incomplete', remarks: { found: digestOf('a: 3') } } as const;

describe('a clone that did not turn out as planned', () => {
  test.each<Row>([
    ['is completed', { text: 'a: 3', row: incomplete }, 'update_content · incomplete'],
    [
      'is completed, a mirror too',
      { clone: mirror, text: 'a: 3', row: incomplete },
      'update_content · incomplete',
    ],
    [
      'is completed also where it has come right by itself',
      { clone: mirror, row: incomplete },
      'update_content · incomplete',
    ],
    [
      'continues with what its source has by now as a mirror',
      { clone: mirror, text: 'a: 3', row: incomplete, source: 'a: 7' },
      'update_content · source_edited',
    ],
    [
      'is written also where it has that already',
      { clone: mirror, text: 'a: 7', row: incomplete, source: 'a: 7' },
      'update_content · source_edited',
    ],
    [
      'waits as a snapshot whose source has other content by now',
      { text: 'a: 3', row: incomplete, source: 'a: 7' },
      'update_content · incomplete [clone_edited]',
    ],
    [
      'continues with another version that somebody declared',
      { clone: upgraded, text: 'a: 3', row: incomplete },
      'update_content · source_upgraded',
    ],
    [
      'continues with other overrides that somebody declared',
      { clone: { overrides }, text: 'a: 3', row: incomplete },
      'update_content · overrides_changed',
    ],
    [
      'waits for its source',
      { text: 'a: 3', row: incomplete, world: { gone: ['u-base-1'], unlisted: ['u-base-1'] } },
      'update_content · incomplete [source_missing]',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });
});

describe('a draft beside the content that is wanted', () => {
  const draft = { hasDraft: true };
  test.each<Row>([
    [
      'of an interrupted update is published',
      { seen: draft, interrupted: 'draft' },
      'update_content · incomplete',
    ],
    [
      'of an interrupted update is published, whatever the clone shows of it',
      { text: 'a: 9', seen: draft, interrupted: 'draft' },
      'update_content · incomplete',
    ],
    [
      'of an interrupted update is published by a mirror',
      { clone: mirror, seen: draft, interrupted: 'draft' },
      'update_content · incomplete',
    ],
    [
      'is overwritten with what the source has by now by a mirror',
      { clone: mirror, text: 'a: 7', source: 'a: 7', seen: draft, interrupted: 'draft' },
      'update_content · source_edited',
    ],
    [
      'stays where the source of a snapshot has other content by now',
      { source: 'a: 7', seen: draft, interrupted: 'draft' },
      'noop · unchanged',
    ],
    ['of somebody else stays', { seen: draft }, 'noop · unchanged'],
    [
      'does not exist before the update wrote one',
      { seen: draft, interrupted: 'variables' },
      'noop · unchanged',
    ],
    [
      'no longer exists',
      { clone: mirror, text: 'a: 7', source: 'a: 7', interrupted: 'draft' },
      'record · source_edited',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });
});

describe('a rollback', () => {
  const to = (text: string, version = '1.0.0'): CloneFacts => ({
    source: { version },
    recorded: { digest: digestOf(text), declaredVersion: '1.0.0' },
  });
  /** It was upgraded since. */
  const later = { text: 'a: 2', row: copiedFrom(two) };
  test.each<Row>([
    ['to what the clone has does nothing', { clone: to('a: 1') }, 'noop · unchanged'],
    [
      'to what Palette made of it does nothing',
      { clone: to('a: 1'), text: 'a:  1', row: rewritten },
      'noop · unchanged',
    ],
    ['to another version writes it', { clone: to('a: 1'), ...later }, 'update_content · source_upgraded'],
    [
      'discards an edit by hand',
      { clone: to('a: 1'), text: 'a: 9', options: revert },
      'update_content · clone_edited',
    ],
    [
      'to the content that the source had before the clone took an edit of it',
      { clone: to('a: 1'), text: 'a: 7', row: { digest: digestOf('a: 7') } },
      'update_content · source_edited',
    ],
    [
      'completes what did not turn out as planned',
      { clone: to('a: 1'), row: { status: 'incomplete' } },
      'update_content · incomplete',
    ],
    [
      'publishes what is not published',
      { clone: to('a: 1'), seen: { isPublished: false } },
      'update_content · incomplete',
    ],
    [
      'to content that the source no longer has is blocked',
      { clone: to('a: 1'), source: 'a: 7', ...later },
      'update_content · source_upgraded [source_missing]',
    ],
    [
      'of a clone whose content could not be told waits',
      { clone: to('a: 1'), seen: { digest: null, content: null } },
      'noop · unchanged',
    ],
  ])('%s', (_, facts, expected) => {
    expect(outcome(facts)).toBe(expected);
  });
});
