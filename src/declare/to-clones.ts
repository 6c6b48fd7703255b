// One declaration, defaults merged in → the clones that it asks for.

import type { OverridePlace } from '../content/overrides/overrides.ts';
import { formatAddress, ID_PATTERN } from '../model/address.ts';
import type { DesiredClone, DesiredPlaces, DesiredSource, DesiredTarget } from '../model/desired.ts';
import type { Place } from '../model/diagnostic.ts';
import type { Scope } from '../model/natural-key.ts';
import { isStampName } from '../model/stamp.ts';
import type { Faults } from './faults.ts';
import { type Origin, placeIn } from './origin.ts';
import { layerPlace } from './overrides/layer-reading.ts';
import { type Applied, appliedTo, type DeclaredLayers, type LayerSource } from './overrides/layers.ts';
import type { DeclaredSelector } from './project-selector.ts';
import { asRecord } from './schema-check.ts';
import type { DataPath } from './source-file.ts';
import { type TargetProjects, toProjects } from './target-projects.ts';
import { checkSourceVersion, checkTargetVersion } from './versions.ts';

type Values = Readonly<Record<string, unknown>>;

export interface Declaration {
  readonly id: string;
  readonly origin: Origin;
  /** Defaults merged in, variables put in, shape checked. */
  readonly values: Values;
  readonly layers: DeclaredLayers;
}

/** A clone, and the overrides that are still to be read for it. */
export interface AskedClone {
  readonly clone: DesiredClone;
  readonly layers: readonly LayerSource[];
}

/** A declaration that was checked, and the clones that it asks for. */
export interface Spread {
  readonly declaration: Declaration;
  /** null: which projects it is for is known. */
  readonly selector: DeclaredSelector | null;
  /** `selected`: of a selector, names of projects. */
  clonesIn(selected: readonly string[]): readonly AskedClone[];
}

/** null: the declaration is at fault. The name of a clone of a clone is resolved later, by `nameClones`. */
export function toSpread(declaration: Declaration, faults: Faults): Spread | null {
  const { id, origin, values } = declaration;
  if (!ID_PATTERN.test(id)) {
    const hint = 'use letters, digits, _ . and -, and do not start with . or -';
    faults.add(
      'declare/bad-id',
      `${JSON.stringify(id)} cannot be an id`,
      origin.file.place(origin.path, 'key'),
      hint,
    );
  }
  checkNames(values, (path, at) => placeIn(origin, path, at), faults);
  const source = toSource(declaration, asRecord(values['source']), faults);
  const target = toTarget(declaration, asRecord(values['target']), source, faults);
  if (source === null || target === null) return null;
  const { projects, selector, ...single } = target;
  checkEntries(declaration, faults);
  const cloneIn = cloneMaker(declaration, source, single);
  return {
    declaration,
    selector,
    clonesIn: (selected) =>
      selector === null && projects === null
        ? [cloneIn(single.project, false, ['target', 'project'])]
        : (projects ?? selected).map((project, index) =>
            cloneIn(
              project,
              true,
              selector === null ? ['target', 'projects', index] : ['target', 'projects'],
            ),
          ),
  };
}

/** `path`: where its project stands in the declaration. */
function cloneMaker(
  { id, origin, values, layers }: Declaration,
  source: DesiredSource,
  single: DesiredTarget,
): (project: string | null, isFannedOut: boolean, path: DataPath) => AskedClone {
  const applied = appliedTo(layers);
  const content = contentOf(values);
  return (project, isFannedOut, path) => {
    // What is said of single projects is about a fan-out.
    const own = applied(isFannedOut ? project : null);
    return {
      clone: {
        address: formatAddress(id, isFannedOut ? project : null),
        id,
        source: own.sourceVersion === undefined ? source : { ...source, version: own.sourceVersion.text },
        target: {
          ...single,
          project,
          labels: own.labels === undefined ? single.labels : { ...single.labels, ...own.labels },
          description: own.description ?? single.description,
        },
        ...content,
        protect: own.protect ?? values['protect'] === true,
        places: new Places(origin, path, own),
      },
      layers: own.layers,
    };
  };
}

function contentOf({
  content,
  mirrorBy,
  retain,
  adopt,
}: Values): Pick<DesiredClone, 'content' | 'mirrorBy' | 'retain' | 'adopt'> {
  return {
    content: content === 'mirror' ? 'mirror' : 'snapshot',
    mirrorBy: mirrorBy === 'newVersion' || mirrorBy === 'recreate' ? mirrorBy : 'update',
    retain: retain === 'none' || typeof retain === 'number' ? retain : 'all',
    adopt: adopt === true,
  };
}

/** What is said of single projects is checked where it stands, whatever projects there are. */
function checkEntries({ layers }: Declaration, faults: Faults): void {
  for (const { file, path, values } of layers.entries) {
    const { overrides: _, ...members } = values;
    const place: PlaceOf = (below, at) => file.place([...path, ...below], at);
    checkNames(members, place, faults);
    const version = text(values['sourceVersion']);
    if (version !== null) checkSourceVersion(version, () => place(['sourceVersion'], 'value'), faults);
  }
}

/** Looked for by who has to tell of one: that may mean to parse the file again. */
class Places implements DesiredPlaces {
  readonly #origin: Origin;
  readonly #project: DataPath;
  readonly #own: Applied;

  constructor(origin: Origin, project: DataPath, own: Applied) {
    this.#origin = origin;
    this.#own = own;
    this.#project = project;
  }

  get declaration(): Place {
    return this.#origin.file.place(this.#origin.path, 'key');
  }

  get profile(): Place {
    return placeIn(this.#origin, ['source', 'profile']);
  }

  get sourceVersion(): Place {
    return this.#own.sourceVersion?.place() ?? placeIn(this.#origin, ['source', 'version']);
  }

  get sourceProject(): Place {
    return placeIn(this.#origin, ['source', 'project']);
  }

  get project(): Place {
    return placeIn(this.#origin, this.#project);
  }

  get version(): Place {
    return placeIn(this.#origin, ['target', 'version']);
  }

  override({ layer, path }: OverridePlace): Place | undefined {
    const source = this.#own.layers[layer];
    return source === undefined ? undefined : layerPlace(source, path, 'key');
  }
}

function toSource(declaration: Declaration, source: Values, faults: Faults): DesiredSource | null {
  const { origin } = declaration;
  const profile = text(source['profile']);
  const clone = text(source['clone']);
  const project = text(source['project']);
  const version = text(source['version']) ?? '*';
  checkSourceVersion(version, () => placeIn(origin, ['source', 'version']), faults);
  if (clone !== null) {
    if (profile !== null || source['scope'] !== undefined) {
      faults.add(
        'declare/two-sources',
        'source has both clone and profile or scope',
        placeIn(origin, ['source', 'clone'], 'key'),
        'keep one of them',
      );
    }
    return { kind: 'clone', clone, project, version };
  }
  if (profile === null) {
    faults.add(
      'declare/no-source',
      `${declaration.id} has no source`,
      placeIn(origin, ['source'], 'key'),
      'add one, for example source: { profile: NAME }',
    );
    return null;
  }
  const scope: Scope = source['scope'] === 'project' ? 'project' : 'tenant';
  if (scope === 'project' && project === null) {
    faults.add(
      'declare/no-project',
      'a source at project scope needs its project',
      placeIn(origin, ['source', 'scope']),
      'add source.project',
    );
  }
  if (scope === 'tenant' && project !== null) {
    faults.add(
      'declare/project-without-scope',
      'source.project is set, but the source is at tenant scope',
      placeIn(origin, ['source', 'project'], 'key'),
      'add scope: project, or remove project',
    );
  }
  return { kind: 'profile', profile, version, scope, project: scope === 'tenant' ? null : project };
}

type FannedTarget = DesiredTarget & TargetProjects;

function toTarget(
  declaration: Declaration,
  target: Values,
  source: DesiredSource | null,
  faults: Faults,
): FannedTarget | null {
  const { origin, values } = declaration;
  const scope = text(target['scope']);
  const version = text(target['version']) ?? '1.0.0';
  checkTargetVersion(version, () => placeIn(origin, ['target', 'version']), faults);
  if (version === 'source' && values['mirrorBy'] === 'newVersion') {
    faults.add(
      'declare/version-conflict',
      'mirrorBy: newVersion chooses its own versions, so target.version cannot be source',
      placeIn(origin, ['target', 'version']),
      'set a first version, such as 1.0.0',
    );
  }
  if (scope === null) {
    faults.add(
      'declare/no-scope',
      `${declaration.id} has no target scope`,
      placeIn(origin, ['target'], 'key'),
      'add target.scope: project or target.scope: tenant',
    );
    return null;
  }
  const { project, projects, selector } = toProjects(
    origin,
    target,
    scope === 'tenant' ? 'tenant' : 'project',
    faults,
  );
  return {
    name: text(target['name']) ?? (source?.kind === 'profile' ? source.profile : ''),
    version,
    scope: scope === 'tenant' ? 'tenant' : 'project',
    project,
    projects,
    selector,
    labels: target['labels'] === undefined ? null : toTexts(asRecord(target['labels'])),
    description: text(target['description']),
  };
}

const CONTROL = /\p{Cc}/u;

type PlaceOf = (path: DataPath, at: 'key' | 'value') => Place;

/** Names are Palette's: no pattern, but nothing that could rewrite a terminal. */
function checkNames(values: Values, placeOf: PlaceOf, faults: Faults): void {
  // One list for the whole walk: there are ten thousand declarations of ten values each.
  const path: (string | number)[] = [];
  const below = (step: string | number, value: unknown): void => {
    path.push(step);
    if (typeof value === 'string') checkText(value);
    else if (typeof value === 'object' && value !== null) walk(value);
    path.pop();
  };
  const walk = (value: object): void => {
    if (Array.isArray(value)) for (const [index, item] of value.entries()) below(index, item);
    else
      for (const [key, item] of Object.entries(value)) {
        checkKey(key);
        below(key, item);
      }
  };
  const checkText = (value: string): void => {
    if (!CONTROL.test(path.at(-1) === 'description' ? value.replaceAll(/[\n\t]/g, '') : value)) return;
    faults.add(
      'declare/control-character',
      `${path.join('.')} contains a control character`,
      placeOf(path, 'value'),
      'remove it; names must be one line of plain text',
    );
  };
  const checkKey = (key: string): void => {
    const place = (): Place => placeOf([...path, key], 'key');
    if (path.at(-1) === 'labels' && isStampName(key))
      faults.add(
        'declare/reserved-label',
        `the label ${key} is reserved for cloneform`,
        place(),
        'use another name; stamp: labels writes these labels',
      );
    if (CONTROL.test(key))
      faults.add(
        'declare/control-character',
        `a key of ${path.join('.')} contains a control character`,
        place(),
      );
  };
  walk(values);
}

function toTexts(values: Values): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([key, value]) => (typeof value === 'string' ? [[key, value]] : [])),
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
