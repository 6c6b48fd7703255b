// Texts of YAML in every style that people write, with what they mean.
import { fc } from './fast-check.ts';

export interface Styled {
  readonly kind: 'scalar' | 'text' | 'inner' | 'null' | 'map' | 'list' | 'alias';
  /** A scalar as it is spelled, or the header of a block. */
  readonly form: string;
  readonly entries: readonly StyledEntry[];
  readonly items: readonly Styled[];
  readonly isFlow: boolean;
  readonly isShallow: boolean;
  readonly isAnchored: boolean;
}

export interface StyledEntry {
  readonly key: string;
  readonly node: Styled;
  readonly comment: boolean;
  readonly above: 'nothing' | 'blank' | 'comment' | 'deep comment';
}

export interface Layouts {
  readonly step: number;
  readonly eol: '\n' | '\r\n';
  readonly ends: boolean;
  readonly head: string;
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
];
const QUOTED = ['"a"', "'it''s'", '"tab\\t"', '"# no"', "'{ no }'", '"on"', '""'];
export const KEYS = ['a', 'b', 'c', 'd-e', 'f/g', '"h i"', 'on', '"1.5"', "'j.k'", '8080'];
const TEXTS = ['|', '|-', '|+', '>', '>-', '|2', '|2-'];

const LEAF: Styled = {
  kind: 'null',
  form: '',
  entries: [],
  items: [],
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
    arbitrary: fc.constantFrom(...TEXTS).map((form): Styled => ({ ...LEAF, kind: 'text', form })),
  },
);

export function arbitraryYaml(withAnchors: boolean): fc.Arbitrary<Styled> {
  return fc.letrec<{ node: Styled; map: Styled }>((tie) => ({
    map: fc
      .record({
        entries: fc.uniqueArray(
          fc.record({
            key: fc.constantFrom(...KEYS),
            node: tie('node'),
            comment: fc.boolean(),
            above: fc.constantFrom('nothing', 'nothing', 'blank', 'comment', 'deep comment'),
          }),
          { maxLength: 4, selector: ({ key }) => key },
        ),
        isFlow: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
        isAnchored: fc.integer({ min: 0, max: 3 }).map((one) => withAnchors && one === 0),
        isInner: fc.integer({ min: 0, max: 5 }).map((one) => one === 0),
        form: fc.constantFrom('|', '|-', '|+'),
      })
      .map(
        ({ entries, isFlow, isAnchored, isInner, form }): Styled => ({
          ...LEAF,
          kind: isInner && entries.length > 0 ? 'inner' : 'map',
          form,
          entries: entries as readonly StyledEntry[],
          isFlow: isFlow || entries.length === 0,
          isAnchored: isAnchored && !isInner,
        }),
      ),
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      tie('map'),
      fc
        .record({
          items: fc.array(tie('node'), { maxLength: 3 }),
          isFlow: fc.boolean(),
          isShallow: fc.boolean(),
        })
        .map(
          ({ items, isFlow, isShallow }): Styled => ({
            ...LEAF,
            kind: 'list',
            items,
            isFlow: isFlow || items.length === 0,
            isShallow,
          }),
        ),
      ...(withAnchors ? [fc.constant<Styled>({ ...LEAF, kind: 'alias' })] : []),
    ),
  })).map;
}

export const layouts: fc.Arbitrary<Layouts> = fc.record({
  step: fc.constantFrom(2, 4),
  eol: fc.constantFrom('\n', '\n', '\r\n'),
  ends: fc.boolean(),
  head: fc.constantFrom('', '', '# head\n', '---\n', '# one\n\n# two\n'),
});

export function printYaml(root: Styled, { step, eol, ends, head }: Layouts): string {
  const lines = new Printer(step).map({ ...root, kind: 'map', isFlow: false, isAnchored: false }, 0);
  const text = head + lines.join('\n') + (ends ? '\n' : '');
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
    return entries.flatMap(({ key, node, comment, above }) => {
      const [inline, ...below] = this.#value(node, indent, node.isShallow ? 0 : this.#step, comment);
      return [...between(above, margin), `${margin}${key}:${inline ?? ''}`, ...below];
    });
  }

  /** What stands behind the colon, and the lines below. */
  #value(node: Styled, indent: number, listStep: number, comment: boolean): readonly string[] {
    const said = comment ? ' # said' : '';
    const margin = ' '.repeat(indent + this.#step);
    switch (node.kind) {
      case 'scalar':
        return [` ${node.form}${said}`];
      case 'null':
        return [`${node.form === '' ? '' : ` ${node.form}`}${said}`];
      case 'text':
        return [
          ` ${this.#header(node.form)}${said}`,
          ...['some: text', '', '- more'].map((line) => (line === '' ? '' : margin + line)),
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
        return [`${margin}-${this.#value(flat, indent, 2, false)[0] ?? ''}`];
      }
      return [`${margin}-${this.#value(item, indent, 2, false)[0] ?? ''}`];
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
  return above === 'blank' ? [''] : [`${margin}${above === 'comment' ? '' : '    '}# ${above}`];
}
