// Layers of overrides → what a clone has, once for all clones that have the same.
import type { OverrideLayer } from '../../content/overrides/overrides.ts';
import type { DesiredClone, DesiredOverrides } from '../../model/desired.ts';
import type { AskedClone } from '../to-clones.ts';
import { checkLayers } from './check-layers.ts';
import type { LayerReading, OverrideRun } from './layer-reading.ts';
import type { LayerSource } from './layers.ts';
import { layerDigest, overridesDigest } from './overrides-digest.ts';
import { readLayer } from './read-layer.ts';

interface ReadOverrides {
  readonly layer: OverrideLayer;
  readonly digest: string;
}

interface Known {
  /** Where it stands, if something is wrong with it: another place with the same value is read, and reported, by itself. */
  readonly at: string | null;
  /** undefined: it names the project, so each project has its own. */
  readonly forAll: ReadOverrides | undefined;
  readonly byProject: Map<string | null, ReadOverrides>;
}

export class OverrideResolver {
  readonly #run: OverrideRun;
  readonly #layers = new Map<unknown, Known>();
  /** What is written in the same words means the same: thousands of declarations differ in few layers. */
  readonly #byText = new Map<string, ReadOverrides>();
  /** By the digests of their layers: ten thousand clones have few of them. */
  readonly #resolved = new Map<string, DesiredOverrides>();
  readonly #checked = new Set<string>();

  constructor(run: OverrideRun) {
    this.#run = run;
  }

  /** The clones, each with its overrides. */
  async resolveAll(asked: readonly AskedClone[]): Promise<readonly DesiredClone[]> {
    const clones: DesiredClone[] = [];
    for (const { clone, layers } of asked) {
      const overrides = await this.resolve(layers, clone.target.project);
      clones.push(overrides === undefined ? clone : { ...clone, overrides });
    }
    return clones;
  }

  /** undefined: there are none. */
  async resolve(
    sources: readonly LayerSource[],
    project: string | null,
  ): Promise<DesiredOverrides | undefined> {
    if (sources.length === 0) return undefined;
    const read: ReadOverrides[] = [];
    for (const source of sources) read.push(await this.#read(source, project));
    const key = read.map(({ digest }) => digest).join(' ');
    const resolved = this.#resolved.get(key) ?? {
      layers: read.map(({ layer }) => layer),
      digest: overridesDigest(read.map(({ digest }) => digest)),
    };
    this.#resolved.set(key, resolved);
    this.#check(resolved, sources);
    return resolved;
  }

  #check(resolved: DesiredOverrides, sources: readonly LayerSource[]): void {
    const id = JSON.stringify([resolved.digest, sources.map(placeOf)]);
    if (this.#checked.has(id)) return;
    this.#checked.add(id);
    checkLayers(resolved, sources, this.#run.faults);
  }

  #knownAt(source: LayerSource): Known | undefined {
    const known = this.#layers.get(source.values);
    return known?.at === null || known?.at === placeOf(source) ? known : undefined;
  }

  async #read(source: LayerSource, project: string | null): Promise<ReadOverrides> {
    const known = this.#knownAt(source);
    const again = known?.forAll ?? known?.byProject.get(project);
    if (again !== undefined) return again;
    const text = JSON.stringify(source.values);
    const same = this.#byText.get(text);
    if (same !== undefined) return same;
    const reading: LayerReading = { run: this.#run, layer: source, project, usesProject: false };
    const before = this.#run.faults.count + this.#run.warnings.size;
    const layer = await readLayer(reading);
    const read = { layer, digest: layerDigest(layer) };
    // Whatever is wrong is reported at each place where it stands.
    const isClean = before === this.#run.faults.count + this.#run.warnings.size;
    if (isClean && !reading.usesProject) this.#byText.set(text, read);
    const byProject = known?.byProject ?? new Map<string | null, ReadOverrides>();
    const at = isClean ? (known?.at ?? null) : placeOf(source);
    this.#layers.set(source.values, { at, forAll: reading.usesProject ? undefined : read, byProject });
    byProject.set(project, read);
    return read;
  }
}

function placeOf({ file, path }: LayerSource): string {
  return JSON.stringify([file.name, path]);
}
