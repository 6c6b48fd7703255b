// Fields of the declarations: one in full, or all of them in a line each.
import type { Style } from '../../render/style.ts';
import { renderTable } from '../../render/table.ts';
import { joinLines, layout, wrapText } from '../../render/wrap.ts';

export interface FieldFacts {
  readonly path: string;
  readonly description: string;
  readonly type: string;
  readonly default: string | null;
  readonly examples: readonly string[];
  readonly required: boolean;
}

export function renderField(field: FieldFacts, below: readonly FieldFacts[], style: Style): string {
  const facts: readonly (readonly [string, string])[] = [
    ['type', field.type],
    ...(field.required ? ([['required', 'yes']] as const) : []),
    ...(field.default === null ? [] : ([['default', field.default]] as const)),
    ...field.examples.map((example) => ['example', example] as const),
  ];
  return joinLines([
    ...layout([{ text: field.path, tone: 'bold', keep: true }], style, { first: 0, hang: 2 }),
    ...wrapText(field.description, style, { first: 2, hang: 2 }),
    '',
    ...facts.flatMap(([name, value]) =>
      layout([{ text: name.padEnd(10), tone: 'dim', keep: true }, { text: value }], style, {
        first: 2,
        hang: 12,
      }),
    ),
    ...(below.length === 0 ? [] : ['', 'Fields:', ...fieldLines(below, style, 2)]),
  ]);
}

export function renderFields(fields: readonly FieldFacts[], style: Style): string {
  return joinLines([
    ...fieldLines(fields, style, 0),
    '',
    'cloneform explain FIELD shows one field in detail.',
  ]);
}

function fieldLines(fields: readonly FieldFacts[], style: Style, indent: number): readonly string[] {
  const table = renderTable(
    [
      { head: 'FIELD', cells: fields.map(({ path }) => path) },
      { head: 'TYPE', cells: fields.map(({ type }) => type), least: 12, drop: 1 },
      { head: 'WHAT', cells: fields.map(({ description }) => description), least: 20, drop: 2 },
    ],
    style,
    indent,
  );
  return table.rows.flat();
}
