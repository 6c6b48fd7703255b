// Every field of the vocabulary is there in every plan, with a value of its type, or null where the vocabulary says so.
import { isCelMap } from '@bufbuild/cel';
import { expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import { createLanguage } from '../../src/policy/cel/expression.ts';
import { Meter } from '../../src/policy/cel/meter.ts';
import type { Type, TypedField } from '../../src/policy/cel/types.ts';
import { bindChange, bindPlan } from '../../src/policy/judge.ts';
import { VOCABULARY } from '../../src/policy/vocabulary.ts';
import { aClone, aDesired, anObject, aRow, planWorld } from '../support/a-world.ts';
import { CIRCUMSTANCES } from '../support/policies.ts';

const OLD = anObject({
  uid: 'c-1',
  name: 'old',
  version: '1.0.0',
  project: 'edge-dev',
  clusters: ['berlin'],
});
const EDITED = anObject({ uid: 'c-2', name: 'edited', version: '1.0.0', project: 'edge-dev', text: 'a: 9' });
const PLAN: Plan = planWorld({
  desired: aDesired(aClone('one'), aClone('edited')),
  rows: [aRow('old', OLD), aRow('edited', EDITED)],
  objects: [OLD, EDITED],
});

const ONLY = {
  dyn: 'dyn',
  type: 'type',
  null: 'null_type',
  timestamp: 'google.protobuf.Timestamp',
  duration: 'google.protobuf.Duration',
} as const;

/** What `type(x)` says of a value of this type. */
function celName({ kind }: Type): string {
  if (kind === 'object') return 'map';
  return kind in ONLY ? ONLY[kind as keyof typeof ONLY] : kind;
}

function paths(
  fields: Readonly<Record<string, TypedField>>,
  before = '',
): readonly (readonly [string, TypedField])[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const path = `${before}${name}`;
    const below =
      field.type.kind === 'object' && field.isNullable !== true ? paths(field.type.fields, `${path}.`) : [];
    return [[path, field] as const, ...below];
  });
}

test('of each change, and of the plan', () => {
  const meter = new Meter();
  const language = createLanguage(meter);
  const set = { meter, language, policies: [], autoApprove: null };
  const whole = bindPlan(set, PLAN, CIRCUMSTANCES);
  const wrong: string[] = [];
  let seen = 0;
  for (const change of PLAN.changes) {
    const bindings = { ...whole, ...bindChange(set, PLAN, change) };
    for (const [path, field] of paths(VOCABULARY.change)) {
      const compiled = language.compile(path, {}, null);
      // The checker knows none of the names here: what is evaluated is the value itself.
      const names = Object.fromEntries(Object.keys(bindings).map((name) => [name, { kind: 'dyn' } as const]));
      const untyped = language.compile(
        `[${path}].map(x, x == null ? "null" : string(type(x) == ${typeName(field.type)}))[0]`,
        names,
        null,
      );
      expect(compiled.ok).toBe(false);
      if (!untyped.ok) throw new Error(JSON.stringify(untyped.faults));
      const value = untyped.expression.evaluate(bindings);
      const expected = field.isNullable === true ? ['true', 'null'] : ['true'];
      if (!value.ok || typeof value.value !== 'string' || !expected.includes(value.value))
        wrong.push(`${change.address} ${path}: ${JSON.stringify(value)}`);
      seen++;
    }
  }
  expect(wrong).toEqual([]);
  expect(seen).toBeGreaterThan(200);
  expect(isCelMap(whole['plan'])).toBe(true);
});

function typeName(type: Type): string {
  const name = celName(type);
  return name.startsWith('google.') ? `type(${name.endsWith('Timestamp') ? 'now' : 'duration("1s")'})` : name;
}
