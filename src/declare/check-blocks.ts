// `moved`, `removed` and `imports` against what is declared: each must make sense without a look at state or Palette.
import { formatAddress, parseAddress } from '../model/address.ts';
import type { Desired, DesiredClone } from '../model/desired.ts';
import type { Place } from '../model/diagnostic.ts';
import { suggester } from '../model/nearest.ts';
import type { Faults } from './faults.ts';

type Blocks = Pick<Desired, 'clones' | 'moved' | 'removed' | 'imports'>;

/** `open`: ids of declarations whose projects are not known yet. */
export function checkBlocks(
  { clones, moved, removed, imports }: Blocks,
  faults: Faults,
  open: ReadonlySet<string> = new Set(),
): void {
  // Most declarations have none: the look-up tables of ten thousand clones would be made for nothing.
  if (moved.length + removed.length + imports.length === 0) return;
  const isOpen = (name: string): boolean => open.has(parseAddress(name)?.id ?? '');
  const declared = new Declared(clones);
  const froms = new Set(moved.map((block) => block.from));
  for (const block of moved) {
    const { from, to } = block;
    if (declared.has(from) && !declared.becomesFan(from, to)) {
      const hint = `${from} and ${to} would be two clones: remove the block, or the declaration of ${from}`;
      faults.add(
        'declare/moved-declared',
        `${from} moved to ${to}, but it is still declared`,
        block.place,
        hint,
      );
    } else if (!declared.has(to) && !froms.has(to) && !isOpen(to)) {
      unknown(
        `${from} moved to ${JSON.stringify(to)}, which is not declared`,
        to,
        declared,
        block.place,
        faults,
      );
    }
  }
  twice(
    'moved',
    moved.map((block) => [block.from, block]),
    faults,
  );
  for (const block of removed) {
    const { clone } = block;
    if (!declared.has(clone)) continue;
    const hint =
      'remove the block or the declaration: a removed clone is no longer managed and stays in Palette';
    const message = `${clone} is listed under removed, but it is still declared`;
    faults.add('declare/removed-declared', message, block.place, hint);
  }
  checkImports(imports, declared, isOpen, faults);
}

function checkImports(
  imports: Blocks['imports'],
  declared: Declared,
  isOpen: (name: string) => boolean,
  faults: Faults,
): void {
  for (const block of imports) {
    const { to } = block;
    if (declared.addresses.has(to) || isOpen(to)) continue;
    const absent = declared.absentProject(to);
    if (absent !== null) {
      const { id, project } = absent;
      faults.add(
        'declare/unknown-clone',
        `an object is imported to ${JSON.stringify(to)}, but ${id} has no project ${JSON.stringify(project)}`,
        block.place,
        `${absent.guess === null ? '' : `did you mean ${absent.guess}? `}Once an import is applied, its entry is not needed any more: remove it`,
      );
      continue;
    }
    unknown(
      `an object is imported to ${JSON.stringify(to)}, which is not declared`,
      to,
      declared,
      block.place,
      faults,
    );
  }
  twice(
    'imported to',
    imports.map((block) => [block.to, block]),
    faults,
  );
  twice(
    'imported',
    imports.map((block) => [block.uid, block]),
    faults,
  );
}

class Declared {
  readonly addresses: ReadonlySet<string>;
  readonly ids: ReadonlySet<string>;
  /** The first address of each id. */
  readonly firstOf: ReadonlyMap<string, string>;
  readonly guessFor: (name: string) => string | undefined;

  constructor(clones: readonly DesiredClone[]) {
    this.addresses = new Set(clones.map((clone) => clone.address));
    this.ids = new Set(clones.map((clone) => clone.id));
    this.firstOf = new Map(clones.toReversed().map((clone) => [clone.id, clone.address]));
    this.guessFor = suggester([...this.addresses, ...this.ids]);
  }

  /** One clone that is now a fan-out of the same id: what it was called stands for all of them only by name. */
  becomesFan(from: string, to: string): boolean {
    return !this.addresses.has(from) && this.addresses.has(to) && parseAddress(to)?.id === from;
  }

  /** A declaration has projects, and this address names another one. `guess`: an address of it that is spelled like this one. */
  absentProject(
    name: string,
  ): { readonly id: string; readonly project: string; readonly guess: string | null } | null {
    const address = parseAddress(name);
    if (address === undefined || address.project === null || !this.ids.has(address.id)) return null;
    const { id, project } = address;
    const own = [...this.addresses].filter((other) => parseAddress(other)?.id === id);
    const projects = own.flatMap((other) => parseAddress(other)?.project ?? []);
    if (projects.length === 0) return null;
    const near = suggester(projects)(project);
    return { id, project, guess: near === undefined ? null : formatAddress(id, near) };
  }

  /** An id stands for all its clones, whatever projects they are in. */
  has(name: string): boolean {
    return this.addresses.has(name) || this.ids.has(name);
  }
}

function unknown(message: string, name: string, declared: Declared, place: Place, faults: Faults): void {
  const id = parseAddress(name)?.id ?? name;
  const guess = declared.firstOf.get(id) ?? declared.guessFor(name);
  const known = [...declared.addresses].slice(0, 10);
  const all = known.length === 0 ? 'declare it, or remove the block' : `declared: ${known.join(', ')}`;
  const hint = guess === undefined ? all : `did you mean ${guess}?`;
  faults.add('declare/unknown-clone', message, place, hint);
}

type Placed = { readonly place: Place };

function twice(what: string, blocks: readonly (readonly [string, Placed])[], faults: Faults): void {
  const first = new Map<string, Placed>();
  for (const [name, block] of blocks) {
    const before = first.get(name)?.place;
    if (before === undefined) first.set(name, block);
    else
      faults.add(
        'declare/twice',
        `${name} is ${what} twice`,
        block.place,
        `the first is at ${before.file}:${before.line}; keep one of them`,
      );
  }
}
