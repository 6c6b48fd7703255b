// What is wrong with selectors of projects: file, line and column, what it is, and what to do.
import { describe, expect, test } from 'vitest';
import { read } from '../support/declared.ts';

/** Line 5 is `    target: { scope: project, …`; what is tried begins in column 31. */
const selecting = (target: string, root = ''): string =>
  `cloneform: 1\nclones:\n  edge:\n    source: { profile: base }\n    target: { scope: project, ${target} }\n${root}`;

async function faultsOf(text: string): Promise<readonly string[]> {
  const result = await read({ 'cloneform.yaml': text });
  if (result.ok) return [];
  return result.diagnostics.map(
    ({ code, place, message, hint }) =>
      `${code.replace('declare/', '')} ${place?.file === 'cloneform.yaml' ? '' : place?.file}${place?.line}:${place?.column} ${message} | ${hint ?? ''}`,
  );
}

const GLOBS =
  'only * (any characters) and ? (one character) are special: write one glob for each case, use exclude for exceptions, and ? for a character that is not allowed here';

test.each<[string, string, string]>([
  [
    'nothing',
    'projects: {}',
    'bad-value 5:41 projects must be a map with match, tags or exclude, not an empty map | ',
  ],
  [
    'an empty match',
    'projects: { match: [] }',
    'bad-value 5:50 match must be a non-empty list, not an empty list | add something to it, or remove it',
  ],
  [
    'a match of one text',
    'projects: { match: edge-* }',
    'bad-value 5:50 match must be a list, not "edge-*" | write a list: [edge-*]',
  ],
  [
    'an empty glob',
    'projects: { match: [a, ""] }',
    'bad-value 5:54 match[1] must be a non-empty string, not "" | add something to it, or remove it',
  ],
  [
    'a number for a glob',
    'projects: { exclude: [1] }',
    'bad-value 5:53 exclude[0] must be a string, not number 1 | quote it: "1"',
  ],
  [
    'a set of characters',
    'projects: { match: ["edge-[ab]"] }',
    `bad-glob 5:51 match: "edge-[ab]" is no glob over names of projects: [ ] is no set of characters | ${GLOBS}`,
  ],
  [
    'a list of choices',
    'projects: { match: [a, "{b,c}-*"] }',
    `bad-glob 5:54 match: "{b,c}-*" is no glob over names of projects: { } is no list of choices | ${GLOBS}`,
  ],
  [
    'a negated glob',
    'projects: { match: ["!lab"] }',
    `bad-glob 5:51 match: "!lab" is no glob over names of projects: a leading ! does not exclude | ${GLOBS}`,
  ],
  [
    'a regular expression',
    'projects: { exclude: ["^lab.*$"] }',
    `bad-glob 5:53 exclude: "^lab.*$" is no glob over names of projects: it is no regular expression | ${GLOBS}`,
  ],
  [
    'a space at the end',
    'projects: { exclude: ["lab "] }',
    `bad-glob 5:53 exclude: "lab " is no glob over names of projects: it begins or ends with a space | ${GLOBS}`,
  ],
  [
    'an exclude of all that match names',
    'projects: { match: [lab-*, lab], exclude: [x, lab*] }',
    'selects-nothing 5:77 exclude leaves nothing of what match selects: "lab*" covers "lab-*" | remove one of them; to let all projects leave, add allowEmpty: true',
  ],
  [
    'an exclude of everything',
    'projects: { tags: { tier: edge }, exclude: ["*"] }',
    'selects-nothing 5:75 exclude leaves nothing of what match selects: "*" covers "*" | remove one of them; to let all projects leave, add allowEmpty: true',
  ],
  [
    'tags as a list',
    'projects: { tags: [tier] }',
    'bad-value 5:49 tags must be a map, not a list | write each tag with its value, for example { tier: edge }; a bare tag t is { t: spectro__tag }',
  ],
  [
    'a bare tag',
    'projects: { tags: tier }',
    'bad-value 5:49 tags must be a map, not "tier" | write each tag with its value, for example { tier: edge }; a bare tag t is { t: spectro__tag }',
  ],
  [
    'no tags',
    'projects: { tags: {} }',
    'bad-value 5:49 tags must be a non-empty map, not an empty map | write each tag with its value, for example { tier: edge }; a bare tag t is { t: spectro__tag }',
  ],
  [
    'a tag as the console shows it',
    'projects: { tags: { "tier:edge": x } }',
    'bad-tag 5:51 tags: "tier:edge" is no name of a tag: it has a colon | write its value behind it: tier: edge',
  ],
  [
    'a number for a value',
    'projects: { tags: { tier: 1 } }',
    'bad-value 5:57 tier must be a string, or a list of strings, not number 1 | quote it: "1"',
  ],
  [
    'a number among values',
    'projects: { tags: { tier: [a, 1] } }',
    'bad-value 5:61 tier[1] must be a string, not number 1 | quote it: "1"',
  ],
  [
    'no values',
    'projects: { tags: { tier: [] } }',
    'bad-value 5:57 tier must be a non-empty list, not an empty list | add something to it, or remove it',
  ],
  [
    'a tag without a value',
    'projects: { tags: { tier: } }',
    'bad-value 5:57 tier must be a string, or a list of strings, not nothing | it has no value: add one, or remove the key',
  ],
  [
    'an unknown member',
    'projects: { matches: [a] }',
    'unknown-field 5:43 unknown key "matches" | did you mean "match"? keys allowed here: match, tags, exclude',
  ],
  [
    'an unknown onLeave',
    'projects: { match: [a] }, onLeave: remove',
    'bad-value 5:66 onLeave must be block or forget or delete, not "remove" | ',
  ],
  [
    'onLeave in a misspelling',
    'projects: { match: [a] }, onLeave: forgets',
    'bad-value 5:66 onLeave must be block or forget or delete, not "forgets" | did you mean "forget"?',
  ],
  [
    'onLeave inside',
    'projects: { match: [a], onLeave: delete }',
    'unknown-field 5:55 unknown key "onLeave" | keys allowed here: match, tags, exclude',
  ],
  [
    'onLeave beside a list',
    'projects: [a], onLeave: delete',
    'no-selector 5:46 target.onLeave is set, but target.projects is no selector | select the projects, for example projects: { match: [edge-*] }, or remove it',
  ],
  [
    'allowEmpty in words',
    'projects: { match: [a] }, allowEmpty: "yes"',
    'bad-value 5:69 allowEmpty must be true or false, not "yes" | ',
  ],
  [
    'a project beside it',
    'project: a, projects: { match: [b] }',
    'project-and-projects 5:43 target has both project and projects | keep one of them',
  ],
])('%s', async (_, target, fault) => {
  expect(await faultsOf(selecting(target))).toEqual([fault]);
});

test.each<[string, string, string]>([
  ['less than nothing', '-1', 'at least 0, not number -1 | '],
  ['a text', '"10"', 'a whole number, not "10" | '],
  ['a fraction', '1.5', 'a whole number, not number 1.5 | '],
  ['nothing', '', 'a whole number, not nothing | it has no value: add one, or remove the key'],
])('maxNewProjects of %s', async (_, value, words) => {
  const text = selecting('projects: { match: [a] }', `guards: { maxNewProjects: ${value} }\n`);
  expect(await faultsOf(text)).toEqual([
    `bad-value 6:${value === '' ? 28 : 27} maxNewProjects must be ${words}`,
  ]);
});

describe('is allowed', () => {
  test.each([
    'projects: { match: [edge-*, "?-lab"], exclude: [edge-lab] }',
    'projects: { match: [edge-*, lab], exclude: [lab] }',
    'projects: { match: ["edge-*"], exclude: ["edge-?"] }',
    'projects: { exclude: [lab] }',
    'projects: { exclude: ["*"] }, allowEmpty: true',
    'projects: { tags: { managed: spectro__tag, tier: "" } }',
    'projects: { match: ["name with spaces", "ünï.cö_de/x"] }',
  ])('%s', async (target) => {
    expect(await faultsOf(selecting(target))).toEqual([]);
  });
});

test('in the defaults it is said once, at its place there', async () => {
  const text = `cloneform: 1
defaults: { target: { scope: project, projects: { match: ["[a]"] } } }
clones:
  one: { source: { profile: base } }
  two: { source: { profile: base } }
`;
  const faults = await faultsOf(text);
  expect(faults.map((fault) => fault.slice(0, 'bad-glob 2:59'.length))).toEqual(['bad-glob 2:59']);
});
