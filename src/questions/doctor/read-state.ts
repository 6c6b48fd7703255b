// Looks at the recorded state: can it be read, is its file whole, who holds its lock.
import path from 'node:path';
import type { FlowDeps } from '../../flow/deps.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { showState } from '../../flow/state/state-transfer.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { LeaseInfo } from '../../state/lease.ts';
import { loadDriver } from '../../state/storage/sqlite/driver.ts';
import { orIssues } from './issues.ts';
import type { Issue, LockHolder, StateHealth } from './judge.ts';

export interface InspectedState {
  readonly facts: StateHealth;
  readonly recorded: Recorded | null;
}

const NO_STATE = {
  identity: null,
  clones: 0,
  incomplete: [],
  older: null,
  open: [],
  damage: [],
  openModes: [],
  kernelLock: 'unknown',
  lease: null,
  backups: null,
} as const;

/** Takes no lock and changes nothing. */
export async function inspectState(deps: FlowDeps, settings: Settings): Promise<InspectedState> {
  const where = showState(deps, settings.state);
  const file = settings.state.path;
  const read = await orIssues(async () => {
    // A state that does not exist yet is not opened, but the first apply will need this.
    if (file !== null) await loadDriver(where);
    return withReader(deps, settings, async (reader) => ({
      recorded: await reader.readRecorded(),
      lease: await reader.readLease(),
    }));
  });
  if (!read.ok) {
    const issue = await withNewest(deps, file, read.issues[0] ?? null);
    return { facts: { ...NO_STATE, where, issue }, recorded: null };
  }
  const { recorded, lease } = read.value;
  const looked = await orIssues(() => inspectFile(deps, file));
  const facts: StateHealth = {
    ...NO_STATE,
    where,
    issue: looked.ok ? null : (looked.issues[0] ?? null),
    identity: recorded.identity,
    clones: recorded.clones.length,
    incomplete: recorded.clones.flatMap(({ status, address }) => (status === 'incomplete' ? [address] : [])),
    older: recorded.older ?? null,
    open: recorded.openEntries,
    lease: lease === null ? null : lockHolderOf(deps, lease),
    ...(looked.ok ? looked.value : {}),
  };
  return { facts, recorded };
}

async function inspectFile(
  deps: FlowDeps,
  file: string | null,
): Promise<Partial<Pick<StateHealth, 'openModes' | 'kernelLock' | 'damage' | 'backups'>>> {
  if (file === null) return {};
  const { inspectStateFile } = await import('../../state/storage/sqlite/inspect.ts');
  const { openModes, backups, ...rest } = await inspectStateFile(file);
  const { count, newest } = backups;
  return {
    ...rest,
    openModes: openModes.map((found) => ({ file: relativeTo(deps, found.file), mode: found.mode })),
    backups: { count, newest: newest === null ? null : relativeTo(deps, newest) },
  };
}

/** A damaged file is put back from its newest backup: named, so that nobody has to look for it. */
async function withNewest(deps: FlowDeps, file: string | null, issue: Issue | null): Promise<Issue | null> {
  if (file === null || issue?.code !== 'store/corrupt') return issue;
  const { findBackups } = await import('../../state/storage/sqlite/inspect.ts');
  const { newest } = await findBackups(file);
  if (newest === null) return issue;
  const from = relativeTo(deps, newest);
  return {
    ...issue,
    hint: `while nothing is running, copy the newest backup over it (${from}), then run cloneform plan`,
  };
}

function lockHolderOf(deps: FlowDeps, lease: LeaseInfo): LockHolder {
  const { user, host, pid, command } = lease.holder;
  const { acquiredAt, heartbeatAt, expiresAt } = lease;
  return {
    user,
    host,
    pid,
    command,
    acquiredAt,
    heartbeatAt,
    isExpired: Date.parse(expiresAt) <= deps.clock.now(),
    isThisHost: host === deps.process.hostname,
  };
}

function relativeTo({ cwd }: FlowDeps, file: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}
