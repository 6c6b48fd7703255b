// One failure for a terminal: what, where, who holds the lock, and what to do. Never a failure without a next step.
import type { LeaseInfo } from '../state/lease.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, layout, type Span } from './wrap.ts';

export interface FailureFacts {
  readonly code: string;
  readonly message: string;
  readonly hint: string | null;
  /** Palette's support reference. */
  readonly ref?: string | null;
  /** e.g. `POST /v1/clusterprofiles/…/clone`. */
  readonly request?: string;
  /** Where the state is, as the user named it. */
  readonly where?: string;
  readonly holder?: LeaseInfo | null;
  /** Several lines, for whoever reports a fault. */
  readonly details?: string;
}

export function renderFailure(failure: FailureFacts, style: Style): string {
  const head: readonly Span[] = [
    { text: 'error', tone: 'error' },
    { text: `: ${failure.message} ` },
    { text: `(${failure.code})`, tone: 'dim' },
  ];
  const details =
    failure.details === undefined ? [] : failure.details.split('\n').map((line) => safeText(line).trimEnd());
  return joinLines([
    ...layout(head, style, { first: 0, hang: 2 }),
    ...factsOf(failure).flatMap(([name, value]) =>
      layout([{ text: name.padEnd(10), tone: 'dim', keep: true }, { text: value }], style, {
        first: 2,
        hang: 12,
      }),
    ),
    ...layout([{ text: `= ${failure.hint ?? defaultHint(failure)}` }], style, { first: 2, hang: 4 }),
    ...details.flatMap((line) => layout([{ text: line, tone: 'dim' }], style, { first: 4, hang: 8 })),
  ]);
}

function factsOf({ request, ref, where, holder }: FailureFacts): readonly (readonly [string, string])[] {
  const facts: (readonly [string, string])[] = [];
  if (request !== undefined) facts.push(['request', request]);
  if (ref !== undefined && ref !== null && ref !== '') facts.push(['reference', ref]);
  if (where !== undefined) facts.push(['state', where]);
  if (holder !== undefined && holder !== null) facts.push(...holderFacts(holder));
  return facts;
}

function holderFacts(lease: LeaseInfo): readonly (readonly [string, string])[] {
  const { user, host, pid, command, runId } = lease.holder;
  return [
    ['held by', `${user} on ${host}, process ${pid}`],
    ['doing', `cloneform ${command} (run ${runId})`],
    ['since', `${lease.acquiredAt}; last seen ${lease.heartbeatAt}`],
  ];
}

/** Who holds the lock, a fact a line. */
export function renderHolder(lease: LeaseInfo, style: Style): string {
  return joinLines(
    holderFacts(lease).flatMap(([name, value]) =>
      layout([{ text: name.padEnd(10), tone: 'dim', keep: true }, { text: value }], style, {
        first: 2,
        hang: 12,
      }),
    ),
  );
}

/** Said once when a run waits for the lock. */
export function renderWaiting(lease: LeaseInfo | null, timeoutMs: number, style: Style): string {
  const forWhom =
    lease === null
      ? 'another run'
      : `${lease.holder.user} on ${lease.holder.host} (process ${lease.holder.pid}, ${lease.holder.command}, since ${lease.acquiredAt})`;
  const text = `Waiting up to ${Math.ceil(timeoutMs / 1000)} s for the state lock, held by ${forWhom} …`;
  return joinLines(layout([{ text, tone: 'dim' }], style, { first: 0, hang: 2 }));
}

const STORE_HINTS: ReadonlyMap<string, string> = new Map([
  ['store/locked', 'wait for that run to end, or use --lock-timeout 5m to wait for it'],
  ['store/fenced', 'another run took over the lock; check with `cloneform plan`, then run the command again'],
  ['store/other-tenant', 'use the API key of that tenant, or another state (state.path, CLONEFORM_STATE)'],
  ['store/not-a-state', 'set state.path to a cloneform state file, or to a file that does not exist yet'],
  ['store/newer', 'use the version of cloneform that wrote this state, or a newer one'],
  ['store/corrupt', 'restore the backup that was made before the last apply, then plan'],
  ['store/replaced', 'restore the right state file, then run the command again'],
  ['store/read-only', 'make the state file and its folder writable for this user'],
  ['store/disk-full', 'free some disk space; everything recorded so far is safe'],
  ['store/unreachable', 'check the host and port in state.url, and that the server is running'],
  [
    'store/denied',
    'check the user, the password (PGPASSWORD, PGPASSFILE) and the privileges on the database',
  ],
  ['store/tls', 'add the certificate authority of the server to state.url: ?sslrootcert=FILE'],
  ['store/unavailable', 'check that the state can be reached, then run the command again'],
  ['store/moved', 'set state.url, state.path or CLONEFORM_STATE to the place it was moved to'],
  ['store/conflict', 'the state changed in the meantime; make a new plan'],
]);

/** What to do where nobody said anything more to the point. */
export function defaultHint({ code, request, ref }: FailureFacts): string {
  const known = STORE_HINTS.get(code);
  if (known !== undefined) return known;
  if (request === undefined) return 'run the command again with --log-level trace for details';
  const support =
    ref === undefined || ref === null || ref === ''
      ? ''
      : ', or give the reference above to Spectro Cloud support';
  return `run the command again: nothing is created twice${support}`;
}
