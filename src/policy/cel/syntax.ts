// The syntax tree of an expression: read within limits, walked, and prepared to pay for its loops.
import { parse, unparse } from '@bufbuild/cel';
import { APPEND, RANGE, TICK } from './functions.ts';

type Parsed = ReturnType<typeof parse>;
export type Node = Parsed['expr'];
export type CallNode = Extract<Node['exprKind'], { case: 'callExpr' }>['value'];
export type Comprehension = Extract<Node['exprKind'], { case: 'comprehensionExpr' }>['value'];

export interface Tree {
  readonly root: Node;
  /** Offset of a node in the text: of its operator, of the name of a field, of the first character of all else. */
  offsetOf(node: Node): number;
  /** A part of the expression, with the parentheses that it needs and no others. */
  textOf(node: Node): string;
  /** `exists`, `all`, `map` … as it was written, where a node is what became of it. */
  macroOf(node: Node): CallNode | null;
}

/** What is wrong with an expression, and where in its text. */
export interface Fault {
  readonly offset: number;
  readonly message: string;
  readonly hint?: string;
}

/** Rules are a line or two. The parser and all that walks a tree are as deep as it is. */
const MOST_CHARACTERS = 4000;
const MOST_DEPTH = 40;

export function readExpression(text: string): Tree | Fault {
  if (text.length > MOST_CHARACTERS)
    return { offset: 0, message: `the expression has more than ${MOST_CHARACTERS} characters` };
  const deep = findDepth(text);
  if (deep !== null) return { offset: deep, message: `this is nested more than ${MOST_DEPTH} levels deep` };
  try {
    const { expr, sourceInfo } = parse(text);
    const { positions = {}, macroCalls = {} } = sourceInfo ?? {};
    return {
      root: expr,
      offsetOf: (node) => nameOffset(text, node, positions[String(node.id)] ?? 0),
      textOf: (node) => unparse({ $typeName: 'cel.expr.ParsedExpr', expr: node, sourceInfo }),
      macroOf: ({ id }) => {
        const call = macroCalls[String(id)]?.exprKind;
        return call?.case === 'callExpr' ? call.value : null;
      },
    };
  } catch (error) {
    return syntaxFault(text, error);
  }
}

export function isFault(value: Tree | Fault): value is Fault {
  return 'message' in value;
}

/** A selection is placed at its dot; people look for the name behind it. */
function nameOffset(text: string, { exprKind }: Node, offset: number): number {
  if (exprKind.case !== 'selectExpr') return offset;
  const found = text.indexOf(exprKind.value.field, offset);
  return found === -1 ? offset : found;
}

function syntaxFault(text: string, error: unknown): Fault {
  const location: unknown = error instanceof Error && 'location' in error ? error.location : undefined;
  const offset = offsetIn(location) ?? 0;
  const rest = text.slice(offset, offset + 20);
  return {
    offset,
    message: rest === '' ? 'the expression ends too early' : `this is not CEL: ${JSON.stringify(rest)}`,
    hint: 'compare with ==, join with && and ||, and write texts in quotes',
  };
}

function offsetIn(location: unknown): number | undefined {
  if (typeof location !== 'object' || location === null || !('start' in location)) return undefined;
  const { start } = location;
  const isPlace = typeof start === 'object' && start !== null && 'offset' in start;
  return isPlace && typeof start.offset === 'number' ? start.offset : undefined;
}

/** Offset of what is nested too deep: brackets, and operators that stand before their operand or take the rest as theirs. */
function findDepth(text: string): number | null {
  const open: number[] = [];
  let run = 0;
  let quote: string | null = null;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    if (quote !== null) {
      if (character === '\\') at++;
      else if (character === quote) quote = null;
      continue;
    }
    if (character === '"' || character === "'") quote = character;
    if ('([{'.includes(character)) open.push(at);
    if (')]}'.includes(character)) open.pop();
    if ('!-?.'.includes(character)) run++;
    if (',&|'.includes(character)) run = 0;
    if (open.length > MOST_DEPTH || run > MOST_DEPTH) return at;
  }
  return null;
}

/** All nodes below one, itself first. */
export function childrenOf({ exprKind }: Node): readonly Node[] {
  switch (exprKind.case) {
    case 'callExpr':
      return [
        ...(exprKind.value.target === undefined ? [] : [exprKind.value.target]),
        ...exprKind.value.args,
      ];
    case 'selectExpr':
      return exprKind.value.operand === undefined ? [] : [exprKind.value.operand];
    case 'listExpr':
      return exprKind.value.elements;
    case 'structExpr':
      return exprKind.value.entries.flatMap(({ keyKind, value }) => [
        ...(keyKind.case === 'mapKey' ? [keyKind.value] : []),
        ...(value === undefined ? [] : [value]),
      ]);
    case 'comprehensionExpr': {
      const { iterRange, accuInit, loopCondition, loopStep, result } = exprKind.value;
      return [iterRange, accuInit, loopCondition, loopStep, result].flatMap((node) => node ?? []);
    }
    case 'constExpr':
    case 'identExpr':
    case undefined:
      return [];
  }
}

/** Has every loop pay for its range and for each of its turns. Changes the tree. */
export function payForLoops(node: Node): Node {
  for (const child of childrenOf(node)) payForLoops(child);
  const { exprKind } = node;
  if (exprKind.case === 'callExpr' && isGathering(exprKind.value)) exprKind.value.function = APPEND;
  if (exprKind.case !== 'comprehensionExpr') return node;
  const loop = exprKind.value;
  if (loop.iterRange !== undefined) loop.iterRange = called(RANGE, loop.iterRange);
  if (loop.loopCondition !== undefined) loop.loopCondition = called(TICK, loop.loopCondition);
  return node;
}

/** What a loop gathers in; no expression can name it. */
const GATHERED = '@result';

function isGathering({ function: name, args }: CallNode): boolean {
  const [first, second] = args.map(({ exprKind }) => exprKind);
  return (
    name === '_+_' &&
    first?.case === 'identExpr' &&
    first.value.name === GATHERED &&
    second?.case === 'listExpr'
  );
}

function called(name: string, node: Node): Node {
  return {
    $typeName: 'cel.expr.Expr',
    id: node.id,
    exprKind: {
      case: 'callExpr',
      value: { $typeName: 'cel.expr.Expr.Call', function: name, args: [node] },
    },
  };
}
