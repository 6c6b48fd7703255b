// Differences that people can read: real texts, each edited once, and what is said of it, line by line.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { compareValues } from '../../src/content/compare-values.ts';
import { editLines } from '../../src/content/edit-lines.ts';
import { ROOT } from '../support/cli.ts';

/** `label` and the lines below it. */
function said(before: string, after: string): readonly string[] {
  const found = compareValues(before, after);
  return found === null ? [] : [found.change, ...editLines(found.edits).split('\n')];
}

function genuineValues(file: string, name: string): string {
  const text = readFileSync(path.join(ROOT, `test/fixtures/exports/${file}.json`), 'utf8');
  const packs: { name: string; values: string }[] = JSON.parse(text).spec.template.packs;
  return packs.find((pack) => pack.name === name)?.values ?? '';
}

const edge = genuineValues('canvos-edge-two-node', 'edge-k3s');
const edit = (from: string, to: string): string => {
  expect(edge).toContain(from);
  return edge.replace(from, to);
};

describe('a whole configuration in one block scalar', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'a value in it',
      edit('192.170.0.0/16', '10.42.0.0/16'),
      ['values', '~ cluster.config.cluster-cidr: "192.170.0.0/16" → "10.42.0.0/16"'],
    ],
    [
      'an argument in a list of it',
      edit('audit-log-maxage=30', 'audit-log-maxage=90'),
      ['values', '~ cluster.config.kube-apiserver-arg[8]: "audit-log-maxage=30" → "audit-log-maxage=90"'],
    ],
    [
      'an item at the head of a list is one addition',
      edit('      - traefik\n', '      - cloud-controller\n      - traefik\n'),
      ['values', '+ cluster.config.disable[0]: "cloud-controller"'],
    ],
    [
      'an item taken out of the middle',
      edit('      - local-storage\n', ''),
      ['values', '- cluster.config.disable[1]: "local-storage"'],
    ],
    [
      'a comment in it',
      edit('# configure the pod cidr range', '# the pods'),
      [
        'values',
        '~ cluster.config: only comments',
        '@@ line 7 @@',
        '    - metrics-server',
        '  ',
        '- # configure the pod cidr range',
        '+ # the pods',
        '  cluster-cidr: "192.170.0.0/16"',
        '  ',
      ],
    ],
    [
      'a line added to a text that is no YAML shows no neighbor as changed',
      edit('127.0.0.1 localhost', '127.0.0.1 localhost\n            10.0.0.9 registry'),
      [
        'values',
        '~ stages.initramfs[1].files[path=/etc/hosts].content: text changed',
        '  127.0.0.1 localhost',
        '+ 10.0.0.9 registry',
      ],
    ],
    [
      'a comment in it, and a value',
      edit('# configure the pod cidr range', '# the pods').replace('profiling=false', 'profiling=true'),
      [
        'values',
        '~ cluster.config.kube-apiserver-arg[1]: "profiling=false" → "profiling=true"',
        '~ cluster.config: comments changed as well',
      ],
    ],
    ['line ends', edge.replaceAll('\n', '\r\n'), ['formatting', '~ line ends: LF → CRLF']],
    [
      'line ends and a value',
      edit('write-kubeconfig-mode: 600', 'write-kubeconfig-mode: 0600').replaceAll('\n', '\r\n'),
      ['values', '~ line ends: LF → CRLF', '~ cluster.config.write-kubeconfig-mode: 600 → 0600'],
    ],
  ])('%s', (_, after, lines) => {
    expect(said(edge, after)).toEqual(lines);
  });
});

describe('scalars as Helm reads them', () => {
  test.each<[string, string, readonly string[]]>([
    ['a: yes', 'a: "yes"', ['values', '~ a: yes → "yes"']],
    ['a: on', 'a: off', ['values', '~ a: on → off']],
    ['a: yes', 'a: true', ['formatting', '- a: yes', '+ a: true']],
    ['a: 0644', 'a: 644', ['values', '~ a: 0644 → 644']],
    ['a: 0644', 'a: 420', ['formatting', '- a: 0644', '+ a: 420']],
    ['a: 0644', "a: '0644'", ['values', '~ a: 0644 → "0644"']],
    ['a: 1.10', 'a: "1.10"', ['values', '~ a: 1.10 → "1.10"']],
    ['a: 1.10', 'a: 1.1', ['formatting', '- a: 1.10', '+ a: 1.1']],
    ['a: 1.10', 'a: 1.11', ['values', '~ a: 1.10 → 1.11']],
    ['a: 9007199254740993', 'a: 9007199254740992', ['values', '~ a: 9007199254740993 → 9007199254740992']],
    [
      'a: 123456789012345678901234567890',
      'a: 123456789012345678901234567891',
      ['values', '~ a: 123456789012345678901234567890 → 123456789012345678901234567891'],
    ],
    ['a: 0x10', 'a: 16', ['formatting', '- a: 0x10', '+ a: 16']],
    ['a: 1_000', 'a: 1000', ['formatting', '- a: 1_000', '+ a: 1000']],
    ['a: null', 'a: "null"', ['values', '~ a: null → "null"']],
    ['a:', 'a: ~', ['formatting', '- a:', '+ a: ~']],
    ['a: 12:30', 'a: "12:30"', ['formatting', '- a: 12:30', '+ a: "12:30"']],
    ['a: !!str 1', 'a: 1', ['values', '~ a: "1" → 1']],
    ['a: x', 'a: "x"', ['formatting', '- a: x', '+ a: "x"']],
    [
      'a: &x {b: 1}\nc: *x',
      'a: {b: 1}\nc: {b: 1}',
      ['formatting', '- a: &x {b: 1}', '- c: *x', '+ a: {b: 1}', '+ c: {b: 1}'],
    ],
    ['a: &x {b: 1}\nc: {<<: *x}', 'a: &x {b: 1}\nc: {<<: *x, b: 2}', ['values', '~ c.b: 1 → 2']],
  ])('%j, %j', (before, after, lines) => {
    expect(said(before, after)).toEqual(lines);
  });
});

describe('form alone is said truthfully', () => {
  test.each<[string, string, string]>([
    ['a: 1', 'a: 1 # why', 'comments'],
    ['# one\na: 1', '# two\na: 1', 'comments'],
    ['a: {b: 1, c: 2}', 'a:\n  c: 2\n  b: 1', 'formatting'],
    ['a: {b: 1} # x', 'a:\n  b: 1', 'comments and formatting'],
    ['a: 1\nb: 2', 'a: 1\n\nb: 2', 'formatting'],
    ['a: "# x"', 'a: "# y"', 'values'],
    ['a: |\n  # x\n  b', 'a: |\n  # y\n  b', 'values'],
    ['a: 1', '# why\na: 1', 'comments'],
    ['a: 1\nb: 2', 'a: 1\n# why\nb: 2', 'comments'],
    ['a: 1\nb: 2', 'a: 1  # why\nb: 2', 'comments'],
    ['a: 1 # x# y', 'a: 1 # x\n# y', 'comments'],
    ['a: 1 # x  \nb: 2', 'a: 1 # x\nb: 2', 'formatting'],
    ['a: 1 # x', 'a:  1 # y', 'comments and formatting'],
  ])('%j, %j: %s', (before, after, label) => {
    expect(said(before, after)[0]).toBe(label);
  });

  test('comments beside values are named, too', () => {
    expect(said('a: 1 # x', 'a: 2 # y')).toEqual(['values', '~ a: 1 → 2', '~ comments changed as well']);
  });
});

describe('what is easily overlooked is visible', () => {
  test.each<[string, string, readonly string[]]>([
    ['a: x y', 'a: x\u00a0y', ['~ a: "x y" → "x\\u{a0}y"']],
    ['a: café', 'a: cafe\u0301', ['~ a: "café" → "cafe\\u{301}"']],
    ['a: x\u200by', 'a: xy', ['~ a: "x\\u{200b}y" → "xy"']],
    ['café: 1', 'cafe\u0301: 1', ['- "café": 1', '+ "cafe\\u0301": 1']],
    ['a: |\n  x\n  y\nb: 1', 'a: |\n  x  \n  y\nb: 1', ['~ a: text changed', '- x', '+ x··', '  y']],
    ['a: |\n  x y\n  z', 'a: |\n  x\ty\n  z', ['~ a: text changed', '- x y', '+ x\\ty', '  z']],
    ['a: |-\n  x\n  y\nb: 1', 'a: |\n  x\n  y\nb: 1', ['~ a: line break at the end: no → yes']],
  ])('%j, %j', (before, after, lines) => {
    expect(said(before, after).slice(1)).toEqual(lines);
  });
});

describe('templates, several documents, and what is no YAML', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'port: {{ .spectro.var.A }}\nb: 1',
      'port: {{ .spectro.var.B }}\nb: 1',
      ['~ port: {{ .spectro.var.A }} → {{ .spectro.var.B }}'],
    ],
    ['a: "{{ .x }}"', 'a: {{ .x }}', ['~ a: "{{ .x }}" → {{ .x }}']],
    ['a: {{ .x }}-1', 'a: {{ .x }}-2', ['~ a: {{ .x }}-1 → {{ .x }}-2']],
    ['{{ .x }}: 1\nb: 2', '{{ .y }}: 1\nb: 2', ['- {{ .x }}: 1', '+ {{ .y }}: 1', '  b: 2']],
    [
      '{{- if .x }}\na: 1\n{{- end }}',
      '{{- if .x }}\na: 2\n{{- end }}',
      ['  {{- if .x }}', '- a: 1', '+ a: 2', '  {{- end }}'],
    ],
    [
      'l:\n  - a\n    {{- if x }}\n  - b',
      'l:\n  - a\n    {{- if y }}\n  - b',
      ['@@ line 1 @@', '  l:', '    - a', '-     {{- if x }}', '+     {{- if y }}', '    - b'].slice(1),
    ],
    ['a: 1\n---\nb: 1', 'a: 1\n---\nb: 2', ['  a: 1', '  ---', '- b: 1', '+ b: 2']],
    ['? {a: 1}\n: 2', '? {a: 1}\n: 3', ['  ? {a: 1}', '- : 2', '+ : 3']],
    ['just text', 'other text', ['- just text', '+ other text']],
    ['a: b: c\nx', 'a: b: c\ny', ['  a: b: c', '- x', '+ y']],
    ['', 'a: 1', ['+ a: 1']],
  ])('%j → %j', (before, after, lines) => {
    const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const logged = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    try {
      expect(said(before, after).slice(1)).toEqual(lines);
      expect([...warned.mock.calls, ...logged.mock.calls]).toEqual([]);
    } finally {
      warned.mockRestore();
      logged.mockRestore();
    }
  });
});

describe('two texts that cannot be compared by key are compared by lines, and differ in values', () => {
  test.each<[string, string, string, readonly string[]]>([
    ['a document more', 'a: 1', 'a: 1\n---\nb: 2', ['  a: 1', '+ ---', '+ b: 2']],
    ['a document less', 'a: 1\n---\nb: 2', 'a: 1', ['  a: 1', '- ---', '- b: 2']],
    [
      'the second of two documents',
      'a: 1\n---\nb: 1',
      'a: 1\n---\nb: 2',
      ['  a: 1', '  ---', '- b: 1', '+ b: 2'],
    ],
    ['a text that becomes a mapping', 'text', 'a: 1', ['- text', '+ a: 1']],
    ['a mapping that becomes a text', 'a: 1', 'text', ['- a: 1', '+ text']],
    ['YAML that becomes none', 'a: 1', 'a: b: c', ['- a: 1', '+ a: b: c']],
    ['what becomes YAML', 'a: b: c', 'a: 1', ['- a: b: c', '+ a: 1']],
  ])('%s', (_, before, after, lines) => {
    expect(said(before, after)).toEqual(['values', ...lines]);
  });

  test('line ends that changed as well are said above the lines', () => {
    expect(said('a: b: c\nx', 'a: b: c\r\ny')).toEqual([
      'values',
      '~ line ends: LF → CRLF',
      '  a: b: c',
      '- x',
      '+ y',
    ]);
  });
});

describe('text within text', () => {
  const nest = (text: string, depth: number): string =>
    depth === 0
      ? text
      : `in: |\n${nest(text, depth - 1)
          .split('\n')
          .map((line) => `  ${line}`)
          .join('\n')}`;

  test.each<[number, readonly string[]]>([
    [1, ['~ in.a: 1 → 2']],
    [3, ['~ in.in.in.a: 1 → 2']],
    [4, ['~ in.in.in.in: text changed', '- a: 1', '+ a: 2', '  b: 1']],
  ])('is compared by key three texts deep, and by lines below: %i', (depth, lines) => {
    expect(said(nest('a: 1\nb: 1', depth), nest('a: 2\nb: 1', depth)).slice(1)).toEqual(lines);
  });

  test.each<[string, string, string, readonly string[]]>([
    ['only comments become keys', '# a\n# b', 'a: 1\nb: 2', ['- # a', '- # b', '+ a: 1', '+ b: 2']],
    ['keys become only comments', 'a: 1\nb: 2', '# a\n# b', ['- a: 1', '- b: 2', '+ # a', '+ # b']],
    ['a list', '- a\n- b', '- a\n- c', ['  - a', '- - b', '+ - c']],
    ['a mapping that becomes a list', 'a: 1\nb: 2', '- a\n- b', ['- a: 1', '- b: 2', '+ - a', '+ - b']],
    ['a list that becomes a mapping', '- a\n- b', 'a: 1\nb: 2', ['- - a', '- - b', '+ a: 1', '+ b: 2']],
    ['what is no YAML', 'a: b: c\nd', 'a: b: c\ne', ['  a: b: c', '- d', '+ e']],
    ['YAML that becomes none', 'a: 1\nb: 2', 'a: b: c\nb: 2', ['- a: 1', '+ a: b: c', '  b: 2']],
    ['a document more', 'a: 1\nb: 2', 'a: 1\nb: 2\n---\nc: 3', ['  a: 1', '  b: 2', '+ ---', '+ c: 3']],
    ['a document less', 'a: 1\n---\nc: 3', 'a: 1', ['  a: 1', '- ---', '- c: 3']],
  ])('is compared by lines where it is no single mapping on both sides: %s', (_, before, after, lines) => {
    expect(said(nest(before, 1), nest(after, 1)).slice(1)).toEqual(['~ in: text changed', ...lines]);
  });

  test('that means the same is said to differ in form alone, beside a line break at its end', () => {
    expect(said('in: |-\n  a:  1\n  b: 2', 'in: |\n  a: 1\n  b: 2\nc: 1').slice(1)).toEqual([
      '~ in: only formatting; line break at the end: no → yes',
      '- a:  1',
      '+ a: 1',
      '  b: 2',
      '+ c: 1',
    ]);
  });
});

test('a file of comments alone has no values: keys that come are additions', () => {
  expect(said('# nothing yet', 'a: 1\nb: 2')).toEqual([
    'values',
    '+ a: 1',
    '+ b: 2',
    '~ comments changed as well',
  ]);
  expect(said('# nothing yet', '{}')[0]).toBe('comments and formatting');
});

test('white space at the ends of a text is no difference, on whichever side it is', () => {
  expect([compareValues('\na: 1 \n', 'a: 1'), compareValues('a: 1', ' a: 1\n\n')]).toEqual([null, null]);
});
