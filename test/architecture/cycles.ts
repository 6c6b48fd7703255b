// Files that import each other in a cycle: type-only and lazy imports count, too, because whoever reads one of them has to read all.
import { importedFiles, moduleOf, type SourceFile, type Violation } from './source-file.ts';

/** The strongly connected components with more than one file (Tarjan). The key of a cycle is the modules it passes. */
export function importCycles(files: readonly SourceFile[]): readonly Violation[] {
  const imports = new Map(files.map((file) => [file.path, importedFiles(file)] as const));
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (path: string): void => {
    order.set(path, order.size);
    lowest.set(path, order.size - 1);
    stack.push(path);
    for (const next of imports.get(path) ?? []) {
      if (!imports.has(next)) continue;
      if (!order.has(next)) visit(next);
      if (stack.includes(next)) lowest.set(path, Math.min(at(lowest, path), at(lowest, next)));
    }
    if (at(lowest, path) !== at(order, path)) return;
    const members = stack.splice(stack.indexOf(path));
    if (members.length > 1 || (imports.get(path) ?? []).includes(path)) cycles.push(members.toSorted());
  };
  for (const path of imports.keys()) if (!order.has(path)) visit(path);
  return cycles.map((members) => ({
    key: [...new Set(members.map(moduleOf))].join(' ↔ '),
    message: `these import each other: ${members.join(', ')}`,
  }));
}

function at(numbers: ReadonlyMap<string, number>, path: string): number {
  return numbers.get(path) ?? 0;
}
