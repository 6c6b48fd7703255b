// Made-up rows for tests of the store.
import { type Address, formatAddress } from '../../src/model/address.ts';
import type { OpenEntry, RecordedClone, RecordedOverrides } from '../../src/model/recorded.ts';
import type { Holder } from '../../src/state/lease.ts';
import type { Mutation, RunResult } from '../../src/state/mutation.ts';

export type NewClone = Omit<RecordedClone, 'revision'>;
type NewRun = Extract<Mutation, { kind: 'start_run' }>['run'];

export const SOURCE = {
  uid: 'source-uid',
  name: 'ubuntu',
  version: '1.2.0',
  scope: 'tenant',
  projectUid: null,
  digest: 'sha256:aa',
} as const;

export const OVERRIDES: RecordedOverrides = {
  format: 1,
  digest: 'sha256:a1',
  source: 'sha256:aa',
  wanted: 'sha256:bb',
  places: { 'cni-calico: values: calico.mtu': 'a1b2c3' },
};

export function aClone(id: string, more: Partial<NewClone> = {}): NewClone {
  return {
    address: formatAddress(id),
    uid: `uid-of-${id}`,
    key: { scope: 'project', projectUid: 'p1', name: id, version: '1.0.0' },
    projectName: 'edge "dev"',
    status: 'current',
    provenance: 'created',
    source: SOURCE,
    digest: 'sha256:bb',
    shown: 'sha256:cc',
    lastModified: '2026-01-01T00:00:00.000Z',
    isProtected: false,
    declaredVersion: '1.0.0',
    labels: { team: 'edge' },
    description: 'of "two" words',
    recordedAt: '2026-01-01T00:00:01.000Z',
    ...more,
  };
}

export function anEntry(id: string, more: Partial<OpenEntry> = {}): OpenEntry {
  return {
    id,
    runId: 'run-1',
    address: formatAddress(id),
    kind: 'create',
    step: 'intent',
    key: { scope: 'project', projectUid: 'p1', name: id, version: '1.0.0' },
    projectName: 'edge',
    uid: null,
    source: SOURCE,
    uidsBefore: ['u1', 'u2'],
    serverDateBefore: '2026-01-01T00:00:00.000Z',
    labels: { team: 'edge', ['__proto__']: 'x' },
    description: 'a "text"\nof two lines, ✓',
    isProtected: true,
    declaredVersion: '1.0.0',
    openedAt: '2026-01-01T00:00:02.000Z',
    ...more,
  };
}

export function aRun(id: string): NewRun {
  return {
    id,
    command: 'apply',
    user: 'ann',
    host: 'alpha',
    startedAt: '2026-01-01T00:00:00.000Z',
    commit: 'abc123',
    message: null,
    toolVersion: '0.1.0',
    planChecksum: null,
  };
}

export function aResult(address: string): RunResult {
  return {
    address,
    action: 'create',
    reason: 'new',
    status: 'applied',
    uid: 'u1',
    error: null,
    at: '2026-01-01T00:00:03.000Z',
  };
}

export function aHolder(runId: string, host = 'alpha'): Holder {
  return { runId, user: 'ann', host, pid: 4711, command: 'apply' };
}

export const put = (clone: NewClone): Mutation => ({ kind: 'put_clone', clone });
export const address = (text: string): Address => formatAddress(text);
