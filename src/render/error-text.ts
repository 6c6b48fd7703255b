// One failure for a terminal: what, where, who holds the lock, and what to do.
import type { LeaseInfo } from '../store/port.ts';
import { safeText } from './safe-text.ts';
import { paintsFor, type Style } from './style.ts';
import { indented } from './wrap.ts';

export interface FailureFacts {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** Palette's support reference. */
  readonly ref?: string | null;
  /** e.g. `POST /v1/clusterprofiles/…/clone`. */
  readonly request?: string;
  readonly where?: string;
  readonly holder?: LeaseInfo | null;
  /** Several lines, for whoever reports a fault. */
  readonly details?: string;
}

export function renderFailure(failure: FailureFacts, style: Style): string {
  const paints = paintsFor(style);
  const [first = '', ...rest] = indented(
    `error: ${safeText(failure.message)} (${safeText(failure.code)})`,
    0,
    style.width,
  );
  const facts = [
    failure.request === undefined ? null : `request ${failure.request}`,
    failure.ref === undefined || failure.ref === null ? null : `Palette's reference ${failure.ref}`,
    failure.where === undefined ? null : `state: ${failure.where}`,
    ...holderFacts(failure.holder ?? null),
  ].filter((fact) => fact !== null);
  const lines = [
    paints.remove('error') + first.slice('error'.length),
    ...rest,
    ...facts.flatMap((fact) => indented(safeText(fact), 4, style.width)),
    ...(failure.hint === null ? [] : indented(`= ${safeText(failure.hint)}`, 4, style.width)),
    ...(failure.details === undefined ? [] : failure.details.split('\n').map((line) => safeText(line))),
  ];
  return `${lines.join('\n')}\n`;
}

function holderFacts(lease: LeaseInfo | null): readonly string[] {
  if (lease === null) return [];
  const { user, host, pid, command, runId } = lease.holder;
  return [
    `held by ${user} on ${host} (process ${pid}): ${command}`,
    `since ${lease.acquiredAt}, run ${runId}`,
  ];
}
