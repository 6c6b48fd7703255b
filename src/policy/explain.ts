// Why a policy says what it says: each part of its expressions with the value that it has for one change, or for the plan.
import { type CelValue, isCelList, isCelMap } from '@bufbuild/cel';
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import type { PolicyRef } from '../plan/policy-report.ts';
import type { Bindings, Expression, Value } from './cel/expression.ts';
import type { CallNode, Node, Tree } from './cel/syntax.ts';
import { childrenOf } from './cel/syntax.ts';
import type { Policy, PolicySet } from './compile.ts';
import { bindChange, bindPlan, type Circumstances, findWith, refOf } from './judge.ts';
import { valueText } from './message.ts';

/** A part of an expression. Its parts are in the order in which they are written. */
export interface Part {
  readonly text: string;
  /** As CEL writes it, shortened. */
  readonly value: string;
  /** It has no value, and `value` says why. */
  readonly isError?: true;
  /** In a loop: what its variable stands for here. */
  readonly with?: string;
  readonly parts: readonly Part[];
  /** Turns of a loop that are not among the parts. */
  readonly leftOut?: number;
}

export interface Explained {
  readonly policy: PolicyRef;
  readonly on: 'change' | 'plan';
  readonly level: 'deny' | 'warn';
  readonly outcome: 'denied' | 'failed' | 'warned' | 'passed' | 'not_applicable';
  /** What the plan says; null where the policy does not deny. */
  readonly message: string | null;
  /** null: there is none, so the policy always applies. */
  readonly when: Part | null;
  readonly deny: Part;
}

/** `change`: null for a policy over the plan as a whole. */
export function explainVerdict(
  set: PolicySet,
  policy: Policy,
  plan: Plan,
  change: ChangeEntry | null,
  circumstances: Circumstances,
): Explained {
  const whole = bindPlan(set, plan, circumstances);
  const bindings = change === null ? whole : { ...whole, ...bindChange(set, plan, change) };
  const [finding] = findWith(policy, bindings, change);
  const { declared, when, deny } = policy;
  const applies = when === null ? null : partOf(set, when, bindings);
  return {
    policy: refOf(policy),
    on: declared.on,
    level: declared.level,
    outcome: finding?.outcome ?? (applies?.value === 'false' ? 'not_applicable' : 'passed'),
    message: finding?.message ?? null,
    when: applies,
    deny: partOf(set, deny, bindings),
  };
}

/** null: there is no autoApprove. */
export function explainApproval(set: PolicySet, plan: Plan, circumstances: Circumstances): Part | null {
  if (set.autoApprove === null) return null;
  return partOf(set, set.autoApprove.expression, bindPlan(set, plan, circumstances));
}

interface Walk {
  readonly set: PolicySet;
  readonly tree: Tree;
}

function partOf(set: PolicySet, { tree }: Expression, bindings: Bindings): Part {
  return explainNode({ set, tree }, tree.root, bindings);
}

function explainNode(walk: Walk, node: Node, bindings: Bindings): Part {
  const value = walk.set.language.evaluate(node, bindings);
  const told = { text: walk.tree.textOf(node), ...shownResult(value) };
  const macro = walk.tree.macroOf(node);
  const loop = node.exprKind.case === 'comprehensionExpr' ? node.exprKind.value.iterRange : undefined;
  if (loop !== undefined && macro !== null) return { ...told, ...explainLoop(walk, loop, macro, bindings) };
  const parts = childrenOf(node).filter(isWorthTelling);
  // A chain of selections is one name.
  const isName = node.exprKind.case === 'selectExpr' && parts.every(({ exprKind }) => isNamed(exprKind));
  return { ...told, parts: isName ? [] : parts.map((part) => explainNode(walk, part, bindings)) };
}

/** What is written there says it already. */
function isWorthTelling({ exprKind }: Node): boolean {
  if (exprKind.case === 'listExpr') return exprKind.value.elements.some(isWorthTelling);
  return exprKind.case !== 'constExpr' && exprKind.case !== undefined;
}

function isNamed(kind: Node['exprKind']): boolean {
  return kind.case === 'identExpr' || kind.case === 'selectExpr';
}

const SHOWN_TURNS = 3;

/** What is looped over, and the turns that decide: of `all` those that do not hold, of all else those that do. */
function explainLoop(
  walk: Walk,
  range: Node,
  { function: name, args }: CallNode,
  bindings: Bindings,
): Pick<Part, 'parts' | 'leftOut'> {
  const over = explainNode(walk, range, bindings);
  const [variable, ...bodies] = args;
  const items = itemsOf(walk.set.language.evaluate(range, bindings));
  const body = bodies[0];
  if (variable?.exprKind.case !== 'identExpr' || body === undefined) return { parts: [over] };
  const { name: itemName } = variable.exprKind.value;
  const turns = items.map((item) => {
    const inside = { ...bindings, [itemName]: item };
    return { item, inside, value: walk.set.language.evaluate(body, inside) };
  });
  const decides = ({ value }: (typeof turns)[number]): boolean =>
    !value.ok || value.value === (name !== 'all');
  const told = [...turns.filter(decides), ...turns.filter((turn) => !decides(turn))].slice(0, SHOWN_TURNS);
  const parts = told.flatMap(({ item, inside }) =>
    bodies.map((each) => ({
      ...explainNode(walk, each, inside),
      with: `${itemName} = ${nameOf(item)}`,
    })),
  );
  const leftOut = turns.length - told.length;
  return { parts: [over, ...parts], ...(leftOut > 0 ? { leftOut } : {}) };
}

function itemsOf(value: Value): readonly CelValue[] {
  if (!value.ok) return [];
  if (isCelList(value.value)) return [...value.value];
  return isCelMap(value.value) ? [...value.value.keys()] : [];
}

function shownResult(value: Value): Pick<Part, 'value' | 'isError'> {
  return value.ok ? { value: shown(value.value) } : { value: value.error, isError: true };
}

const MOST_CHARACTERS = 120;
const MOST_ITEMS = 5;

/** Texts in quotes, so that "true" is not true; things by their names. */
function shown(value: CelValue): string {
  if (typeof value === 'string') return shortened(JSON.stringify(value));
  if (isCelList(value)) {
    const items = [...value].slice(0, MOST_ITEMS).map(nameOf);
    const more = value.size - items.length;
    return shortened(`[${items.join(', ')}${more > 0 ? `, … ${more} more` : ''}]`);
  }
  return isCelMap(value) && NAMES.some((name) => value.has(name))
    ? nameOf(value)
    : shortened(valueText(value));
}

/** Members by which things are known, the most telling first. */
const NAMES = ['address', 'name', 'pack', 'code', 'checksum', 'command'] as const;

function nameOf(value: CelValue): string {
  if (!isCelMap(value)) return shown(value);
  const name = NAMES.find((each) => value.has(each));
  return name === undefined ? shown(value) : `{${name}: ${shown(value.get(name) ?? null)}, …}`;
}

function shortened(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
