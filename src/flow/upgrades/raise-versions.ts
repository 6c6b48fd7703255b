// Use case: exact source versions in the declarations are raised to newer releases. YAML changes; state and Palette do not.
import { isDeepStrictEqual } from 'node:util';
import { openScalars, type ScalarEdit, type ScalarFile } from '../../declare/edit/set-scalar.ts';
import type { DataPath } from '../../declare/source-file.ts';
import type { Desired, DesiredClone } from '../../model/desired.ts';
import type { Place } from '../../model/diagnostic.ts';
import { selectsAddress } from '../../model/glob.ts';
import type { RaiseLevel } from '../../model/raise-level.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { Decided } from '../../plan/decide.ts';
import { groupBy } from '../../plan/planning-context.ts';
import { isExactVersion, isWithinLevel, releasesAbove } from '../../plan/releases-above.ts';
import {
  diffsOf,
  editedTexts,
  type FileDiff,
  readDeclarationFile,
  type TextEdits,
} from '../declaration-edits.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { loadDeclarations } from '../planning/declarations.ts';
import { desiredAsBefore } from '../planning/desired.ts';
import { type ChosenRelease, createReleaseChooser } from './choose-release.ts';

export interface RaiseRequest {
  /** Made with `upgrade: ['*']`: its lists show what there is. */
  readonly decided: Decided;
  readonly client: PaletteReader;
  /** Addresses or globs; empty: all. */
  readonly wanted: readonly string[];
  readonly level: RaiseLevel;
  /** Releases that were modified less than this ago, in milliseconds, are left out; null: their age does not matter. */
  readonly minAgeMs: number | null;
}

/** One version in a file, and the clones that follow it. */
export interface RaisedVersion {
  readonly file: string;
  readonly line: number;
  /** What is copied: the profile's name, or the id of a clone. */
  readonly source: string;
  readonly from: string;
  readonly to: string;
  /** The variable whose default gives this version; null: the version itself stands there. */
  readonly variable: string | null;
  readonly addresses: readonly string[];
}

export interface VersionLeft {
  readonly addresses: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly from: string;
  /** The release that it is not raised to. */
  readonly to: string;
  /** A sentence without its period. */
  readonly because: string;
}

export interface RaisedVersions {
  readonly raised: readonly RaisedVersion[];
  readonly left: readonly VersionLeft[];
  readonly files: readonly FileDiff[];
  readonly edits: TextEdits;
}

/** Clones whose version stands at one place. */
interface Group {
  readonly place: Place;
  readonly clones: readonly DesiredClone[];
}

interface Raise {
  readonly group: Group;
  readonly to: string;
  /** Where the text stands that is replaced: at the place, or in the variable that gives it. */
  readonly file: string;
  readonly path: DataPath;
  readonly variable: string | null;
  readonly line: number;
}

/** Writes nothing. Fails with UserError where the declarations cannot be read. */
export async function raiseVersions(
  deps: FlowDeps,
  options: CommonOptions,
  { decided, client, wanted, level, minAgeMs }: RaiseRequest,
): Promise<RaisedVersions> {
  const { desired } = decided.planning.input;
  const choose = createReleaseChooser(client, minAgeMs === null ? null : deps.clock.now() - minAgeMs);
  const files = new Map<string, ScalarFile | null>();
  const left: VersionLeft[] = [];
  const raises: Raise[] = [];
  for (const group of groupsOf(desired.clones, wanted)) {
    const choice = await chooseFor(decided, group, level, choose);
    if (choice === null) continue;
    const other = group.clones.find((clone) => !isWanted(clone, wanted));
    const place =
      choice.because ??
      (other === undefined ? null : `it is also the version of ${other.address}, which was not named`) ??
      (await findText(deps, options, group, files));
    if (typeof place === 'string') left.push(leftOf(group, choice.to, place));
    else raises.push({ group, to: choice.to, ...place });
  }
  const { kept, dropped } = await checkRaises(deps, options, desired, raises, files);
  const edits = editsOf(kept, files).edits;
  return {
    raised: kept.map(({ group: { place, clones }, to, variable }) => ({
      file: place.file,
      line: place.line,
      source: sourceName(clones),
      from: versionOf(clones),
      to,
      variable,
      addresses: clones.map(({ address }) => address),
    })),
    left: [...left, ...dropped],
    files: diffsOf(edits),
    edits,
  };
}

/** Exact versions of which somebody wants one raised. Whoever shares the place is in the group, too. */
function groupsOf(clones: readonly DesiredClone[], wanted: readonly string[]): readonly Group[] {
  const groups = new Map<string, { place: Place; clones: DesiredClone[] }>();
  for (const clone of clones) {
    if (!isExactVersion(clone.source.version)) continue;
    const place = clone.places.sourceVersion ?? clone.places.declaration;
    const id = `${place.file}:${place.line}:${place.column}`;
    const group = groups.get(id) ?? { place, clones: [] };
    group.clones.push(clone);
    groups.set(id, group);
  }
  return [...groups.values()].filter(({ clones: members }) => members.some((one) => isWanted(one, wanted)));
}

function isWanted({ address }: DesiredClone, wanted: readonly string[]): boolean {
  return wanted.length === 0 || wanted.some((glob) => selectsAddress(glob, address));
}

interface Choice {
  readonly to: string;
  /** Why it is not to be had, in a sentence without its period; null: nothing is in the way. */
  readonly because: string | null;
}

/** One version for all clones of the place; null: there is nothing newer. */
async function chooseFor(
  { planning }: Decided,
  { clones }: Group,
  level: RaiseLevel,
  choose: (releases: ReturnType<typeof releasesAbove>) => Promise<ChosenRelease>,
): Promise<Choice | null> {
  const chosen: { readonly release: ChosenRelease; readonly latest: string | undefined }[] = [];
  for (const clone of clones) {
    const above = releasesAbove(planning, clone);
    const within = above.filter(({ version }) => isWithinLevel(clone.source.version, version, level));
    chosen.push({ release: await choose(within), latest: above[0]?.version });
  }
  const latest = chosen.find((one) => one.latest !== undefined)?.latest;
  if (latest === undefined) return null;
  const versions = new Set(chosen.map(({ release }) => release.version));
  const [to = null] = versions;
  if (versions.size > 1)
    return { to: latest, because: 'it is also the version of clones that have other releases' };
  if (to !== null) return { to, because: null };
  const because = chosen.find(({ release }) => release.because !== null)?.release.because;
  return { to: latest, because: because ?? `${latest} is further than --level ${level} goes` };
}

const WHOLE_VARIABLE = /^\$\{var\.([A-Za-z_]\w*)\}$/;

/** Where the text of the version stands; a string: why it is not to be replaced. */
async function findText(
  deps: FlowDeps,
  options: CommonOptions,
  { place, clones }: Group,
  files: Map<string, ScalarFile | null>,
): Promise<Pick<Raise, 'file' | 'path' | 'variable' | 'line'> | string> {
  const found = (await readOnce(deps, place.file, files))?.at(place) ?? null;
  if (found === null) return 'no version is written there';
  const { path, written } = found;
  const name = WHOLE_VARIABLE.exec(written.replaceAll(/^["']|["']$/g, ''))?.[1];
  if (name === undefined) return { file: place.file, path, variable: null, line: place.line };
  const byDefault = ['variables', name, 'default'];
  const current = (await readOnce(deps, options.file, files))?.textAt(byDefault) ?? null;
  if (current !== clones[0]?.source.version)
    return `its version is the variable ${name}, whose value does not come from its default in ${options.file}`;
  return { file: options.file, path: byDefault, variable: name, line: place.line };
}

async function readOnce(
  deps: FlowDeps,
  name: string,
  files: Map<string, ScalarFile | null>,
): Promise<ScalarFile | null> {
  if (!files.has(name)) {
    const text = await readDeclarationFile(deps, name);
    files.set(name, text === null ? null : openScalars(text));
  }
  return files.get(name) ?? null;
}

/** The raises that change their own clones as meant, and nothing else. Those that do not are left out, with the reason. */
async function checkRaises(
  deps: FlowDeps,
  options: CommonOptions,
  before: Desired,
  raises: readonly Raise[],
  files: ReadonlyMap<string, ScalarFile | null>,
): Promise<{ readonly kept: readonly Raise[]; readonly dropped: readonly VersionLeft[] }> {
  const { refused } = editsOf(raises, files);
  const dropped = [...refused].map(([raise, because]) => leftOf(raise.group, raise.to, because));
  const possible = raises.filter((raise) => !refused.has(raise));
  const objectionTo = async (some: readonly Raise[]): Promise<string | null> => {
    const { edits } = editsOf(some, files);
    const { declared } = await loadDeclarations(deps, options, editedTexts(deps.cwd, edits));
    const after = await desiredAsBefore(declared, before);
    return unexpectedChange(before.clones, after.clones, some);
  };
  if (possible.length === 0 || (await objectionTo(possible)) === null) return { kept: possible, dropped };
  const kept: Raise[] = [];
  for (const raise of possible) {
    const because = await objectionTo([...kept, raise]);
    if (because === null) kept.push(raise);
    else dropped.push(leftOf(raise.group, raise.to, because));
  }
  return { kept, dropped };
}

/** The texts with all raises made. */
function editsOf(
  raises: readonly Raise[],
  files: ReadonlyMap<string, ScalarFile | null>,
): { readonly edits: TextEdits; readonly refused: ReadonlyMap<Raise, string> } {
  const before = new Map<string, string | null>();
  const after = new Map<string, string>();
  const refused = new Map<Raise, string>();
  for (const [name, own] of groupBy(raises, (raise) => raise.file)) {
    const file = files.get(name);
    if (file === undefined || file === null) continue;
    const edits = new Map<Raise, ScalarEdit>();
    // Several places may have the version of one variable.
    const byPath = new Map<string, ScalarEdit>();
    for (const raise of own) {
      const { path, to: value } = raise;
      const known = byPath.get(JSON.stringify(path));
      if (known !== undefined && known.value !== value)
        refused.set(raise, 'its version is a variable that also gives the version of other profiles');
      const edit = known ?? { path, value };
      byPath.set(JSON.stringify(path), edit);
      edits.set(raise, edit);
    }
    const edited = file.set([...byPath.values()]);
    for (const [raise, edit] of edits) {
      const refusal = edited.refused.get(edit);
      if (refusal !== undefined) refused.set(raise, refusal.reason);
    }
    if (edited.text === file.text) continue;
    before.set(name, file.text);
    after.set(name, edited.text);
  }
  return { edits: { before, after }, refused };
}

/** null: the clones of the raises have their new versions, and every other clone is declared as before. */
function unexpectedChange(
  before: readonly DesiredClone[],
  after: readonly DesiredClone[],
  raises: readonly Raise[],
): string | null {
  const expected = new Map(
    raises.flatMap(({ group, to }) => group.clones.map(({ address }) => [address, to] as const)),
  );
  const now = new Map(after.map((clone) => [clone.address, clone]));
  if (now.size !== before.length) return 'it would change which clones are declared';
  for (const clone of before) {
    const changed = now.get(clone.address);
    const to = expected.get(clone.address);
    if (changed === undefined) return 'it would change which clones are declared';
    if (to !== undefined && changed.source.version !== to) return `it would not change ${clone.address}`;
    if (to === undefined && isOther(clone, changed)) return `it would change ${clone.address}, too`;
  }
  return null;
}

function isOther({ places: _a, ...before }: DesiredClone, { places: _b, ...after }: DesiredClone): boolean {
  return !isDeepStrictEqual(before, after);
}

function leftOf({ place, clones }: Group, to: string, because: string): VersionLeft {
  const { file, line } = place;
  return {
    addresses: clones.map(({ address }) => address),
    file,
    line,
    from: versionOf(clones),
    to,
    because,
  };
}

function versionOf([clone]: readonly DesiredClone[]): string {
  return clone?.source.version ?? '';
}

function sourceName([clone]: readonly DesiredClone[]): string {
  if (clone === undefined) return '';
  return clone.source.kind === 'profile' ? clone.source.profile : clone.source.clone;
}
