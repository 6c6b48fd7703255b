// An expression: a text that was read and checked, ready to be evaluated.
import { type CelInput, type CelValue, celEnv, isCelError, plan } from '@bufbuild/cel';
import { checkTypes, type VariableTypes } from './check.ts';
import { meteredFunctions } from './functions.ts';
import type { Meter } from './meter.ts';
import { type Fault, isFault, payForLoops, readExpression, type Tree } from './syntax.ts';
import { isComparable, type Type, typeWords } from './types.ts';

export type Bindings = Readonly<Record<string, CelInput>>;

export type Value =
  | { readonly ok: true; readonly value: CelValue }
  | { readonly ok: false; readonly error: string };

export interface Expression {
  readonly text: string;
  readonly type: Type;
  readonly tree: Tree;
  evaluate(bindings: Bindings): Value;
}

export type Compiled =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** Expressions of one plan, which pay from one purse. */
export interface Language {
  /** `wanted`: the type that the expression must have; null: any. */
  compile(text: string, variables: VariableTypes, wanted: Type | null): Compiled;
  /** A part of an expression by itself. */
  evaluate(tree: Tree['root'], bindings: Bindings): Value;
}

export function createLanguage(meter: Meter): Language {
  const env = celEnv({ funcs: meteredFunctions(meter) });
  const prepare = (root: Tree['root']): ((bindings: Bindings) => Value) => {
    const run = plan(env, payForLoops(structuredClone(root)));
    return (bindings) => evaluated(meter, () => run({ ...bindings }));
  };
  return {
    compile: (text, variables, wanted) => {
      const tree = readExpression(text);
      if (isFault(tree)) return { ok: false, faults: [tree] };
      const { type, faults } = checkTypes(tree, variables);
      if (faults.length > 0) return { ok: false, faults };
      if (wanted !== null && type.kind !== wanted.kind && type.kind !== 'dyn')
        return { ok: false, faults: [wrongType(type, wanted)] };
      let prepared: ((bindings: Bindings) => Value) | null = null;
      const evaluate = (bindings: Bindings): Value => {
        prepared ??= prepare(tree.root);
        return prepared(bindings);
      };
      return { ok: true, expression: { text, type, tree, evaluate } };
    },
    evaluate: (root, bindings) => prepare(root)(bindings),
  };
}

function wrongType(type: Type, wanted: Type): Fault {
  const hint = isComparable(type, wanted) ? undefined : 'compare it: == or !=';
  const message = `the expression is a ${typeWords(type)}, and has to be a ${typeWords(wanted)}`;
  return { offset: 0, message, ...(hint === undefined ? {} : { hint }) };
}

/** `||` and `&&` can swallow an error; what was spent cannot be swallowed. */
function evaluated(meter: Meter, run: () => ReturnType<ReturnType<typeof plan>>): Value {
  meter.begin();
  const value = attempt(run);
  if (meter.isSpent) return { ok: false, error: 'it takes too many steps' };
  if (value instanceof Error || isCelError(value)) return { ok: false, error: errorWords(value.message) };
  return { ok: true, value };
}

function errorWords(message: string): string {
  return message.replace(/^field not found: (.*)$/s, 'there is no "$1" in it (ask first: "$1" in …)');
}

function attempt(run: () => ReturnType<ReturnType<typeof plan>>): ReturnType<typeof run> | Error {
  try {
    return run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
}
