// The text of one pack's values or of a manifest, through all layers, and which places of it they decide.
import { formatPath, type PathStep, parsePath } from '../parse-path.ts';
import { type EditedText, withoutPaths, withReplacements, withValues } from './edit-text.ts';
import type { OverrideFile, OverrideMap, OverridePlace, Replacement } from './overrides.ts';

export interface TextOverride {
  readonly file?: OverrideFile | undefined;
  readonly replace?: readonly Replacement[] | undefined;
  readonly unset?: readonly string[] | undefined;
  readonly values?: OverrideMap | undefined;
}

/** A place that a layer decided, the last one if several did. */
export interface Touched {
  readonly how: 'set' | 'ensured' | 'unset' | 'replaced' | 'file';
  readonly path: string;
  readonly steps: readonly PathStep[];
  readonly place: OverridePlace;
  readonly replacement?: Replacement;
}

export interface Complaint {
  readonly message: string;
  readonly hint: string | null;
  readonly place: OverridePlace;
}

export class RenderedText {
  readonly failures: Complaint[] = [];
  readonly unused: Complaint[] = [];
  readonly #touched = new Map<string, Touched>();
  #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }

  get touched(): readonly Touched[] {
    return [...this.#touched.values()];
  }

  /** `at` is the place of the pack or manifest in its layer; `fileKey` names its member with the file. */
  apply(override: TextOverride, at: OverridePlace, fileKey: string): void {
    const { file, replace = [], unset = [], values } = override;
    if (file !== undefined) {
      this.#text = file.text;
      this.#touched.clear();
      this.#touch({ how: 'file', path: '', steps: [], place: member(at, fileKey) });
    }
    if (replace.length > 0) {
      const isDone = this.#edit(withReplacements(this.#text, replace), member(at, 'replace'), []);
      if (isDone)
        for (const [index, replacement] of replace.entries())
          this.#touch({
            how: 'replaced',
            path: `replace:${replacement.find}`,
            steps: [],
            place: member(at, 'replace', index),
            replacement,
          });
    }
    if (unset.length > 0) {
      const place = member(at, 'unset');
      const edited = withoutPaths(this.#text, unset);
      if (this.#edit(edited, place, unset)) this.#unsetTouched(unset, edited.absent, place);
    }
    if (values !== undefined) {
      const place = member(at, 'values');
      if (this.#edit(withValues(this.#text, values), place, [])) this.#setTouched(values, [], place);
    }
  }

  #edit(edited: EditedText, place: OverridePlace, unset: readonly string[]): boolean {
    this.#text = edited.text;
    for (const { path, message, hint } of edited.failures)
      this.failures.push({ message, hint, place: member(place, ...path) });
    for (const index of edited.absent)
      this.unused.push({
        message: `unset ${unset[index] ?? ''}: nothing stands there`,
        hint: null,
        place: member(place, index),
      });
    return edited.failures.length === 0;
  }

  #unsetTouched(paths: readonly string[], absent: readonly number[], place: OverridePlace): void {
    for (const [index, path] of paths.entries()) {
      const parsed = parsePath(path);
      if (parsed.status !== 'path' || absent.includes(index)) continue;
      this.#forgetBelow(parsed.steps);
      this.#touch({
        how: 'unset',
        path: formatPath(parsed.steps),
        steps: parsed.steps,
        place: member(place, index),
      });
    }
  }

  #setTouched({ entries }: OverrideMap, above: readonly PathStep[], place: OverridePlace): void {
    for (const { key, value } of entries) {
      const steps: readonly PathStep[] = [...above, { kind: 'key', key }];
      const at = member(place, key);
      if (value.kind === 'map' && value.entries.length > 0) {
        this.#setTouched(value, steps, at);
        continue;
      }
      const how = value.kind === 'map' ? 'ensured' : 'set';
      if (how === 'set') this.#forgetBelow(steps);
      this.#touch({ how, path: formatPath(steps), steps, place: at });
    }
  }

  #touch(touched: Touched): void {
    this.#touched.delete(touched.path);
    this.#touched.set(touched.path, touched);
  }

  /** What stood at the place or within it is not decided there any more. */
  #forgetBelow(steps: readonly PathStep[]): void {
    const path = formatPath(steps);
    for (const [key, { steps: other }] of this.#touched)
      if (formatPath(other.slice(0, steps.length)) === path) this.#touched.delete(key);
  }
}

export function member(place: OverridePlace, ...path: readonly (string | number)[]): OverridePlace {
  return { layer: place.layer, path: [...place.path, ...path] };
}
