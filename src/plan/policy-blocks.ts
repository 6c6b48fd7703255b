// What policies said of a plan, as a part of it: blocked changes, warnings, and whether anything may be done at all.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { RateLimits } from '../model/settings.ts';
import type { Change } from './change.ts';
import { draftOf, findMissing, hasWork, intendedAction, readPlanned, toEntry } from './document.ts';
import { estimate } from './estimate.ts';
import type { ChangeEntry, Plan } from './plan.ts';
import { groupBy } from './planning-context.ts';
import type { PolicyFinding, PolicyRef, PolicyReport } from './policy-report.ts';
import { blockChange } from './rules/draft.ts';
import { summarize } from './summary.ts';

/** The plan as these findings leave it, whatever was found before. */
export function withPolicyReport(plan: Plan, report: PolicyReport, limits?: RateLimits): Plan {
  const bare = withoutPolicies(plan);
  const denied = groupBy(
    report.findings.filter(({ outcome, address }) => outcome !== 'warned' && address !== null),
    ({ address, action }) => `${action} ${address}`,
  );
  const changes = bare.changes.map((change) =>
    blocked(change, denied.get(`${intendedAction(change)} ${change.address}`) ?? []),
  );
  return counted(
    {
      ...bare,
      changes,
      policies: report,
      diagnostics: [...bare.diagnostics, ...diagnosticsOf(report.findings)],
    },
    limits,
  );
}

/** The plan as it was before any policy judged it. */
export function withoutPolicies(plan: Plan): Plan {
  if (plan.policies === undefined) return plan;
  const { policies: _policies, ...rest } = plan;
  return counted({
    ...rest,
    changes: plan.changes.map(unblocked),
    diagnostics: plan.diagnostics.filter(({ code }) => !OWN_CODES.has(code)),
  });
}

/**
 * What a saved plan was denied stays denied where the text of the policy is another one since: whoever approved the plan did not see
 * that change as work. With the same text, time or approvals may have changed what it says.
 */
export function withFormerDenials(plan: Plan, before: PolicyReport | undefined, limits?: RateLimits): Plan {
  const { policies: now } = plan;
  if (now === undefined || before === undefined) return plan;
  const digests = (report: PolicyReport) => new Map(report.policies.map(({ id, digest }) => [id, digest]));
  const [then, today] = [digests(before), digests(now)];
  const isSame = (id: string): boolean => then.get(id) !== undefined && then.get(id) === today.get(id);
  const said = new Set(now.findings.filter(denies).map(findingId));
  const kept = before.findings.filter(
    (finding) => denies(finding) && !isSame(finding.policy.id) && !said.has(findingId(finding)),
  );
  if (kept.length === 0) return plan;
  const findings = kept.map((finding) => ({
    ...finding,
    message: `${finding.message} (denied when this plan was made, and the policy has changed since: make a new plan)`,
  }));
  return withPolicyReport(plan, { ...now, findings: [...now.findings, ...findings] }, limits);
}

function denies({ outcome }: PolicyFinding): boolean {
  return outcome !== 'warned';
}

function findingId({ policy: { id }, action, address }: PolicyFinding): string {
  return JSON.stringify([id, action, address]);
}

/** Findings about the plan as a whole, of which nothing may be done. */
export function denialsOf(plan: Pick<Plan, 'policies'>): readonly PolicyFinding[] {
  const { findings = [] } = plan.policies ?? {};
  return findings.filter(({ address, outcome }) => address === null && outcome !== 'warned');
}

function counted(plan: Plan, limits?: RateLimits): Plan {
  const summary = summarize(plan.changes, plan.drift);
  const isDenied = denialsOf(plan).length > 0;
  return {
    ...plan,
    summary,
    ...(limits === undefined
      ? {}
      : { estimate: estimate(plan.changes.map(readPlanned), limits, plan.options) }),
    applyable: hasWork(plan.changes) && summary.blocked === 0 && !isDenied,
  };
}

function blocked(entry: ChangeEntry, findings: readonly PolicyFinding[]): ChangeEntry {
  if (findings.length === 0) return entry;
  const planned = findings.reduce<ReturnType<typeof readPlanned>>(
    (change, { policy, message }) =>
      blockChange(change, {
        by: 'policy',
        detail: `${policyWords(policy)}: ${message}`,
        hint: `change the declaration, or the policy in ${policy.file}`,
        policy,
      }),
    readPlanned(entry),
  );
  return toEntry(planned);
}

/** `no-tenant-scope`, with its file and line. */
export function policyWords({ id, file, line }: PolicyRef): string {
  return `${id} (${file}:${line})`;
}

function unblocked(entry: ChangeEntry): ChangeEntry {
  if (entry.blockers?.includes('policy') !== true) return entry;
  const planned = readPlanned(entry);
  const [first, ...others] =
    planned.kind === 'blocked' ? planned.blockers.filter(({ by }) => by !== 'policy') : [];
  if (planned.kind !== 'blocked') return entry;
  if (first !== undefined) return toEntry({ ...planned, blockers: [first, ...others] });
  const draft = draftOf(entry);
  // Of a change that policies alone block, all is known; an entry that somebody made up stays as it is.
  return findMissing(draft) === null ? toEntry(draft as Change) : entry;
}

const OWN_CODES: ReadonlySet<string> = new Set(['plan/policy', 'plan/policy-warning']);

/** Denials of the plan as errors, warnings once for all changes that they are alike for. */
function diagnosticsOf(findings: readonly PolicyFinding[]): readonly Diagnostic[] {
  const told = findings.filter(({ outcome, address }) => outcome === 'warned' || address === null);
  const alike = groupBy(told, ({ policy, message, outcome }) => JSON.stringify([policy, message, outcome]));
  return [...alike.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { policy, message, outcome } = first;
    const isWarning = outcome === 'warned';
    return [
      {
        code: isWarning ? 'plan/policy-warning' : 'plan/policy',
        severity: isWarning ? 'warning' : 'error',
        message: `${namesOf(group)}policy ${policyWords(policy)}: ${message}`,
        ...(isWarning ? {} : { hint: 'nothing of this plan can be applied while the policy denies it' }),
      } as const,
    ];
  });
}

const SHOWN_ADDRESSES = 5;

function namesOf(findings: readonly PolicyFinding[]): string {
  const addresses = findings.flatMap(({ address }) => address ?? []);
  const more = addresses.length - SHOWN_ADDRESSES;
  const shown = addresses.slice(0, SHOWN_ADDRESSES).join(', ');
  return addresses.length === 0 ? '' : `${shown}${more > 0 ? ` and ${more} more` : ''}: `;
}
