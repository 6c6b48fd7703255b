// What the checker of types carries along, and how it says what is wrong.
import { suggester } from '../../model/nearest.ts';
import type { Fault, Node, Tree } from './syntax.ts';
import type { Type } from './types.ts';

export interface TypeCheck {
  readonly tree: Tree;
  readonly faults: Fault[];
  readonly scope: ReadonlyMap<string, Type>;
}

export function fault({ faults, tree }: TypeCheck, node: Node, message: string, hint?: string): void {
  faults.push({ offset: tree.offsetOf(node), message, ...(hint === undefined ? {} : { hint }) });
}

export function didYouMean(name: string, known: readonly string[], what: string): string {
  const near = suggester(known)(name);
  return `${near === undefined ? '' : `did you mean ${near}? `}${what}: ${known.join(', ')}`;
}
