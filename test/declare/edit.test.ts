// Declaration files that are edited: the text afterwards, the rest to the letter, and what is refused.
import { describe, expect, test } from 'vitest';
import type { OverrideLayer, OverrideMap, PackOverride } from '../../src/content/overrides/overrides.ts';
import { insertOverrides } from '../../src/declare/edit/insert-overrides.ts';
import { setScalar } from '../../src/declare/edit/set-scalar.ts';
import { read } from '../support/declared.ts';

const PACK: PackOverride = {
  optional: false,
  remove: false,
  replace: [],
  unset: [],
  manifests: new Map(),
};

/** `{ calico: { mtu: 9000 } }` as values: plain scalars, maps. */
type Data = { readonly [key: string]: string | Data };
function values(data: Data): OverrideMap {
  return {
    kind: 'map',
    entries: Object.entries(data).map(([key, item]) => ({
      key,
      value:
        typeof item === 'string'
          ? { kind: 'scalar', style: 'plain', source: item, value: item }
          : values(item),
    })),
  };
}

function layer(packs: Readonly<Record<string, Partial<PackOverride>>>): OverrideLayer {
  return {
    packs: new Map(Object.entries(packs).map(([name, pack]) => [name, { ...PACK, ...pack }])),
    variables: new Map(),
  };
}

const MTU = layer({ 'cni-calico': { values: values({ calico: { mtu: '9000' } }) } });

const HEAD = 'cloneform: 1\nclones:\n';

describe('overrides are inserted', () => {
  test.each<[string, string, string | null, OverrideLayer, string]>([
    [
      'at the end of a declaration, in its indentation',
      `${HEAD}    edge: # the edge
        source: { profile: p } # of the platform
        target:
            scope: tenant
    # the other one
    core: { source: { profile: q }, target: { scope: tenant } }
`,
      null,
      MTU,
      `${HEAD}    edge: # the edge
        source: { profile: p } # of the platform
        target:
            scope: tenant
        overrides:
            packs:
                cni-calico:
                    values:
                        calico:
                            mtu: 9000
    # the other one
    core: { source: { profile: q }, target: { scope: tenant } }
`,
    ],
    [
      'below the project of a fan-out',
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: project, projects: [a, b] }
`,
      'b',
      MTU,
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: project, projects: [a, b] }
    perProject:
      b:
        overrides:
          packs:
            cni-calico:
              values:
                calico:
                  mtu: 9000
`,
    ],
    [
      'into what stands there',
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: project, projects: [a, b] }
    perProject:
      a: { protect: true }
      b:
        # for the radio
        overrides:
          packs:
            cni-calico:
              values:
                calico:
                  mtu: 1400 # measured
                  ipam: host # why
              unset: [x]
      '*': { labels: { c: d } }
`,
      'b',
      layer({
        'cni-calico': { values: values({ calico: { mtu: '9000', v: '1.10' } }), unset: ['x', 'a."b c"'] },
        kubernetes: { tag: '1.30.5' },
      }),
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: project, projects: [a, b] }
    perProject:
      a: { protect: true }
      b:
        # for the radio
        overrides:
          packs:
            cni-calico:
              values:
                calico:
                  mtu: 9000 # measured
                  ipam: host # why
                  v: 1.10
              unset: [x, "a.\\"b c\\""]
            kubernetes:
              tag: 1.30.5
      '*': { labels: { c: d } }
`,
    ],
    [
      'into a flow map',
      `${HEAD}  edge: { source: { profile: p }, target: { scope: tenant } } # all of it\n`,
      null,
      MTU,
      `${HEAD}  edge: { source: { profile: p }, target: { scope: tenant }, overrides: {packs: {cni-calico: {values: {calico: {mtu: 9000}}}}} } # all of it\n`,
    ],
    [
      'behind the items of a list',
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: tenant }
    overrides:
      packs:
        a:
          replace:
            - find: one # first
              with: |
                two
                lines
          unset: # paths
          - x.y # no longer
          # to come
`,
      null,
      layer({ a: { replace: [{ find: 'k=v', with: 'k=w', count: 2 }], unset: ['z'] } }),
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: tenant }
    overrides:
      packs:
        a:
          replace:
            - find: one # first
              with: |
                two
                lines
            - {find: "k=v", with: "k=w", count: 2}
          unset: # paths
          - x.y # no longer
          - "z"
          # to come
`,
    ],
    [
      'with names that YAML would read as something else',
      `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: project, projects: [on, "1.10"] }\n`,
      '1.10',
      layer({ yes: { tag: '1.30' }, 'a: b': { optional: true, remove: true } }),
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: project, projects: [on, "1.10"] }
    perProject:
      "1.10":
        overrides:
          packs:
            "yes":
              tag: "1.30"
            "a: b":
              optional: true
              remove: true
`,
    ],
    [
      'with the line ends of the file',
      `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n`.replaceAll('\n', '\r\n'),
      null,
      layer({ a: { tag: '1.0.0' } }),
      `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n    overrides:\n      packs:\n        a:\n          tag: 1.0.0\n`.replaceAll(
        '\n',
        '\r\n',
      ),
    ],
    [
      'with texts that are no variables',
      `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n`,
      null,
      layer({
        a: {
          values: values({ x: '${project}', y: '${HOME}', z: '$${var.a}' }),
          replace: [{ find: '${var.b}', with: '', count: 1 }],
        },
      }),
      `${HEAD}  edge:
    source: { profile: p }
    target: { scope: tenant }
    overrides:
      packs:
        a:
          replace:
            - find: "$\${var.b}"
              with: ""
          values:
            x: $\${project}
            y: \${HOME}
            z: $$\${var.a}
`,
    ],
  ])('%s', (_, text, project, overrides, expected) => {
    expect(insertOverrides(text, 'edge', project, overrides)).toEqual({ ok: true, text: expected });
  });

  test.each([
    ['a map', 'a: {{ .x }}\nb: 1\n', '- find: |\n                a: {{ .x }}\n                b: 1\n'],
    ['a line of a map', 'a: b\n', '- find: |\n                a: b\n'],
    ['an expression with quotes', 'it\'s {{ x "a" }}', "- find: 'it''s {{ x \"a\" }}'\n"],
    ['one with a backslash', '{{ x `\\d` }}', "- find: '{{ x `\\d` }}'\n"],
    ['one with both sorts of quotes', `{{ x "a" 'b' }}`, `- find: |-\n                {{ x "a" 'b' }}\n`],
    ['quotes beside an expression', '"{{ .x }}"', '- find: "\\"{{ .x }}\\""\n'],
  ])('with a text that is %s', async (_name, find, written) => {
    const text = `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n`;
    const overrides = layer({ a: { replace: [{ find, with: 'c', count: 1 }] } });
    const edited = insertOverrides(text, 'edge', null, overrides);
    expect(edited).toEqual({ ok: true, text: expect.stringContaining(written) });
    const result = await read({ 'cloneform.yaml': edited.ok ? edited.text : '' });
    const packs = result.ok ? result.value.desired.clones[0]?.overrides?.layers[0]?.packs : undefined;
    expect(packs?.get('a')?.replace).toEqual([{ find, with: 'c', count: 1 }]);
  });

  test('behind items that are there, with texts of several lines as blocks', () => {
    const text = `${HEAD}  edge:\n    source: { profile: p }\n    overrides:\n      packs:\n        a:\n          replace:\n            - { find: a, with: b } # c\n`;
    const overrides = layer({
      a: {
        replace: [
          { find: '{{ if x }}\ny: z\n', with: 'w', count: 1 },
          { find: 'd', with: 'e', count: 1 },
        ],
      },
    });
    expect(insertOverrides(text, 'edge', null, overrides)).toEqual({
      ok: true,
      text: `${text}            - find: |\n                {{ if x }}\n                y: z\n              with: "w"\n            - {find: "d", with: "e"}\n`,
    });
  });

  test('a second time changes nothing', () => {
    const text = `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n`;
    const overrides = layer({
      a: { values: values({ x: '1' }), unset: ['y'], replace: [{ find: 'a', with: 'b', count: 1 }] },
    });
    const once = insertOverrides(text, 'edge', null, overrides);
    if (!once.ok) throw new Error(once.reason);
    expect(insertOverrides(once.text, 'edge', null, overrides)).toEqual(once);
  });

  test('what was inserted is what is read again', async () => {
    const text = `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n`;
    const overrides: OverrideLayer = {
      onConflict: 'block',
      packs: new Map<string, PackOverride | null>([
        [
          'a',
          {
            ...PACK,
            onConflict: 'keep',
            tag: '1.10',
            registry: { name: 'Public Repo' },
            valuesFile: { name: 'v.yaml', text: 'x: 1\n' },
            values: values({ m: { n: '0644', o: 'null' } }),
            unset: ['a.b', 'x[name="q r"]'],
            replace: [{ find: 'a\nb', with: 'no', count: 3 }],
          },
        ],
        [
          'b',
          {
            ...PACK,
            add: {
              type: 'helm',
              layer: 'addon',
              tag: '1.2.1',
              registry: { uid: 'u1' },
              position: { after: 'a' },
            },
          },
        ],
        [
          'c',
          {
            ...PACK,
            add: { type: 'manifest', layer: 'addon', tag: '' },
            manifests: new Map([
              ['m', { kind: 'add' as const, file: { name: 'v.yaml', text: 'x: 1\n' } }],
              ['n', null],
              [
                'o',
                { kind: 'change' as const, optional: true, replace: [{ find: 'k', with: 'l', count: 1 }] },
              ],
              ['p', { kind: 'remove' as const, optional: true }],
            ]),
          },
        ],
        ['d', { ...PACK, move: { before: 'a' }, optional: true }],
        ['e', { ...PACK, remove: true }],
        ['f', null],
      ]),
      variables: new Map([
        ['g', { kind: 'change', optional: false, members: { defaultValue: '3', required: false } }],
        [
          'h',
          {
            kind: 'add',
            members: { format: 'string', options: [{ value: 'x', label: 'X', description: '' }] },
          },
        ],
        ['i', { kind: 'remove', optional: false }],
        ['j', null],
      ]),
    };
    const edited = insertOverrides(text, 'edge', null, overrides);
    if (!edited.ok) throw new Error(edited.reason);
    const result = await read({ 'cloneform.yaml': edited.text, 'v.yaml': 'x: 1\n' });
    expect(result.ok ? result.value.desired.clones[0]?.overrides?.layers : result.diagnostics).toEqual([
      overrides,
    ]);
  });
});

describe('an edit is refused', () => {
  const edge = (more: string): string =>
    `${HEAD}  edge:\n    source: { profile: p }\n    target: { scope: project, projects: [a, b] }\n${more}`;
  const shared =
    '  first: { source: { profile: q }, target: { scope: tenant }, overrides: &o { packs: { cni-calico: &c { values: &v { calico: { mtu: 1 } } } } } }\n';
  const within = (overrides: string): string =>
    `${HEAD}${shared}  edge:\n    source: { profile: p }\n    target: { scope: tenant }\n    overrides: ${overrides}\n`;

  test.each<[string, string, string, string | null, RegExp]>([
    ['where the declaration is not', edge(''), 'core', null, /does not declare "core"/],
    ['in a file with errors', 'cloneform: 1\nclones: [\n', 'edge', null, /has errors/],
    ['in a file of something else', 'a: 1\n', 'edge', null, /has errors|does not declare/],
    ['for a project that would be a glob', edge(''), 'edge', 'a*', /would be a glob/],
    [
      'where the overrides are an alias',
      within('*o'),
      'edge',
      null,
      /clones.edge.overrides comes from the alias \*o/,
    ],
    [
      'where the pack is an alias',
      within('{ packs: { cni-calico: *c } }'),
      'edge',
      null,
      /packs.cni-calico comes from the alias \*c/,
    ],
    [
      'where the values are an alias',
      within('{ packs: { cni-calico: { values: *v } } }'),
      'edge',
      null,
      /values comes from the alias \*v/,
    ],
    ['where an alias uses what stands there', within('*o'), 'first', null, /&o|\*o/],
    [
      'where a variable gives the value',
      within('{ packs: { cni-calico: { values: { calico: { mtu: "${var.mtu}" } } } } }'),
      'edge',
      null,
      /calico.mtu is given by a variable/,
    ],
    [
      'where a variable is within what would go',
      within('{ packs: { cni-calico: { values: { calico: { mtu: ["${project}"] } } } } }'),
      'edge',
      null,
      /is given by a variable/,
    ],
    ['where the pack is null', within('{ packs: { cni-calico: null } }'), 'edge', null, /is null there/],
    [
      'where the pack is removed',
      within('{ packs: { cni-calico: { remove: true } } }'),
      'edge',
      null,
      /is removed there/,
    ],
    [
      'where a list stands',
      within('{ packs: { cni-calico: { values: { calico: [1] } } } }'),
      'edge',
      null,
      /a list stands there/,
    ],
    [
      'where perProject is an alias',
      `${HEAD}  first: { source: { profile: q }, target: { scope: project, projects: [a] }, perProject: &p { a: { protect: true } } }\n  edge: { source: { profile: p }, target: { scope: project, projects: [a] }, perProject: *p }\n`,
      'edge',
      'a',
      /perProject comes from the alias \*p/,
    ],
    [
      'where the declaration is an alias',
      `${HEAD}  first: &f { source: { profile: q }, target: { scope: tenant } }\n  edge: *f\n`,
      'edge',
      null,
      /clones.edge comes from the alias \*f/,
    ],
  ])('%s', (_, text, id, project, reason) => {
    const edited = insertOverrides(text, id, project, MTU);
    expect(edited.ok ? edited.text : edited.reason).toMatch(reason);
    expect(edited.ok).toBe(false);
  });

  test('that has nothing to insert', () => {
    expect(insertOverrides(edge(''), 'edge', 'a', { packs: new Map(), variables: new Map() }).ok).toBe(false);
  });
});

describe('a scalar is set', () => {
  const file = (version: string, more = ''): string =>
    `cloneform: 1 # ours\nclones:\n  edge:\n    source: { profile: p, version: ${version} } # pinned\n    target: { scope: tenant }\n${more}`;
  const at = ['clones', 'edge', 'source', 'version'];

  test.each([
    ['1.2.0', '1.3.0', '1.3.0'],
    ['^1.2.0', '^2.0.0', '^2.0.0'],
    ["'1.2.0'", '1.3.0', "'1.3.0'"],
    ['"1.2.0"', '1.3.0', '"1.3.0"'],
    ['1.2.0', '>=1.2.0 <2.0.0', '">=1.2.0 <2.0.0"'],
    ['1.2.0', '*', '"*"'],
    ['1.2.0', 'a, b', '"a, b"'],
    ['1.2.0', '1.3', '"1.3"'],
    ["'x'", "it's", "'it''s'"],
  ])('%s to %s', (before, value, after) => {
    expect(setScalar(file(before), at, value)).toEqual({ ok: true, text: file(after) });
  });

  test.each<[string, string, readonly string[], RegExp]>([
    [
      'that is not there',
      file('1.0.0'),
      ['clones', 'edge', 'target', 'version'],
      /there is no clones.edge.target.version/,
    ],
    ['that is a map', file('1.0.0'), ['clones', 'edge', 'source'], /is not a text/],
    ['of a variable', file('"${var.v}"'), at, /is given by a variable/],
    ['with an anchor', file('&v 1.0.0'), at, /has the anchor &v/],
    [
      'of an alias',
      `${file('&v 1.0.0')}  b: { source: { profile: p, version: *v }, target: { scope: tenant } }\n`,
      ['clones', 'b', 'source', 'version'],
      /comes from an alias/,
    ],
    [
      'below an alias',
      `${file('1.0.0').replace('source:', 'source: &s')}  b: { source: *s, target: { scope: tenant } }\n`,
      ['clones', 'b', 'source', 'version'],
      /clones.b.source comes from an alias/,
    ],
    ['of several lines', file('"1.0.0\n      || 2"'), at, /not a text of one line/],
    ['in a file with errors', 'cloneform: [\n', at, /has errors/],
  ])('not one %s', (_, text, path, reason) => {
    const edited = setScalar(text, path, '2.0.0');
    expect(edited.ok ? edited.text : edited.reason).toMatch(reason);
    expect(edited.ok).toBe(false);
  });
});
