// Texts of YAML in every style that people write, with what they mean.
import { fc } from './fast-check.ts';

export interface Styled {
  readonly kind: 'scalar' | 'text' | 'inner' | 'null' | 'map' | 'list' | 'alias';
  /** A scalar as it is spelled, or the header of a block. */
  readonly form: string;
  readonly entries: readonly StyledEntry[];
  readonly items: readonly Styled[];
  /** The lines of a text. */
  readonly body: readonly string[];
  readonly isFlow: boolean;
  readonly isShallow: boolean;
  readonly isAnchored: boolean;
}

export interface StyledEntry {
  readonly key: string;
  readonly node: Styled;
  /** Between the colon and a scalar. */
  readonly gap: ' ' | '  ' | '\t';
  /** Behind the value, on the line of the key. */
  readonly comment: '' | ' # said' | '\t# {{ said }}' | ' ' | '\t';
  readonly above: 'nothing' | 'blank' | 'tab' | 'comment' | 'deep comment';
}

/** What not every text may have. */
export interface Features {
  readonly anchors?: boolean;
  /** A key that a map has twice. */
  readonly duplicates?: boolean;
}

export interface Layouts {
  readonly step: number;
  readonly eol: '\n' | '\r\n';
  readonly ends: boolean;
  readonly head: string;
  readonly tail: string;
}

const PLAIN = [
  '1',
  '1.10',
  '0644',
  'yes',
  'off',
  'text',
  'a b',
  'k=v',
  '10.0.0.0/16',
  'x#y',
  'http://x',
  '-1',
  '{{ .spectro.var.a }}',
  'v{{.b}}',
  '{{ .c | default "x: # y" | quote }}',
  'tab\tin it',
];
const QUOTED = [
  '"a"',
  "'it''s'",
  '"tab\\t"',
  '"a\tb"',
  '"# no"',
  "'{ no }'",
  '"on"',
  '""',
  `'{{ include "a.b" . }}'`,
  '"{{ .d }}: e"',
];
export const KEYS = ['a', 'b', 'c', 'd-e', 'f/g', '"h i"', 'on', '"1.5"', "'j.k'", '8080'];
const TEXTS = ['|', '|-', '|+', '>', '>-', '|2', '|2-'];
/** None of them is a mapping, and none may be taken for one. */
const BODIES = [
  ['some: text', '', '- more'],
  ['some: one', '---', 'some: two'],
  ['some:\tone', '\t- tab', ''],
  ['some: {', '# {{- if .a }}', '', '{{- end }}'],
];

const LEAF: Styled = {
  kind: 'null',
  form: '',
  entries: [],
  items: [],
  body: [],
  isFlow: false,
  isShallow: false,
  isAnchored: false,
};

const leaf = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .constantFrom(...PLAIN, ...QUOTED)
      .map((form): Styled => ({ ...LEAF, kind: 'scalar', form })),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '~', 'null').map((form): Styled => ({ ...LEAF, form })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...TEXTS), fc.constantFrom(...BODIES))
      .map(([form, body]): Styled => ({ ...LEAF, kind: 'text', form, body })),
  },
);

function entryOf(node: fc.Arbitrary<Styled>): fc.Arbitrary<StyledEntry> {
  return fc.record({
    key: fc.constantFrom(...KEYS),
    node,
    gap: fc.constantFrom(' ', ' ', ' ', '  ', '\t'),
    comment: fc.constantFrom('', '', ' # said', '\t# {{ said }}', ' ', '\t'),
    above: fc.constantFrom('nothing', 'nothing', 'nothing', 'blank', 'tab', 'comment', 'deep comment'),
  });
}

export function arbitraryYaml({ anchors = false, duplicates = false }: Features = {}): fc.Arbitrary<Styled> {
  const oneOf = (count: number) => fc.integer({ min: 0, max: count - 1 }).map((one) => one === 0);
  return fc.letrec<{ node: Styled; map: Styled }>((tie) => ({
    map: fc
      .record({
        entries: fc.uniqueArray(entryOf(tie('node')), { maxLength: 4, selector: ({ key }) => key }),
        isFlow: oneOf(5),
        isAnchored: oneOf(4).map((one) => anchors && one),
        isInner: oneOf(6),
        isTwice: oneOf(5).map((one) => duplicates && one),
        form: fc.constantFrom('|', '|-', '|+'),
      })
      .map(({ entries, isFlow, isAnchored, isInner, isTwice, form }): Styled => {
        const first = entries[0];
        const again = isTwice && first !== undefined ? [{ ...first, node: ONE }] : [];
        return {
          ...LEAF,
          kind: isInner && entries.length > 0 ? 'inner' : 'map',
          form,
          entries: [...entries, ...again],
          isFlow: isFlow || entries.length === 0,
          isAnchored: isAnchored && !isInner,
        };
      }),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('map'),
      fc
        .record({
          items: fc.array(tie('node'), { maxLength: 3 }),
          isFlow: fc.boolean(),
          isShallow: fc.boolean(),
          isNamed: fc.boolean(),
        })
        .map(
          ({ items, isFlow, isShallow, isNamed }): Styled => ({
            ...LEAF,
            kind: 'list',
            items: isNamed ? items.map(named) : items,
            isFlow: isFlow || items.length === 0,
            isShallow,
          }),
        ),
      ...(anchors ? [fc.constant<Styled>({ ...LEAF, kind: 'alias' })] : []),
    ),
  })).map;
}

const ONE: Styled = { ...LEAF, kind: 'scalar', form: '1' };

/** As a container or a volume: an item that people tell by its name. Every third one has a name that another has, too. */
function named(item: Styled, index: number): Styled {
  if (item.kind !== 'map') return item;
  const form = index % 3 === 2 ? 'n0' : index % 2 === 1 ? `"n${index}"` : `n${index}`;
  const name: StyledEntry = {
    key: 'name',
    node: { ...LEAF, kind: 'scalar', form },
    gap: ' ',
    comment: '',
    above: 'nothing',
  };
  return { ...item, entries: [name, ...item.entries] };
}

export const layouts: fc.Arbitrary<Layouts> = fc.record({
  step: fc.constantFrom(2, 4),
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  ends: fc.boolean(),
  head: fc.constantFrom('', '', '# head\n', '---\n', '--- # one\n', '# one\n\n# two\n', '%YAML 1.1\n---\n'),
  tail: fc.constantFrom('', '', '', '', '', '...\n', '...\n# end\n'),
});

/** What makes a text one that nobody can edit without a guess, as lines above or below it. */
export const spoiled: fc.Arbitrary<Pick<Layouts, 'head' | 'tail'>> = fc.constantFrom(
  { head: 'z: 1\n---\n', tail: '' },
  { head: '---\n', tail: '---\nz: 1\n' },
  { head: '', tail: '---\n' },
  { head: '', tail: '...\n---\nz: 1\n' },
  { head: '{{- if .z }}\n', tail: '{{- end }}\n' },
  { head: '', tail: '{{ toYaml .z | indent 0 }}\n' },
  { head: '', tail: '{{ .z }}: 1\n' },
  { head: 'z:\n\ty: 1\n', tail: '' },
  { head: '', tail: 'z: [1\n' },
);

export function printYaml(root: Styled, { step, eol, ends, head, tail }: Layouts): string {
  const lines = new Printer(step).map({ ...root, kind: 'map', isFlow: false, isAnchored: false }, 0);
  const text = head + lines.join('\n') + (ends || tail !== '' ? '\n' : '') + tail;
  return text.replaceAll('\n', eol);
}

class Printer {
  readonly #step: number;
  #anchors = 0;

  constructor(step: number) {
    this.#step = step;
  }

  map({ entries }: Styled, indent: number): readonly string[] {
    const margin = ' '.repeat(indent);
    return entries.flatMap(({ key, node, gap, comment, above }) => {
      const [inline = '', ...below] = this.#value(node, indent, node.isShallow ? 0 : this.#step, comment);
      const isScalar = node.kind === 'scalar';
      return [
        ...between(above, margin),
        `${margin}${key}:${isScalar ? inline.replace(' ', gap) : inline}`,
        ...below,
      ];
    });
  }

  /** What stands behind the colon, and the lines below. */
  #value(node: Styled, indent: number, listStep: number, said: StyledEntry['comment']): readonly string[] {
    const margin = ' '.repeat(indent + this.#step);
    switch (node.kind) {
      case 'scalar':
        return [` ${node.form}${said}`];
      case 'null':
        return [`${node.form === '' ? '' : ` ${node.form}`}${said}`];
      case 'text':
        return [
          ` ${this.#header(node.form)}${said}`,
          ...node.body.map((line) => (line === '' ? '' : margin + line)),
        ];
      case 'inner':
        return [
          ` ${node.form}${said}`,
          ...new Printer(2).map(unanchored(node), 0).map((line) => (line === '' ? '' : margin + line)),
        ];
      case 'alias':
        return [this.#anchors === 0 ? ' 1' : ` *n${this.#anchors}`];
      case 'map': {
        if (node.isFlow) return [` ${this.#anchored(node)}${this.flow(node)}${said}`];
        const lines = this.map(node, indent + this.#step);
        return [`${this.#anchored(node, ' ')}${said}`, ...lines];
      }
      case 'list': {
        if (node.isFlow) return [` ${this.flow(node)}${said}`];
        return [said, ...this.#list(node, indent + listStep)];
      }
    }
  }

  /** An indicator counts from the indent of the key. */
  #header(form: string): string {
    return form.replace('2', String(this.#step));
  }

  /** Above is said after the anchor's members are printed, so that no alias stands within its own anchor. */
  #anchored(node: Styled, before = ''): string {
    if (!node.isAnchored) return '';
    this.#anchors++;
    return `${before}&n${this.#anchors}${before === '' ? ' ' : ''}`;
  }

  #list({ items }: Styled, indent: number): readonly string[] {
    const margin = ' '.repeat(indent);
    return items.flatMap((item) => {
      if ((item.kind === 'map' && !item.isFlow) || (item.kind === 'list' && !item.isFlow)) {
        const inner = item.kind === 'map' ? this.map(item, indent + 2) : this.#list(item, indent + 2);
        const first = inner.findIndex((line) => line.trim() !== '' && !line.trim().startsWith('#'));
        return [
          ...inner.slice(0, first),
          `${margin}- ${inner[first]?.trimStart() ?? ''}`,
          ...inner.slice(first + 1),
        ];
      }
      if (item.kind === 'inner' || item.kind === 'text') {
        const flat: Styled = { ...LEAF, kind: 'scalar', form: 'flat' };
        return [`${margin}-${this.#value(flat, indent, 2, '')[0] ?? ''}`];
      }
      return [`${margin}-${this.#value(item, indent, 2, '')[0] ?? ''}`];
    });
  }

  flow(node: Styled): string {
    switch (node.kind) {
      case 'map':
        return `{${node.entries.map(({ key, node: value }) => `${key}: ${this.flow(value)}`).join(', ')}}`;
      case 'list':
        return `[${node.items.map((item) => this.flow(item) || 'null').join(', ')}]`;
      case 'scalar':
        return node.form.includes('{{') ? '"t"' : node.form;
      case 'null':
        return node.form;
      case 'alias':
        return this.#anchors === 0 ? '1' : `*n${this.#anchors}`;
      case 'inner':
      case 'text':
        return 'flat';
    }
  }
}

function unanchored(node: Styled): Styled {
  if (node.kind === 'alias') return { ...LEAF, kind: 'scalar', form: '1' };
  return {
    ...node,
    isAnchored: false,
    entries: node.entries.map((entry) => ({ ...entry, node: unanchored(entry.node) })),
    items: node.items.map(unanchored),
  };
}

function between(above: StyledEntry['above'], margin: string): readonly string[] {
  if (above === 'nothing') return [];
  if (above === 'blank' || above === 'tab') return [above === 'blank' ? '' : `${margin}\t`];
  return [`${margin}${above === 'comment' ? '' : '    '}# ${above}`];
}
