// Use cases that carry a whole state: out into a document, back in from one, and from one store to another.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { canonicalJson, type Json } from '../../content/canonical-json.ts';
import { outOfBounds } from '../../declare/bounds.ts';
import { createDeclareDisk } from '../../declare/disk.ts';
import { findStatePlace } from '../../declare/state-place.ts';
import type { Settings, StateSettings } from '../../model/settings.ts';
import { isBlank, type StateDump } from '../../state/dump.ts';
import { isPgUrl, showPgUrl, withoutPassword } from '../../state/storage/postgres/pg-url.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, type UserError, userError } from '../user-error.ts';
import { withLock, withReader } from './open-state.ts';

const LENIENT = { mayBeMoved: true } as const;

export interface TransferCounts {
  readonly clones: number;
  readonly openOperations: number;
  readonly closedOperations: number;
  readonly runs: number;
  readonly changes: number;
  readonly outlines: number;
}

/** One that was moved too: the place that it was moved to may be lost. */
export async function pullState(deps: FlowDeps, settings: Settings): Promise<StateDump> {
  const dump = await withReader({ ...deps, ...LENIENT }, settings, (reader) => reader.readDump());
  if (dump !== null) return dump;
  throw userError(
    EXIT.error,
    'store/no-state',
    `there is no state at ${showState(deps, settings.state)}`,
    'the first `cloneform apply` creates it',
  );
}

export interface Pushed {
  readonly where: string;
  readonly isChanged: boolean;
  /** A copy of what was there, where the store makes one. */
  readonly backup: string | null;
  readonly serial: number;
  readonly counts: TransferCounts;
}

/** Fails with UserError when the document is of another state, or older than what exists, unless forced. */
export async function pushState(
  deps: FlowDeps,
  settings: Settings,
  dump: StateDump,
  options: { readonly force: boolean; readonly lockTimeoutMs: number },
): Promise<Pushed> {
  const where = showState(deps, settings.state);
  // By force a state that was moved comes back into use: what is put in place carries no mark.
  const opening = options.force ? { ...deps, ...LENIENT } : deps;
  return withLock(
    opening,
    settings,
    'state push',
    options.lockTimeoutMs,
    async ({ store, lease, trustState }) => {
      const current = await store.readDump();
      if (current === null || isBlank(current)) {
        await store.replaceAll(lease, dump);
        return { where, isChanged: true, backup: null, serial: dump.identity.serial, counts: countsOf(dump) };
      }
      refuseOther(where, current, dump);
      const serial = current.identity.serial;
      if (!options.force && isSameContent(current, dump))
        return { where, isChanged: false, backup: null, serial, counts: countsOf(dump) };
      if (dump.identity.serial <= serial && !options.force) throw olderDocument(where, serial, dump);
      const backup = await store.backup();
      // A serial never goes back: whoever saw the newer one must notice that this is another state of things.
      const next = Math.max(dump.identity.serial, serial + 1);
      await store.replaceAll(lease, withSerial(dump, next));
      if (options.force) await trustState();
      return { where, isChanged: true, backup, serial: next, counts: countsOf(dump) };
    },
  );
}

export interface Migrated {
  readonly from: string;
  readonly to: string;
  readonly lineage: string;
  readonly serial: number;
  readonly counts: TransferCounts;
  /** What to change so that the new place is used. */
  readonly edit: StateEdit;
}

export type StateEdit =
  | { readonly kind: 'environment'; readonly value: string }
  | {
      readonly kind: 'line';
      readonly file: string;
      readonly line: number;
      readonly before: string;
      readonly after: string;
    }
  | { readonly kind: 'add'; readonly file: string; readonly after: string };

/** Copies everything under both locks, reads it back, compares, and marks the old one. */
export async function migrateState(
  deps: FlowDeps,
  settings: Settings,
  options: { readonly target: string; readonly rootFile: string; readonly lockTimeoutMs: number },
): Promise<Migrated> {
  const target = toStateSettings(deps, options.target);
  const [from, to] = [showState(deps, settings.state), showState(deps, target)];
  if (sameState(settings.state, target))
    throw userError(EXIT.usage, 'cli/usage', `the state is already at ${to}`, 'choose another place');
  const seen = await withReader(deps, settings, (reader) => reader.readDump());
  if (seen === null || isBlank(seen))
    throw userError(
      EXIT.error,
      'store/no-state',
      `nothing is recorded at ${from} yet`,
      `there is nothing to move: set state in the root file to ${to}`,
    );
  const { lockTimeoutMs } = options;
  const copied = await withLock(deps, settings, 'state migrate', lockTimeoutMs, async (source) => {
    const dump = await source.store.readDump();
    if (dump === null) throw userError(EXIT.error, 'store/no-state', `the state at ${from} is gone`);
    const moved = await copyTo(deps, { ...settings, state: target }, to, dump, lockTimeoutMs);
    await source.store.write(source.lease, [{ kind: 'mark_moved', to }]);
    return moved;
  });
  const { lineage, serial } = copied.identity;
  return {
    from,
    to,
    lineage,
    serial,
    counts: countsOf(copied),
    edit: await editFor(deps, options.rootFile, target),
  };
}

async function copyTo(
  deps: FlowDeps,
  settings: Settings,
  to: string,
  dump: StateDump,
  lockTimeoutMs: number,
): Promise<StateDump> {
  const { url } = settings.state;
  // Whoever runs the command named this server, as they would in the environment: it may have the password.
  const env = url === null ? deps.env : { ...deps.env, CLONEFORM_STATE: url };
  const lenient = { ...deps, ...LENIENT, env };
  return withLock(lenient, settings, 'state migrate', lockTimeoutMs, async ({ store, lease, trustState }) => {
    const current = await store.readDump();
    // The mark on the old state is a write of it too; what is new must not be the older of the two.
    const wanted = withSerial(dump, dump.identity.serial + 1);
    if (current !== null && !isBlank(current)) {
      refuseOther(to, current, dump);
      if (current.identity.serial > dump.identity.serial && !isSameContent(current, dump))
        throw userError(
          EXIT.error,
          'store/newer-state',
          `the state at ${to} is newer (serial ${current.identity.serial}) than the one to move (${dump.identity.serial})`,
          'use that state, or choose an empty place',
        );
    }
    await store.replaceAll(lease, wanted);
    const copy = await store.readDump();
    if (copy === null || text(copy) !== text(wanted))
      throw userError(
        EXIT.error,
        'store/not-equal',
        `what was read back from ${to} differs from what was written`,
        'the old state is still the one in use; please report this',
      );
    await trustState();
    return copy;
  });
}

function refuseOther(where: string, current: StateDump, dump: StateDump): void {
  if (current.identity.lineage !== dump.identity.lineage)
    throw userError(
      EXIT.error,
      'store/other-lineage',
      `${where} holds another state (lineage ${current.identity.lineage}, not ${dump.identity.lineage})`,
      'choose an empty place: a file that does not exist, or another ?workspace=',
    );
  const [bound, asked] = [current.identity.tenantUid, dump.identity.tenantUid];
  if (bound !== null && bound !== asked)
    throw userError(
      EXIT.error,
      'store/other-tenant',
      `${where} belongs to tenant ${bound}, but the document to ${asked ?? 'none'}`,
      'choose an empty place',
    );
}

function olderDocument(where: string, serial: number, dump: StateDump): UserError {
  const mine = dump.identity.serial;
  return userError(
    EXIT.error,
    'store/older-document',
    mine === serial
      ? `the document has the same serial ${mine} as ${where}, but different content`
      : `the document is older (serial ${mine}) than ${where} (serial ${serial})`,
    'save the current state with `cloneform state pull`, then push with --force: records made since are lost, and the next plan shows those clones as exists_unmanaged',
  );
}

function withSerial(dump: StateDump, serial: number): StateDump {
  return { ...dump, identity: { ...dump.identity, serial } };
}

/** Equal but for the count of writes. */
function isSameContent(one: StateDump, other: StateDump): boolean {
  return text(withSerial(one, 0)) === text(withSerial(other, 0));
}

function text(dump: StateDump): string {
  return canonicalJson(dump as unknown as Json);
}

export function countsOf({ clones, operations, runs, history, outlines }: StateDump): TransferCounts {
  const open = operations.filter((one) => one.outcome === null).length;
  return {
    clones: clones.length,
    openOperations: open,
    closedOperations: operations.length - open,
    runs: runs.length,
    changes: history.length,
    outlines: outlines.length,
  };
}

function toStateSettings(deps: FlowDeps, target: string): StateSettings {
  return isPgUrl(target) ? { url: target, path: null } : { url: null, path: path.resolve(deps.cwd, target) };
}

function sameState(one: StateSettings, other: StateSettings): boolean {
  if (one.url !== null && other.url !== null) return withoutPassword(one.url) === withoutPassword(other.url);
  return one.path !== null && one.path === other.path;
}

/** The place as people name it: a path from the folder of the root file, or a URL without its password. */
export function showState({ cwd }: Pick<FlowDeps, 'cwd'>, { path: file, url }: StateSettings): string {
  if (url !== null) return showPgUrl(url);
  const relative = path.relative(cwd, file ?? '');
  return relative.startsWith('..') ? (file ?? '') : relative;
}

async function editFor(deps: FlowDeps, rootFile: string, target: StateSettings): Promise<StateEdit> {
  const value = target.url === null ? showState(deps, target) : withoutPassword(target.url);
  if ((deps.env['CLONEFORM_STATE'] ?? '') !== '' || (await isOutside(deps, rootFile, target)))
    return { kind: 'environment', value };
  const after = `state: { ${target.url === null ? 'path' : 'url'}: ${JSON.stringify(value)} }`;
  const place = findStatePlace(rootFile, await readFile(path.resolve(deps.cwd, rootFile)));
  if (place === null) return { kind: 'add', file: rootFile, after };
  return { kind: 'line', file: rootFile, line: place.line, before: place.text.trim(), after };
}

/** YAML cannot name a state there; the environment can. */
async function isOutside(deps: FlowDeps, rootFile: string, target: StateSettings): Promise<boolean> {
  if (target.path === null) return false;
  const folder = path.dirname(path.resolve(deps.cwd, rootFile));
  return (await outOfBounds(folder, target.path, createDeclareDisk())) === 'outside';
}
