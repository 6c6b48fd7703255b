// Types of calls and operators: those that every checker has to know by itself, and all others by what they take.
import type { CelFunc } from '@bufbuild/cel';
import { checkConstant } from './check-constant.ts';
import { didYouMean, fault, type TypeCheck } from './check-fault.ts';
import { knownFunctions } from './functions.ts';
import type { CallNode, Node } from './syntax.ts';
import { BOOL, DYN, fits, isComparable, joined, listType, mapType, type Type, typeWords } from './types.ts';

const functions = knownFunctions();

/** Types of what a call is given. */
export interface CallTypes {
  readonly target: Type | undefined;
  readonly args: readonly Type[];
}

export function checkCall(check: TypeCheck, node: Node, call: CallNode, types: CallTypes): Type {
  const own = Object.hasOwn(OPERATORS, call.function) ? OPERATORS[call.function] : undefined;
  return own === undefined ? resultOf(check, node, call, types) : own(check, node, call, types);
}

type Operator = typeof checkCall;

const logic: Operator = (check, node, call, { args }) => {
  for (const [index, type] of args.entries()) expectBool(check, call.args[index] ?? node, type);
  return BOOL;
};

const equality: Operator = (check, node, call, { args: [one = DYN, other = DYN] }) => {
  expectComparable(check, node, call, one, other);
  return BOOL;
};

/** What every checker has to know by itself. */
const OPERATORS: Readonly<Record<string, Operator>> = {
  '_&&_': logic,
  '_||_': logic,
  '!_': logic,
  '@not_strictly_false': () => BOOL,
  '_?_:_': (check, node, call, { args: [condition = DYN, one = DYN, other = DYN] }) => {
    expectBool(check, call.args[0] ?? node, condition);
    return joined(one, other);
  },
  '_==_': equality,
  '_!=_': equality,
  '@in': (check, node, call, { args: [one = DYN, list = DYN] }) => {
    expectMember(check, node, call, one, list);
    return BOOL;
  },
  '_[_]': (check, node, _call, { args: [of = DYN, index = DYN] }) => itemOf(check, node, of, index),
  '_+_': (check, node, call, types) => {
    const [one = DYN, other = DYN] = types.args;
    return one.kind === 'list' && other.kind === 'list'
      ? joined(one, other)
      : resultOf(check, node, call, types);
  },
  dyn: () => DYN,
  type: () => ({ kind: 'type' }),
};

function expectBool(check: TypeCheck, node: Node, type: Type): void {
  if (type.kind !== 'bool' && type.kind !== 'dyn')
    fault(check, node, `this is a ${typeWords(type)}, and has to be true or false`, 'compare it: == or !=');
}

function expectComparable(check: TypeCheck, node: Node, { args }: CallNode, one: Type, other: Type): void {
  if (!isComparable(one, other)) fault(check, node, `a ${typeWords(one)} never equals a ${typeWords(other)}`);
  expectWord(check, args[1], one);
  expectWord(check, args[0], other);
}

function expectMember(check: TypeCheck, node: Node, { args }: CallNode, one: Type, list: Type): void {
  if (list.kind === 'map' || list.kind === 'dyn') return;
  if (list.kind !== 'list') {
    const hint = list.kind === 'string' ? 'for a part of a text, use text.contains(part)' : undefined;
    fault(check, node, `in needs a list or a map, not a ${typeWords(list)}`, hint);
    return;
  }
  if (!isComparable(one, list.of)) fault(check, node, `a ${typeWords(one)} is never in a ${typeWords(list)}`);
  const items = args[1]?.exprKind;
  if (items?.case === 'listExpr') for (const item of items.value.elements) expectWord(check, item, one);
  expectWord(check, args[0], list.of);
}

/** A word that the other side never is makes a rule that never holds. */
function expectWord(check: TypeCheck, node: Node | undefined, other: Type): void {
  if (other.kind !== 'string' || node?.exprKind.case !== 'constExpr') return;
  const { constantKind } = node.exprKind.value;
  const { words } = other;
  if (words === undefined || constantKind.case !== 'stringValue' || words.includes(constantKind.value))
    return;
  const word = constantKind.value;
  fault(check, node, `it is never ${JSON.stringify(word)}`, didYouMean(word, words, 'one of'));
}

function itemOf(check: TypeCheck, node: Node, of: Type, index: Type): Type {
  if (of.kind === 'map') return of.of;
  if (of.kind === 'dyn' || of.kind === 'object') return DYN;
  if (of.kind !== 'list') {
    fault(check, node, `a ${typeWords(of)} has no items`);
    return DYN;
  }
  if (!fits(index, { kind: 'int' })) fault(check, node, 'a list has numbers as indexes');
  return of.of;
}

function resultOf(check: TypeCheck, node: Node, call: CallNode, { target, args }: CallTypes): Type {
  const overloads = [...(functions.find(call.function) ?? [])];
  if (overloads.length === 0) {
    const names = [
      ...new Set([...functions].map(({ name }) => name).filter((name) => /^[a-zA-Z]/.test(name))),
    ];
    const macros = ['exists', 'all', 'exists_one', 'filter', 'map', 'has'];
    const hint = macros.includes(call.function)
      ? `write list.${call.function}(item, condition)`
      : didYouMean(call.function, [...names, ...macros].sort(), 'functions');
    fault(check, node, `there is no function ${call.function}`, hint);
    return DYN;
  }
  const found = overloads.filter((overload) => takes(overload, target, args));
  if (found.length > 0) checkConstant(check, node, call);
  if (found.length > 0) return found.map(({ result }) => fromLibrary(result)).reduce(joined);
  const given = args.map(typeWords).join(' and ') || 'nothing';
  const on = target === undefined ? '' : ` of a ${typeWords(target)}`;
  const kinds = args.map(({ kind }) => kind);
  const hint = kinds.includes('timestamp') && kinds.includes('string') ? TIME_HINT : undefined;
  fault(check, node, `${operatorOf(call.function)}${on} cannot take ${given}`, hint);
  return DYN;
}

const TIME_HINT = 'make a time of the text: timestamp("2026-12-24T00:00:00Z")';

function takes(overload: CelFunc, target: Type | undefined, args: readonly Type[]): boolean {
  if ((overload.target === undefined) !== (target === undefined)) return false;
  if (overload.target !== undefined && target !== undefined && !fits(target, fromLibrary(overload.target)))
    return false;
  return (
    overload.arguments.length === args.length &&
    overload.arguments.every((wanted, index) => fits(args[index] ?? DYN, fromLibrary(wanted)))
  );
}

function operatorOf(name: string): string {
  return name.replaceAll('_', '');
}

function fromLibrary(type: CelFunc['result']): Type {
  switch (type.kind) {
    case 'list':
      return listType(fromLibrary(type.element));
    case 'map':
      return mapType(fromLibrary(type.value));
    case 'object':
      return { kind: type.name === 'google.protobuf.Duration' ? 'duration' : 'timestamp' };
    case 'scalar':
      return { kind: type.scalar === 'null_type' ? 'null' : type.scalar };
  }
}
