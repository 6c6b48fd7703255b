// Types of an expression before it is evaluated: every variable, field and function has to be there, and what is compared has to be
// comparable. A name with a typing error would else be an error in the middle of a run, or a rule that never denies.
import { type CallTypes, checkCall } from './check-call.ts';
import { didYouMean, fault, type TypeCheck } from './check-fault.ts';
import type { CallNode, Comprehension, Fault, Node, Tree } from './syntax.ts';
import { BOOL, DYN, INT, joined, listType, mapType, STRING, type Type, typeWords } from './types.ts';

export type VariableTypes = Readonly<Record<string, Type>>;

/** The type of a tree, and all that is wrong with it, in the order of the text. */
export function checkTypes(
  tree: Tree,
  variables: VariableTypes,
): { readonly type: Type; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const type = typeOf({ tree, faults, scope: new Map(Object.entries(variables)) }, tree.root);
  return { type, faults: faults.toSorted((a, b) => a.offset - b.offset) };
}

function typeOf(check: TypeCheck, node: Node): Type {
  const { exprKind } = node;
  switch (exprKind.case) {
    case 'constExpr':
      return CONSTANTS[exprKind.value.constantKind.case ?? ''] ?? DYN;
    case 'identExpr':
      return variableType(check, node, exprKind.value.name);
    case 'selectExpr': {
      const { operand, field, testOnly } = exprKind.value;
      const of = operand === undefined ? DYN : typeOf(check, operand);
      const type = fieldType(check, node, of, field);
      return testOnly ? BOOL : type;
    }
    case 'callExpr':
      return checkCall(check, node, exprKind.value, callTypes(check, exprKind.value));
    case 'listExpr':
      return listType(exprKind.value.elements.map((item) => typeOf(check, item)).reduce(joined, DYN));
    case 'structExpr':
      if (exprKind.value.messageName !== '') {
        fault(check, node, `there is no type ${exprKind.value.messageName}`);
        return DYN;
      }
      return mapType(
        exprKind.value.entries
          .map(({ value }) => (value === undefined ? DYN : typeOf(check, value)))
          .reduce(joined, DYN),
      );
    case 'comprehensionExpr':
      return loopType(check, node, exprKind.value);
    case undefined:
      return DYN;
  }
}

function callTypes(check: TypeCheck, { target, args }: CallNode): CallTypes {
  return {
    target: target === undefined ? undefined : typeOf(check, target),
    args: args.map((arg) => typeOf(check, arg)),
  };
}

const CONSTANTS: Readonly<Record<string, Type>> = {
  boolValue: BOOL,
  int64Value: INT,
  uint64Value: { kind: 'uint' },
  doubleValue: { kind: 'double' },
  stringValue: STRING,
  bytesValue: { kind: 'bytes' },
  nullValue: { kind: 'null' },
};

const TYPE_NAMES = new Set(['bool', 'int', 'uint', 'double', 'string', 'bytes', 'list', 'map', 'null_type']);

function variableType(check: TypeCheck, node: Node, name: string): Type {
  const type = check.scope.get(name);
  if (type !== undefined) return type;
  if (TYPE_NAMES.has(name)) return { kind: 'type' };
  const names = [...check.scope.keys()].filter((known) => !known.startsWith('@'));
  const inside = check.scope.get('change');
  const hint =
    inside?.kind === 'object' && Object.hasOwn(inside.fields, name)
      ? `did you mean change.${name}?`
      : didYouMean(name, names, 'variables');
  fault(check, node, `there is no variable ${name}`, hint);
  return DYN;
}

function fieldType(check: TypeCheck, node: Node, of: Type, field: string): Type {
  if (of.kind === 'dyn') return DYN;
  if (of.kind === 'map') return of.of;
  if (of.kind !== 'object') {
    const hint = of.kind === 'list' ? 'ask for its items with exists, all, filter or [0]' : undefined;
    fault(check, node, `a ${typeWords(of)} has no field ${field}`, hint);
    return DYN;
  }
  const known = Object.hasOwn(of.fields, field) ? of.fields[field] : undefined;
  if (known !== undefined) return known.type;
  const hint = didYouMean(field, Object.keys(of.fields), 'fields');
  fault(check, node, `${of.name} has no field ${field}`, hint);
  return DYN;
}

function loopType(check: TypeCheck, node: Node, loop: Comprehension): Type {
  const range = loop.iterRange === undefined ? DYN : typeOf(check, loop.iterRange);
  const scope = new Map(check.scope);
  scope.set(loop.iterVar, itemType(check, node, range));
  const initial = loop.accuInit === undefined ? DYN : typeOf(check, loop.accuInit);
  scope.set(loop.accuVar, initial);
  const inside = { ...check, scope };
  const step = loop.loopStep === undefined ? DYN : typeOf(inside, loop.loopStep);
  scope.set(loop.accuVar, joined(initial, step));
  return loop.result === undefined ? DYN : typeOf(inside, loop.result);
}

function itemType(check: TypeCheck, node: Node, range: Type): Type {
  if (range.kind === 'list') return range.of;
  if (range.kind === 'map') return STRING;
  if (range.kind === 'dyn') return DYN;
  const hint = 'exists, all, filter and map go over lists and maps';
  fault(check, node, `a ${typeWords(range)} is no list`, hint);
  return DYN;
}
