// The schemas as pages: of declarations, of the plan, of what apply answers, of events.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { type Field, schemaFields } from '../../src/questions/explain/read.ts';
import { ROOT } from '../support/root.ts';
import { ANSWERS } from '../support/schemas.ts';
import { cell, code } from './table.ts';

type Schema = Parameters<typeof schemaFields>[0];

export function declarationsPage(): string {
  const fields = schemaFields(readSchema('declaration.v1.json')).filter((field) => !isOfOverrides(field));
  return page(
    'Declarations',
    [
      'Made from [schemas/declaration.v1.json](../../schemas/declaration.v1.json); `cloneform explain FIELD` says the same. The root file is',
      '`cloneform.yaml`; files that `include` names may hold `cloneform`, `clones`, `moved`, `removed` and `imports`.',
      '[Overrides](overrides.md) have a page of their own.',
    ],
    fields,
    ['field', 'type', 'default', 'meaning'],
    (field) => [code(field.path), code(field.type), defaultOf(field), meaning(field)],
  );
}

/** What is different from the source, in all and in single projects. */
export function overridesPage(): string {
  const fields = schemaFields(readSchema('declaration.v1.json'))
    .filter((field) => isOfOverrides(field) || field.path === 'clones.perProject')
    .map((field) => ({ ...field, path: field.path.replace(/^clones\.(?:overrides\.)?/, '') }));
  return page(
    'Overrides',
    [
      'Made from [schemas/declaration.v1.json](../../schemas/declaration.v1.json); `cloneform explain clones.overrides` says the same. These fields',
      'stand below `overrides` of a declaration, of `defaults`, or of a project (`perProject`). How to use them: [Keep differences per',
      'project](../how-to/differences.md).',
      '',
      '- **Layers** apply one after the other: `defaults`, the declaration, `perProject` globs in the order of the file, the exact name. Within a pack:',
      '  `valuesFile`, `replace`, `unset`, `values`. `null` for a pack, manifest or variable drops what earlier layers say of it.',
      '- **Values** merge maps and replace everything else. Scalars keep their spelling and quotes. A map goes into a map, into an empty place, or into a',
      '  literal block that holds one mapping.',
      '- **Paths** are `a.b[0]` (an item by its index, from 0), `a[name=x]` (the item whose `name` is `x`; any key will do) and `a[=x]` (the item that is `x`).',
      '  Keys and values with other characters than ASCII letters, digits, `_`, `-` and `/` stand in double quotes, with the escapes of JSON:',
      '  `options."system.repo"`, `args[="a=1"]`, `hosts[="10.0.0.1"]`. The quotes are part of the path, so YAML needs single quotes around all of it:',
      `  \`'options."system.repo"'\`. \`[k=v]\` and \`[=v]\` must match exactly one item. A path continues into a literal block that holds a mapping.`,
      '- **Replace** takes texts, not patterns: `find` is searched for as it stands, letter case, blanks and line breaks included, in the text of the layer below,',
      '  before `unset` and `values`. It must occur exactly `count` times, counted from the start without overlaps; all are replaced. Several replacements',
      '  apply in their order, each to what the one before it left. What YAML would not read as this text needs quotes in your file: `find: "0644"`,',
      `  \`find: 'a: b # c'\`; for several lines, write a literal block (\`|\`, or \`|-\` without the last line break).`,
      '- **Variables**: `${var.name}` and `${project}`, the name of the target project. A plain scalar with one is read as YAML after the value is',
      '  inserted, a quoted one is text; in `{ }` and `[ ]`, quote it. Any other `${` stays as it is, and `$${var.name}` stands for `${var.name}`.',
      '- **Files** lie below the folder of the root file, are not hidden, are UTF-8 text of at most 1 MiB, and are used without variables.',
      '- Below `values`, a key can have any name. A key without a value, a merge key (`<<`) and a tag (`!!str`) are errors. A literal value under a key that',
      '  looks like a secret is a warning (`secret-in-override`): use a variable.',
    ],
    fields,
    ['field', 'type', 'default', 'meaning'],
    (field) => [code(field.path), code(shortType(field)), defaultOf(field), meaning(field)],
  );
}

function isOfOverrides({ path: name }: Field): boolean {
  return /^clones\.(?:overrides|perProject)\./.test(name);
}

export function sandboxPage(): string {
  const made = page(
    'The file of the embedded Palette',
    [
      'Made from [schemas/sandbox.v1.json](../../schemas/sandbox.v1.json). `palette.sandbox` in the root file names it, usually `sandbox.yaml`;',
      '`cloneform init --sandbox` writes one. It is read when the embedded Palette is used for the first time: what you change in the file later has',
      'no effect before `cloneform sandbox reset`, which makes all profiles again, and empties state.',
    ],
    schemaFields(readSchema('sandbox.v1.json')),
    ['field', 'type', 'default', 'meaning'],
    (field) => [code(field.path), code(shortType(field)), defaultOf(field), meaning(field)],
  );
  return `${made}${OTHERS_AT_WORK}`;
}

/** test/sandbox/others-at-work.test.ts sends the requests. */
const OTHERS_AT_WORK = `
## What other people do

To rehearse what people do beside cloneform, serve the embedded Palette and send what Palette's console would send. It answers the requests
of Palette's published API that are about projects and cluster profiles; one that it lacks ends with 404 or 501.

\`\`\`sh
cloneform sandbox serve --port 8700   # in another shell
palette() { curl --fail -sS -X "$1" "http://127.0.0.1:8700$2" -H 'ApiKey: sandbox' -H 'SandboxUser: ann@example.com' \${3:+-d "$3"}; }

palette GET '/v1/dashboard/projects/metadata?name=edge-oslo'                          # UID of a project
palette PUT /v1/projects/$uid '{"metadata":{"labels":{"tier":"core"}}}'               # other tags: it joins or leaves a selector
palette PUT /v1/projects/$uid '{"metadata":{"name":"edge-bergen"}}'                   # another name
palette PUT /v1/projects/$uid '{"status":{"isDisabled":true}}'                        # disabled; false enables it again
palette POST /v1/projects '{"metadata":{"name":"edge-lima","labels":{"tier":"edge"}}}'  # a new project
palette DELETE "/v1/projects/$uid?cleanupProjectResources=true"                       # gone, with its profiles
\`\`\`

| header | meaning |
|---|---|
| \`ApiKey\` | Any text: the embedded Palette has one user. |
| \`ProjectUid\` | The project of the request; without it, the tenant. |
| \`SandboxUser\` | Who makes a change of a cluster profile, as the audit names them; default \`sandbox@example.com\`. Palette knows that by the key. |

\`cloneform plan\` then shows projects that joined, left or were renamed, and \`cloneform drift\` names who edited a clone.
`;

export function faultsPage(): string {
  return page(
    'The file of faults',
    [
      'Made from [schemas/faults.v1.json](../../schemas/faults.v1.json). `cloneform sandbox serve --faults FILE` reads it, or `faults` in the file of',
      'the [embedded Palette](sandbox.md); the [rehearsal](../../examples/rehearsal/README.md) shows one.',
    ],
    schemaFields(readSchema('faults.v1.json')),
    ['field', 'type', 'default', 'meaning'],
    (field) => [code(field.path), code(shortType(field)), defaultOf(field), meaning(field)],
  );
}

export function planPage(): string {
  const fields = schemaFields(readSchema('plan.v1.json'));
  return page(
    'The plan document',
    [
      'Made from [schemas/plan.v1.json](../../schemas/plan.v1.json). `plan --json` and `drift --json` print it, `plan -o FILE` saves it. It holds no',
      'secret and no values of packs: digests, and what differs.',
    ],
    fields,
    ...OF_DOCUMENTS,
  );
}

export function applyResultPage(): string {
  const known = new Set(schemaFields(readSchema('plan.v1.json')).map((field) => field.path));
  const fields = schemaFields(readSchema('apply-result.v1.json')).filter((field) => !known.has(field.path));
  return page(
    'What apply answers',
    [
      'Made from [schemas/apply-result.v1.json](../../schemas/apply-result.v1.json). `apply --json`, `destroy --json` and `rollback --json` print',
      '[the plan document](plan.md) without `settings` and `seal`, and with these members more.',
    ],
    fields,
    ...OF_DOCUMENTS,
  );
}

export function answersPage(): string {
  const shared = schemaFields(readSchema('state-list.v1.json')).filter(
    (field) => field.path === 'formatVersion',
  );
  const sections = ANSWERS.flatMap((name) => {
    const schema = readSchema(`${name}.v1.json`) as Schema & { title: string; description: string };
    const fields = schemaFields(schema).filter((field) => field.path !== 'formatVersion');
    return [
      `## ${schema.title.replace('cloneform ', '')}`,
      '',
      `${schema.description} [Schema](../../schemas/${name}.v1.json).`,
      '',
      ...table(fields, ...OF_DOCUMENTS),
      '',
    ];
  });
  const lines = [
    '# What commands answer',
    '',
    'With `--json`, each command prints one JSON document. `plan` and `drift` print [the plan](plan.md); `apply`, `destroy`, `revert` and `rollback`',
    'print [the result](apply-result.md). Made from the schemas, this page has the others. All of them have this member:',
    '',
    ...table(shared, ...OF_DOCUMENTS),
    '',
    ...sections,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

export function eventsPage(): string {
  const schema = readSchema('event.v1.json');
  const common = new Set(['event', 'at', 'runId']);
  const sections = eventNames(schema).flatMap(([name, description]) => {
    const fields = schemaFields(schema, name).filter((field) => !common.has(field.path));
    return [
      `## ${name}`,
      '',
      description,
      '',
      ...(fields.length === 0 ? [] : [...table(fields, ...OF_DOCUMENTS), '']),
    ];
  });
  const first = eventNames(schema)[0]?.[0] ?? '';
  const shared = schemaFields(schema, first).filter(
    (field) => common.has(field.path) && field.path !== 'event',
  );
  const lines = [
    '# Events',
    '',
    'Made from [schemas/event.v1.json](../../schemas/event.v1.json). `apply --events FILE` (and `destroy`, `rollback`) writes one JSON object a line as',
    'things happen. `event` names it; each has these too:',
    '',
    ...table(shared, ...OF_DOCUMENTS),
    '',
    ...sections,
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

const OF_DOCUMENTS: readonly [readonly string[], (field: Field) => readonly string[]] = [
  ['member', 'type', 'meaning'],
  (field) => [code(field.path), code(shortType(field)), meaning(field)],
];

function readSchema(name: string): Schema {
  return JSON.parse(readFileSync(path.join(ROOT, 'schemas', name), 'utf8')) as Schema;
}

/** Events in the order of the schema, with what they mean. */
function eventNames(schema: Schema): readonly (readonly [string, string])[] {
  const { oneOf, $defs } = schema as {
    oneOf: { $ref: string }[];
    $defs: Record<string, { description: string }>;
  };
  return oneOf.map(({ $ref }) => {
    const name = $ref.replace('#/$defs/', '');
    return [name, $defs[name]?.description ?? ''] as const;
  });
}

/** Long lists of words that the page of the plan has. */
const TOLD_BY_PLAN = new Set(['action', 'reason']);

type Row = (field: Field) => readonly string[];

/** A table for the single members, and a section for each that has members of its own. */
function page(
  title: string,
  intro: readonly string[],
  fields: readonly Field[],
  heads: readonly string[],
  row: Row,
): string {
  const tops = [...new Set(fields.map((field) => top(field)))];
  const under = (name: string): readonly Field[] => fields.filter((field) => top(field) === name);
  const singles = fields.filter((field) => under(top(field)).length === 1);
  const lines = [
    `# ${title}`,
    '',
    ...intro,
    '',
    ...(singles.length === 0 ? [] : [...table(singles, heads, row), '']),
    ...tops
      .filter((name) => under(name).length > 1)
      .flatMap((name) => [`## ${name}`, '', ...section(name, under(name), heads, row), '']),
  ];
  return `${lines.join('\n').trimEnd()}\n`;
}

function section(
  name: string,
  fields: readonly Field[],
  heads: readonly string[],
  row: Row,
): readonly string[] {
  const [own, ...rest] = fields;
  if (own?.path !== name) return table(fields, heads, row);
  return [meaning(own), '', ...table(rest, heads, row)];
}

function table(fields: readonly Field[], heads: readonly string[], row: Row): readonly string[] {
  return [
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---|').join('')}`,
    ...fields.map((field) => `| ${row(field).join(' | ')} |`),
  ];
}

function top(field: Field): string {
  return field.path.split('.')[0] ?? '';
}

function defaultOf(field: Field): string {
  return field.required ? 'required' : code(field.default ?? '');
}

/** Long lists of words go to the meaning, which tells each of them or counts them up. */
function shortType(field: Field): string {
  return field.type.length > 60 ? 'string' : field.type;
}

function meaning(field: Field): string {
  if (TOLD_BY_PLAN.has(field.path.split('.').at(-1) ?? '') && !field.path.startsWith('changes.'))
    return 'As in [the plan](plan.md#changes).';
  const examples = field.examples.length === 0 ? '' : ` E.g. ${field.examples.map(code).join(', ')}.`;
  const words = field.type.length > 60 ? field.type.replace(/^list of /, '').split(' | ') : [];
  if (words.length === 0) return cell(field.description) + examples;
  const told = words.every((word) => field.description.includes(`${word}: `));
  return told
    ? wordByWord(field.description)
    : `${cell(field.description)} One of ${words.map(code).join(', ')}.`;
}

/** `What is done. create: …; adopt: ….`, a line for each. */
function wordByWord(description: string): string {
  const [head = '', ...parts] = description.split(/(?<=\.|;) (?=[a-z_]+: )/);
  const lines = parts.map((part) =>
    part.replace(/^([a-z_]+): ([\s\S]*?)[.;]$/, (_, word, rest) => `\`${word}\`: ${cell(rest)}`),
  );
  return [cell(head), ...lines].join('<br>');
}
