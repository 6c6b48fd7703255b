// Whether the keys of `perProject` fit projects: a key that fits none is a slip, and its differences would be lost without a word.
import type { DesiredClone } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { suggester } from '../../model/nearest.ts';
import type { Faults } from '../faults.ts';
import type { Declaration } from '../to-clones.ts';
import { fitsAny, type ProjectEntry } from './layers.ts';

/** Projects in a hint. */
const MOST_SHOWN = 10;

type Layered = Pick<Declaration, 'id' | 'layers'>;
interface Asked {
  readonly clone: Pick<DesiredClone, 'id' | 'address'> & {
    readonly target: Pick<DesiredClone['target'], 'project'>;
  };
}

export class PerProjectCheck {
  readonly #faults: Faults;
  readonly #warnings: Map<string, Diagnostic>;
  /** Of the defaults: one declaration with a project that fits is enough. */
  readonly #unused: Map<string, ProjectEntry>;
  readonly #used: Set<string>;

  constructor(faults: Faults, warnings: Map<string, Diagnostic>, before?: PerProjectCheck) {
    this.#faults = faults;
    this.#warnings = warnings;
    this.#unused = new Map(before === undefined ? [] : before.#unused);
    this.#used = new Set(before === undefined ? [] : before.#used);
  }

  /** What was checked so far, to continue from. */
  again(faults: Faults, warnings: Map<string, Diagnostic>): PerProjectCheck {
    return new PerProjectCheck(faults, warnings, this);
  }

  /** `selected`: names of the projects that a selector means. They come and go, so that a name that fits none is no error. */
  checkSelected({ id, layers }: Layered, selected: readonly string[]): void {
    const projects = new Set(selected);
    for (const entry of layers.entries) {
      const fitting = fitsAny(entry, projects);
      if (!entry.isOwn) this.#remember(entry, fitting);
      else if (!fitting)
        this.#warn(
          entry,
          entry.isGlob ? `no project of ${id} fits it` : `${id} selects no project of that name`,
        );
    }
  }

  check({ id, layers }: Layered, asked: readonly Asked[]): void {
    if (asked.length === 0) return;
    const projects = new Set(
      asked.flatMap(({ clone }) =>
        clone.address === clone.id || clone.target.project === null ? [] : [clone.target.project],
      ),
    );
    const guessFor = suggester(projects);
    for (const entry of layers.entries) {
      const fitting = fitsAny(entry, projects);
      if (!entry.isOwn) this.#remember(entry, fitting);
      else if (projects.size === 0) {
        this.#refuse(entry, `${id} has one clone, so perProject says nothing about it`);
        return;
      } else if (!fitting) this.#tellUnfit(entry, id, projects, guessFor);
    }
  }

  /** Once all declarations were checked. */
  checkDefaults(): void {
    for (const entry of this.#unused.values()) this.#warn(entry, 'no declaration has a project that fits it');
  }

  #remember(entry: ProjectEntry, fitting: boolean): void {
    if (fitting) {
      this.#used.add(entry.key);
      this.#unused.delete(entry.key);
    } else if (!this.#used.has(entry.key)) this.#unused.set(entry.key, entry);
  }

  #tellUnfit(
    entry: ProjectEntry,
    id: string,
    projects: ReadonlySet<string>,
    guessFor: (name: string) => string | undefined,
  ): void {
    if (entry.isGlob) {
      this.#warn(entry, `no project of ${id} fits it`);
      return;
    }
    const guess = guessFor(entry.key);
    const shown = [...projects].slice(0, MOST_SHOWN).join(', ');
    const list = `its projects: ${shown}${projects.size > MOST_SHOWN ? ', …' : ''}`;
    const hint = guess === undefined ? list : `did you mean ${JSON.stringify(guess)}? ${list}`;
    const message = `${JSON.stringify(entry.key)} is not a project of ${id}`;
    this.#faults.add('declare/unknown-project', message, entry.file.place(entry.path, 'key'), hint);
  }

  #refuse({ file, path }: ProjectEntry, message: string): void {
    this.#faults.add(
      'declare/per-project-without-projects',
      message,
      file.place(path.slice(0, -1), 'key'),
      'list its projects under target.projects, or move what is here into the declaration',
    );
  }

  #warn({ key, file, path }: ProjectEntry, why: string): void {
    const place = file.place(path, 'key');
    this.#warnings.set(`${place.file}:${place.line}:${place.column}`, {
      code: 'declare/unused-project',
      severity: 'warning',
      message: `perProject ${JSON.stringify(key)} is not used: ${why}`,
      place,
      hint: 'correct the name, or remove it',
    });
  }
}
