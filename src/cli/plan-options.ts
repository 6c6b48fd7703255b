// Flags → PlanOptions.
import { DIFF_DETAILS, type DiffDetail } from '../content/pack-change.ts';
import { EXIT, refusal } from '../flow/refusal.ts';
import { fromShell } from '../model/address.ts';
import type { Plan, PlanOptions } from '../plan/plan.ts';
import { list, text } from './globals.ts';

type Flags = Readonly<Record<string, unknown>>;

const REFRESHES = ['full', 'fast', 'none'] as const;

export function readPlanOptions(flags: Flags, destroy: boolean): PlanOptions {
  const refresh = readRefresh(flags);
  const allUnmanaged = readFailOn(flags).has('unmanaged');
  if (allUnmanaged && refresh === 'none') {
    const message = '--fail-on unmanaged needs the lists of Palette, and --refresh none reads nothing';
    throw refusal(EXIT.usage, 'cli/usage', message);
  }
  return {
    destroy: destroy || flags['destroy'] === true,
    refresh,
    target: list(flags['target']).map(fromShell),
    exclude: list(flags['exclude']).map(fromShell),
    upgrade: flags['upgrade'] === true ? ['*'] : list(flags['upgrade']).map(fromShell),
    preflight: flags['preflight'] !== false && flags['refresh'] !== 'none',
    allowMassDelete: flags['dangerousAllowMassDelete'] === true,
    allowDeleteInUse: flags['dangerousDeleteInUse'] === true,
    ...(text(flags['diff']) === undefined ? {} : { diff: readDiff(flags) }),
    ...(flags['discardAccepted'] === true ? { discardAccepted: true } : {}),
    ...(allUnmanaged ? { allUnmanaged: true } : {}),
  };
}

/** What `--diff` asks for. */
export function readDiff(flags: Flags): DiffDetail {
  const wanted = text(flags['diff']) ?? 'values';
  const known = DIFF_DETAILS.find((name) => name === wanted);
  if (known !== undefined) return known;
  throw refusal(
    EXIT.usage,
    'cli/usage',
    `--diff takes ${DIFF_DETAILS.join(', ')}, not ${JSON.stringify(wanted)}`,
  );
}

function readRefresh(flags: Flags): PlanOptions['refresh'] {
  const wanted = text(flags['refresh']) ?? 'full';
  const known = REFRESHES.find((name) => name === wanted);
  if (known !== undefined) return known;
  throw refusal(
    EXIT.usage,
    'cli/usage',
    `--refresh takes ${REFRESHES.join(', ')}, not ${JSON.stringify(wanted)}`,
  );
}

const FAILURES = ['drift', 'unmanaged', 'blocked'] as const;
type Failure = (typeof FAILURES)[number];

/** What `--fail-on` names, e.g. `drift,unmanaged`. */
export function readFailOn(flags: Flags): ReadonlySet<Failure> {
  const wanted = list(flags['failOn']).flatMap((item) => item.split(','));
  const named = wanted.map((item) => item.trim()).filter((item) => item !== '');
  return new Set(
    named.map((item) => {
      const known = FAILURES.find((name) => name === item);
      if (known !== undefined) return known;
      throw refusal(
        EXIT.usage,
        'cli/usage',
        `--fail-on takes ${FAILURES.join(', ')}, not ${JSON.stringify(item)}`,
      );
    }),
  );
}

export function failsOn(
  plan: Pick<Plan, 'drift' | 'unmanaged' | 'summary'>,
  failures: ReadonlySet<Failure>,
): boolean {
  return (
    (failures.has('drift') && plan.drift.length > 0) ||
    (failures.has('unmanaged') && plan.unmanaged.length > 0) ||
    (failures.has('blocked') && plan.summary.blocked > 0)
  );
}
