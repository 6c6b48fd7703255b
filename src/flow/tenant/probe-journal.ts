// What probes of this user sent, in files that outlive the process: `$XDG_STATE_HOME/cloneform/probes`, or `~/.local/state/…`.
// A file is removed once everything in it is proven to be gone. It is never believed alone: see confirmMade in src/probe.
import {
  closeSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { kill, platform } from 'node:process';
import type { ProbeJournal } from '../../probe/bench.ts';
import type { Leftover } from '../../probe/finding.ts';
import type { FlowDeps } from '../deps.ts';

/** Names that probes give: their prefix, then a part for what it is for. */
const PREFIX = /^cloneform-probe-[0-9a-f]{8}-[0-9a-f]{4}/;
const UID = /^[A-Za-z0-9_-]{1,64}$/;
const MAX_BYTES = 1_000_000;

/** Which Palette and which scope a probe worked on, and which process it is. */
export interface ProbeHead {
  readonly host: string;
  readonly tenantUid: string;
  readonly projectUid: string;
  readonly prefix: string;
  readonly hostname: string;
  readonly pid: number;
  /** RFC 3339. */
  readonly at: string;
}

export interface OlderProbe extends ProbeHead {
  readonly file: string;
  readonly made: readonly (Leftover & { readonly uid: string })[];
  /** Sent, and no answer is written down. */
  readonly doubtful: readonly Leftover[];
}

export interface DiskJournal extends ProbeJournal {
  /** Every object is gone, and no answer is missing. */
  remove(): void;
}

export function newPrefix(newId: () => string): string {
  return `cloneform-probe-${newId().slice(0, 13)}`;
}

/** The prefix of the probe that made an object of this name; null: no probe did. */
export function prefixOf(name: string): string | null {
  return PREFIX.exec(name)?.[0] ?? null;
}

/** null where this user has no home folder, or it cannot be written: then the probe remembers in memory alone. */
export function openProbeJournal(env: FlowDeps['env'], head: ProbeHead): DiskJournal | null {
  const folder = folderOf(env);
  if (folder === null) return null;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = path.join(folder, `${head.prefix}.jsonl`);
    const handle = openSync(file, 'wx', 0o600);
    const write = (line: object): void => {
      writeSync(handle, `${JSON.stringify(line)}\n`);
      fsyncSync(handle);
    };
    write({ cloneformProbe: 1, ...head });
    return {
      sending: (id, object) => write({ sending: id, ...object }),
      answered: (id, uid) => write({ answered: id, uid }),
      remove: () => {
        closeSync(handle);
        rmSync(file, { force: true });
      },
    };
  } catch {
    return null;
  }
}

export interface KnownProbes {
  /** Ended without taking everything away, as far as its journal knows. */
  readonly ended: readonly OlderProbe[];
  /** Prefixes of those that still run, which are left alone. */
  readonly running: ReadonlySet<string>;
}

/** Probes of this user on this Palette that have a journal. */
export function readEndedProbes(
  deps: Pick<FlowDeps, 'env' | 'process' | 'clock'>,
  place: Pick<ProbeHead, 'host' | 'tenantUid'>,
): KnownProbes {
  const folder = folderOf(deps.env);
  const probes = (folder === null ? [] : namesIn(folder)).flatMap((name) => {
    const probe = parseJournal(path.join(folder ?? '', name));
    return probe?.host === place.host && probe.tenantUid === place.tenantUid ? [probe] : [];
  });
  const running = probes.filter((probe) => isRunning(deps, probe));
  return {
    ended: probes.filter((probe) => !running.includes(probe)),
    running: new Set(running.map(({ prefix }) => prefix)),
  };
}

export function removeOlderProbe({ file }: OlderProbe): void {
  rmSync(file, { force: true });
}

function folderOf(env: FlowDeps['env']): string | null {
  const base = env['XDG_STATE_HOME'] ?? '';
  // Relative ones are to be ignored, says the specification of these folders.
  if (path.isAbsolute(base)) return path.join(base, 'cloneform', 'probes');
  const home = (platform === 'win32' ? env['LOCALAPPDATA'] : env['HOME']) ?? '';
  if (!path.isAbsolute(home)) return null;
  const parts = platform === 'win32' ? ['cloneform'] : ['.local', 'state', 'cloneform'];
  return path.join(home, ...parts, 'probes');
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.jsonl') && PREFIX.test(name));
  } catch {
    return [];
  }
}

function isRunning(deps: Pick<FlowDeps, 'process' | 'clock'>, probe: OlderProbe): boolean {
  const { hostname, pid } = deps.process;
  // A home folder may be shared by machines: of another one nobody can tell here, so its age decides.
  if (probe.hostname !== hostname) return deps.clock.now() - Date.parse(probe.at) < 3_600_000;
  if (probe.pid === pid) return false;
  try {
    kill(probe.pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** null: nothing that a probe wrote. A last line that was cut off counts as not written. */
function parseJournal(file: string): OlderProbe | null {
  const [first, ...rest] = linesOf(file);
  const head = first === undefined ? null : headOf(first);
  if (head === null) return null;
  const sent = new Map<unknown, Leftover>();
  const made: (Leftover & { readonly uid: string })[] = [];
  for (const line of rest) {
    if ('sending' in line) {
      const object = objectOf(line);
      if (object !== null && object.name.startsWith(head.prefix)) sent.set(line['sending'], object);
    } else if ('answered' in line) {
      const object = sent.get(line['answered']);
      sent.delete(line['answered']);
      const uid = line['uid'];
      if (object !== undefined && typeof uid === 'string' && UID.test(uid)) made.push({ ...object, uid });
    }
  }
  return { ...head, file, made, doubtful: [...sent.values()] };
}

type Line = Readonly<Record<string, unknown>>;

function linesOf(file: string): readonly Line[] {
  try {
    const handle = openSync(file, 'r');
    try {
      if (fstatSync(handle).size > MAX_BYTES) return [];
      return readFileSync(handle, 'utf8').split('\n').flatMap(lineOf);
    } finally {
      closeSync(handle);
    }
  } catch {
    return [];
  }
}

function lineOf(text: string): readonly Line[] {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? [value as Line] : [];
  } catch {
    return [];
  }
}

function headOf(line: Line): ProbeHead | null {
  const { host, tenantUid, projectUid, prefix, hostname, pid, at } = line;
  if (line['cloneformProbe'] !== 1 || typeof pid !== 'number') return null;
  if (typeof host !== 'string' || typeof tenantUid !== 'string' || typeof hostname !== 'string') return null;
  if (typeof projectUid !== 'string' || !UID.test(projectUid) || typeof at !== 'string') return null;
  if (typeof prefix !== 'string' || prefixOf(prefix) !== prefix) return null;
  return { host, tenantUid, projectUid, prefix, hostname, pid, at };
}

function objectOf({ name, version, projectUid }: Line): Leftover | null {
  if (typeof name !== 'string' || typeof version !== 'string') return null;
  if (projectUid === null) return { uid: null, name, version, projectUid };
  return typeof projectUid === 'string' && UID.test(projectUid)
    ? { uid: null, name, version, projectUid }
    : null;
}
