// What does not fit the schema, in the words of the file's author: where, what must be there, what was found, and what to do.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { read } from '../support/declared.ts';
import { ROOT } from '../support/root.ts';

/** `code line:column message | hint`. */
async function faultsOf(text: string): Promise<readonly string[]> {
  const result = await read({ 'cloneform.yaml': text });
  if (result.ok) return [];
  return result.diagnostics.map(
    ({ code, place, message, hint }) =>
      `${code.replace('declare/', '')} ${place?.line}:${place?.column} ${message}${hint === undefined ? '' : ` | ${hint}`}`,
  );
}

/** Of a value: it stands at `at`. */
const bad = (at: string, words: string): string => `bad-value ${at} ${words}`;
const COPY = 'use snapshot: copy once, and report later differences';
const SYNC = 'use mirror: keep the clone equal to its source';
const CONTENT = 'content must be snapshot or mirror, not';
const RETAIN = 'use none to keep no superseded version, all to keep every one, or a number such as 2';
const RETAINED = 'retain must be all, none, or a whole number from 0, not';
const FORMAT = 'this is the version of the file format, and 1 is the only one: use cloneform: 1';
const UID = '690b0c2d5e4f3a2b1c0d9e8f';

test.each<[string, ...string[]]>([
  ['- a', bad('1:1', 'the file must be a map, not a list')],
  ['abc', bad('1:1', 'the file must be a map, not "abc"')],
  ['{}', 'missing-key 1:1 "cloneform" is missing | Format version. Required in every file.'],
  ['cloneform: 2', bad('1:12', `cloneform must be the number 1, not number 2 | ${FORMAT}`)],
  ['cloneform: "1"', bad('1:12', `cloneform must be the number 1, not "1" | ${FORMAT}`)],
])('a file %s', async (text, ...faults) => {
  expect(await faultsOf(`${text}\n`)).toEqual(faults);
});

test.each<[string, ...string[]]>([
  ['clones: 1', bad('2:9', 'clones must be a map, not number 1')],
  ['clones: []', bad('2:9', 'clones must be a map, not an empty list')],
  ['clones: [a]', bad('2:9', 'clones must be a map, not a list')],
  ['clones:', bad('2:8', 'clones must be a map, not nothing | it has no value: add one, or remove the key')],
  ['include: a.yaml', bad('2:10', 'include must be a list, not "a.yaml" | write a list: [a.yaml]')],
  ['include: { a: b }', bad('2:10', 'include must be a list, not a map')],
  ['include: {}', bad('2:10', 'include must be a list, not an empty map')],
  ['include: [1]', bad('2:11', 'include[0] must be a string, not number 1 | quote it: "1"')],
  [
    'include: [a, ""]',
    bad('2:14', 'include[1] must be a non-empty string, not "" | add something to it, or remove it'),
    'include-empty 2:11 "a" matches no file | check the pattern, or remove it',
    'include-empty 2:14 "" matches no file | check the pattern, or remove it',
  ],
  ['palette: { retries: x }', bad('2:21', 'retries must be a whole number, not "x"')],
  ['palette: { retries: 1.5 }', bad('2:21', 'retries must be a whole number, not number 1.5')],
  ['palette: { retries: -1 }', bad('2:21', 'retries must be at least 0, not number -1')],
  ['palette: { retries: 21 }', bad('2:21', 'retries must be at most 20, not number 21')],
  ['palette: { auditNotes: yes }', bad('2:24', 'auditNotes must be true or false, not "yes"')],
  [
    'palette: { host: "" }',
    bad('2:18', 'host must be a non-empty string, not "" | add something to it, or remove it'),
  ],
  ['palette: { host: true }', bad('2:18', 'host must be a string, not boolean true | quote it: "true"')],
  ['palette: { host: [a] }', bad('2:18', 'host must be a string, not a list')],
  [
    'palette: { requestTimeout: 30 }',
    bad('2:28', 'requestTimeout must be a time such as 500ms, 30s or 2m, not number 30 | quote it: "30"'),
  ],
  [
    'palette: { requestTimeout: 30h }',
    bad('2:28', 'requestTimeout must be a time such as 500ms, 30s or 2m, not "30h"'),
  ],
  [
    'palette: { rateLimits: on }',
    bad(
      '2:24',
      'rateLimits must be `off`, or limits such as { clusterprofiles: { rps: 50, burst: 250 } }, not "on"',
    ),
  ],
  [
    'palette: { rateLimits: { default: { rps: 0, burst: 1 } } }',
    bad('2:42', 'rps must be more than 0, not number 0'),
  ],
  [
    'palette: { rateLimits: { default: { rps: 1 } } }',
    'missing-key 2:26 "burst" is missing | Requests at once after a quiet time.',
  ],
  [
    'palette: { rateLimits: { default: { rps: 1, burst: 2, rbs: 3 } } }',
    'unknown-field 2:55 unknown key "rbs" | did you mean "rps"? keys allowed here: rps, burst',
  ],
  [
    'palette: { rateLimits: { a-b: { rps: 1, burst: 2 } } }',
    'bad-name 2:26 "a-b" cannot be a name here | use letters, digits, _ and -',
  ],
  ['guards: { maxDeletePercent: x }', bad('2:29', 'maxDeletePercent must be a number, not "x"')],
  ['guards: { maxDeletePercent: 101 }', bad('2:29', 'maxDeletePercent must be at most 100, not number 101')],
  [
    'stamp: label',
    bad('2:8', 'stamp must be off or labels or annotations, not "label" | did you mean "labels"?'),
  ],
  ['stamp: zzzzzzzzz', bad('2:8', 'stamp must be off or labels or annotations, not "zzzzzzzzz"')],
  ['stamp: 1', bad('2:8', 'stamp must be off or labels or annotations, not number 1')],
  ['variables: { 1a: {} }', 'bad-name 2:14 "1a" cannot be a name here | use letters, digits, _ and -'],
  ['variables: { a: x }', bad('2:17', 'a must be a map, not "x"')],
  [
    'variables: { a: { default: 1.10 } }',
    bad('2:28', 'default must be a string, not number 1.1 | quote it: "1.10"'),
  ],
  ['moved: [ { from: a } ]', 'missing-key 2:10 "to" is missing | Its address now.'],
  ['moved: { from: a, to: b }', bad('2:8', 'moved must be a list, not a map')],
  ['moved: [ x ]', bad('2:10', 'moved[0] must be a map, not "x"')],
  ['imports: [ { to: a, uid: "a b" } ]', bad('2:26', 'uid must be a Palette UID, not "a b"')],
  [
    `imports: [ { to: a, uid: ${UID}, xxxxx: 1 } ]`,
    'unknown-field 2:52 unknown key "xxxxx" | keys allowed here: to, uid',
  ],
  [
    `stamp: ${'x'.repeat(90)}`,
    bad('2:8', `stamp must be off or labels or annotations, not "${'x'.repeat(80)}"`),
  ],
])('%s', async (text, ...faults) => {
  expect([...(await faultsOf(`cloneform: 1\n${text}\n`))].sort()).toEqual([...faults].sort());
});

/** What is tried is on line 4, in column 5. */
test.each<[string, ...string[]]>([
  ['content: copy', bad('4:14', `${CONTENT} "copy" | ${COPY}`)],
  ['content: Pinned', bad('4:14', `${CONTENT} "Pinned" | ${COPY}`)],
  ['content: once', bad('4:14', `${CONTENT} "once" | ${COPY}`)],
  ['content: sync', bad('4:14', `${CONTENT} "sync" | ${SYNC}`)],
  ['content: LIVE', bad('4:14', `${CONTENT} "LIVE" | ${SYNC}`)],
  ['content: copying', bad('4:14', `${CONTENT} "copying"`)],
  ['content: resync', bad('4:14', `${CONTENT} "resync"`)],
  ['content: snapshto', bad('4:14', `${CONTENT} "snapshto" | did you mean "snapshot"?`)],
  ['content: 1', bad('4:14', `${CONTENT} number 1`)],
  ['content:', bad('4:13', `${CONTENT} nothing | it has no value: add one, or remove the key`)],
  ['retain: -1', bad('4:13', `${RETAINED} number -1 | ${RETAIN}`)],
  ['retain: some', bad('4:13', `${RETAINED} "some"`)],
  ['retain: [1]', bad('4:13', `${RETAINED} a list`)],
  [
    'target: { version: 1.2 }',
    bad('4:24', 'version must be a string, not number 1.2 | use three parts: "1.2.0"'),
  ],
  [
    'target: { version: 1.10 }',
    bad('4:24', 'version must be a string, not number 1.1 | use three parts: "1.10.0"'),
  ],
  [
    'source: { version: 3 }',
    bad('4:24', 'version must be a string, not number 3 | use three parts: "3.0.0"'),
  ],
  ['target: { name: 1.10 }', bad('4:21', 'name must be a string, not number 1.1 | quote it: "1.10"')],
  [
    'target: { name: }',
    bad('4:21', 'name must be a string, not nothing | it has no value: add one, or remove the key'),
  ],
  ['target: { labels: [a] }', bad('4:23', 'labels must be a map, not a list')],
  ['target: { labels: { a: 1 } }', bad('4:28', 'a must be a string, not number 1 | quote it: "1"')],
  ['target: { labels: { a/b: 1 } }', bad('4:30', 'a/b must be a string, not number 1 | quote it: "1"')],
  ['target: { labels: { a~b: 1 } }', bad('4:30', 'a~b must be a string, not number 1 | quote it: "1"')],
  [
    'target: { labels: { a: "x", b: &n 1.10 }, name: *n }',
    bad('4:39', 'b must be a string, not number 1.1 | quote it: "1.10"'),
    bad(
      '4:53',
      'name must be a string, not number 1.1 | the value comes from the anchor of *n: quote it there: "1.1"',
    ),
  ],
  [
    'target: { projects: { tags: [edge] } }',
    bad(
      '4:33',
      'tags must be a map, not a list | write each tag with its value, for example { tier: edge }; a bare tag t is { t: spectro__tag }',
    ),
  ],
  [
    'target: { project: a, tags: [edge] }',
    'unknown-field 4:27 unknown key "tags" | keys allowed here: name, version, scope, project, projects, onLeave, allowEmpty, labels, description',
  ],
])('a declaration with %s', async (text, ...faults) => {
  expect(await faultsOf(`cloneform: 1\nclones:\n  edge:\n    ${text}\n`)).toEqual(faults);
});

test('an unknown key at the top of a file is reported with all that may stand there', async () => {
  const schema = JSON.parse(await readFile(path.join(ROOT, 'schemas', 'declaration.v1.json'), 'utf8'));
  const { properties } = schema as { readonly properties: object };
  const list = `keys allowed here: ${Object.keys(properties).join(', ')}`;
  expect(await faultsOf('cloneform: 1\nclone: {}\nzzzzzzzzzzzz: 1\n')).toEqual([
    `unknown-field 2:1 unknown key "clone" | did you mean "clones"? ${list}`,
    `unknown-field 3:1 unknown key "zzzzzzzzzzzz" | ${list}`,
  ]);
});
