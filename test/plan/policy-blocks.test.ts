// What policies make of a plan: what they deny is blocked, what they say of the whole of it is a diagnostic, and all of it can be taken back.
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/model/diagnostic.ts';
import type { ChangeEntry, Plan } from '../../src/plan/plan.ts';
import {
  denialsOf,
  policyWords,
  withFormerDenials,
  withoutPolicies,
  withPolicyReport,
} from '../../src/plan/policy-blocks.ts';
import type { PolicyFinding, PolicyRef, PolicyReport } from '../../src/plan/policy-report.ts';
import { aClone, aDesired, anObject, aRow, planWorld } from '../support/a-world.ts';

const TWO = aDesired(aClone('a'), aClone('b'));
/** Two clones to be created. */
const PLAN = planWorld({ desired: TWO });
const REFUSED = planWorld({
  desired: TWO,
  preflight: { a: { status: 'refused', code: 'Odd', message: 'no' } },
});

function aPolicy(id = 'rule', line = 4): PolicyRef {
  return { id, file: 'rules.yaml', line };
}

function aFinding(facts: Partial<Omit<PolicyFinding, 'address'>> & { address?: string | null } = {}) {
  const finding = { policy: aPolicy(), outcome: 'denied', message: 'no', action: 'create', ...facts };
  return { address: 'a', ...finding } as PolicyFinding;
}

const OF_PLAN = aFinding({ address: null, action: null });

function aReport(...findings: readonly PolicyFinding[]): PolicyReport {
  return { policies: [{ ...aPolicy(), digest: 'sha256:1' }], findings };
}

/** What blocks each change, as people read it. */
function obstacles({ changes }: Pick<Plan, 'changes'>): Record<string, readonly string[]> {
  return Object.fromEntries(
    changes.map(({ address, obstacles: found = [] }) => [
      address,
      found.map(({ by, detail }) => `${by}: ${detail}`),
    ]),
  );
}

function said({ diagnostics }: Pick<Plan, 'diagnostics'>): readonly string[] {
  return diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`);
}

describe('which changes are blocked', () => {
  const NO = 'policy: rule (rules.yaml:4): no';
  test.each<[string, readonly PolicyFinding[], readonly string[], readonly string[]]>([
    ['none, where nothing was found', [], [], []],
    ['the one that is denied', [aFinding()], [NO], []],
    ['one whose expression failed', [aFinding({ outcome: 'failed' })], [NO], []],
    ['none that is only warned of', [aFinding({ outcome: 'warned' })], [], []],
    ['none, where another change of the address is denied', [aFinding({ action: 'delete' })], [], []],
    ['none, where the plan as a whole is denied', [OF_PLAN], [], []],
    [
      'one for each denial',
      [aFinding({ address: 'b', message: 'never' }), aFinding()],
      [NO],
      ['policy: rule (rules.yaml:4): never'],
    ],
    [
      'one by all policies that deny it',
      [aFinding(), aFinding({ policy: aPolicy('other', 9), message: 'nor this' })],
      [NO, 'policy: other (rules.yaml:9): nor this'],
      [],
    ],
  ])('%s', (_, findings, a, b) => {
    expect(obstacles(withPolicyReport(PLAN, aReport(...findings)))).toEqual({ a, b });
  });

  test('a blocked change says what it would be, which policy denies it, and what to do', () => {
    const [change] = withPolicyReport(PLAN, aReport(aFinding())).changes;
    expect(change).toMatchObject({
      action: 'blocked',
      wouldBe: 'create',
      blockedBy: 'policy',
      obstacles: [{ policy: aPolicy(), hint: 'change the declaration, or the policy in rules.yaml' }],
    });
  });

  test('what something else blocks already is blocked by both, in the order of precedence', () => {
    expect(obstacles(withPolicyReport(REFUSED, aReport(aFinding())))).toEqual({
      a: [NO, 'preflight: Palette would refuse it: Odd: no'],
      b: [],
    });
  });

  test('changes that no policy denies stay as they are', () => {
    expect(withPolicyReport(PLAN, aReport(aFinding())).changes[1]).toBe(PLAN.changes[1]);
  });
});

describe('what the plan then says of itself', () => {
  test('its counts, its report, and whether it can be applied', () => {
    const plan = withPolicyReport(PLAN, aReport(aFinding()));
    expect(plan.summary).toEqual({ ...PLAN.summary, create: 1, blocked: 1 });
    expect(plan.policies).toEqual(aReport(aFinding()));
  });

  const idle = anObject({ uid: 'u-a', name: 'a', version: '1.0.0', project: 'edge-dev' });
  const NOTHING = planWorld({ desired: aDesired(aClone('a')), objects: [idle], rows: [aRow('a', idle)] });
  test.each<[string, Plan, readonly PolicyFinding[], boolean]>([
    ['nothing is denied', PLAN, [], true],
    ['all is only warned of', PLAN, [aFinding({ outcome: 'warned' })], true],
    ['the plan is only warned of', PLAN, [{ ...OF_PLAN, outcome: 'warned' }], true],
    ['a change is denied', PLAN, [aFinding()], false],
    ['the plan is denied', PLAN, [OF_PLAN], false],
    ['a rule about the plan failed', PLAN, [{ ...OF_PLAN, outcome: 'failed' }], false],
    ['there is nothing to do', NOTHING, [], false],
    ['something else blocks a change', REFUSED, [], false],
  ])('where %s', (_, plan, findings, expected) => {
    expect(withPolicyReport(plan, aReport(...findings)).applyable).toBe(expected);
  });

  test('the estimate leaves out what is blocked, where the limits are known', () => {
    const plan = planWorld({ desired: aDesired(aClone('a'), aClone('b'), aClone('c')) });
    const limits = { default: { rps: 10, burst: 50 } };
    // A clone takes two requests.
    expect(plan.estimate.requests).toBe(6);
    expect(withPolicyReport(plan, aReport(aFinding()), limits).estimate.requests).toBe(4);
    expect(withPolicyReport(plan, aReport(aFinding())).estimate.requests).toBe(6);
  });

  test.each<[string, readonly PolicyFinding[], readonly string[]]>([
    ['a denied change is said beside the change', [aFinding()], []],
    ['a denied plan is an error', [OF_PLAN], ['error plan/policy policy rule (rules.yaml:4): no']],
    [
      'a rule of the plan that failed is one, too',
      [{ ...OF_PLAN, outcome: 'failed' }],
      ['error plan/policy policy rule (rules.yaml:4): no'],
    ],
    [
      'a warning of the plan names no change',
      [{ ...OF_PLAN, outcome: 'warned' }],
      ['warning plan/policy-warning policy rule (rules.yaml:4): no'],
    ],
    [
      'a warning of a change names it',
      [aFinding({ outcome: 'warned' })],
      ['warning plan/policy-warning a: policy rule (rules.yaml:4): no'],
    ],
    [
      'the same warning of several changes is one',
      ['a', 'b'].map((address) => aFinding({ outcome: 'warned', address })),
      ['warning plan/policy-warning a, b: policy rule (rules.yaml:4): no'],
    ],
    [
      'five changes are named',
      ['a', 'b', 'c', 'd', 'e'].map((address) => aFinding({ outcome: 'warned', address })),
      ['warning plan/policy-warning a, b, c, d, e: policy rule (rules.yaml:4): no'],
    ],
    [
      'of more, the rest are counted',
      ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((address) => aFinding({ outcome: 'warned', address })),
      ['warning plan/policy-warning a, b, c, d, e and 2 more: policy rule (rules.yaml:4): no'],
    ],
    [
      'other texts, policies and outcomes are said apart',
      [
        aFinding({ outcome: 'warned' }),
        aFinding({ outcome: 'warned', message: 'careful' }),
        aFinding({ outcome: 'warned', policy: aPolicy('other') }),
        OF_PLAN,
      ],
      [
        'warning plan/policy-warning a: policy rule (rules.yaml:4): no',
        'warning plan/policy-warning a: policy rule (rules.yaml:4): careful',
        'warning plan/policy-warning a: policy other (rules.yaml:4): no',
        'error plan/policy policy rule (rules.yaml:4): no',
      ],
    ],
  ])('%s', (_, findings, expected) => {
    expect(said(withPolicyReport(PLAN, aReport(...findings)))).toEqual(expected);
  });

  test('only an error says that nothing can be applied', () => {
    const { diagnostics } = withPolicyReport(PLAN, aReport(aFinding({ outcome: 'warned' }), OF_PLAN));
    expect(diagnostics.map(({ hint }) => hint)).toEqual([
      undefined,
      'nothing of this plan can be applied while the policy denies it',
    ]);
  });

  test('denials of the whole plan are found in it', () => {
    expect(denialsOf(PLAN)).toEqual([]);
    const failed: PolicyFinding = { ...OF_PLAN, outcome: 'failed' };
    const findings = [aFinding(), OF_PLAN, { ...OF_PLAN, outcome: 'warned' as const }, failed];
    expect(denialsOf({ policies: aReport(...findings) })).toEqual([OF_PLAN, failed]);
  });

  test('a policy is named with its file and line', () => {
    expect(policyWords(aPolicy('no-tenant-scope', 12))).toBe('no-tenant-scope (rules.yaml:12)');
  });
});

describe('the plan without what policies said', () => {
  const note: Diagnostic = { code: 'plan/other', severity: 'warning', message: 'something else' };
  const all = aReport(aFinding(), aFinding({ address: 'b', outcome: 'warned' }), OF_PLAN);
  test.each<[string, Plan]>([
    ['where a change was free before', { ...PLAN, diagnostics: [note] }],
    ['where something else blocks it, too', { ...REFUSED, diagnostics: [note] }],
  ])('is as it was: %s', (_, plan) => {
    expect(withoutPolicies(withPolicyReport(plan, all))).toEqual(plan);
  });

  test('is the same plan, where none judged it', () => {
    expect(withoutPolicies(REFUSED)).toBe(REFUSED);
  });

  test('is what the next report judges', () => {
    const next = aReport(aFinding({ address: 'b' }));
    expect(withPolicyReport(withPolicyReport(PLAN, all), next)).toEqual(withPolicyReport(PLAN, next));
  });

  test('keeps changes that something else blocks as they are', () => {
    const judged = withPolicyReport(REFUSED, aReport());
    expect(withoutPolicies(judged).changes[0]).toBe(REFUSED.changes[0]);
  });

  test('keeps an entry blocked of which the plan does not say enough to be done', () => {
    const judged = withPolicyReport(PLAN, all);
    const forged = judged.changes.map((entry): ChangeEntry => {
      const { after: _after, ...rest } = entry;
      return rest;
    });
    expect(withoutPolicies({ ...judged, changes: forged }).changes[0]).toBe(forged[0]);
  });

  test('keeps an entry that calls itself blocked by a policy and is none', () => {
    const forged = PLAN.changes.map((entry): ChangeEntry => ({ ...entry, blockers: ['policy'] }));
    expect(withoutPolicies({ ...PLAN, policies: all, changes: forged }).changes).toEqual(forged);
  });
});

describe('what a saved plan was denied', () => {
  const SINCE =
    'rule (rules.yaml:4): no (denied when this plan was made, and the policy has changed since: make a new plan)';
  const policies = (digest?: string): PolicyReport['policies'] => [
    { ...aPolicy(), ...(digest === undefined ? {} : { digest }) },
  ];
  const before = (...findings: readonly PolicyFinding[]): PolicyReport => ({
    policies: policies('sha256:1'),
    findings,
  });
  const judgedNow = (digest: string | undefined, ...findings: readonly PolicyFinding[]): Plan =>
    withPolicyReport(PLAN, { policies: policies(digest), findings });

  test.each<[string, PolicyReport, Plan, readonly string[]]>([
    [
      'stays denied where the policy has changed',
      before(aFinding()),
      judgedNow('sha256:2'),
      [`policy: ${SINCE}`],
    ],
    [
      'stays denied where its rule failed',
      before(aFinding({ outcome: 'failed' })),
      judgedNow('sha256:2'),
      [`policy: ${SINCE}`],
    ],
    [
      'stays denied where the policy is gone',
      before(aFinding()),
      withPolicyReport(PLAN, { policies: [], findings: [] }),
      [`policy: ${SINCE}`],
    ],
    [
      'stays denied where nobody knows the text of the policy, then or now',
      { policies: policies(), findings: [aFinding()] },
      judgedNow(undefined),
      [`policy: ${SINCE}`],
    ],
    [
      'stays denied beside what other policies say now',
      before(aFinding()),
      judgedNow('sha256:2', aFinding({ policy: aPolicy('other') })),
      ['policy: other (rules.yaml:4): no', `policy: ${SINCE}`],
    ],
    [
      'stays denied where the policy only warns now',
      before(aFinding()),
      judgedNow('sha256:2', aFinding({ outcome: 'warned' })),
      [`policy: ${SINCE}`],
    ],
    [
      'stays denied where the policy denies another change now',
      before(aFinding()),
      judgedNow('sha256:2', aFinding({ action: 'delete' })),
      [`policy: ${SINCE}`],
    ],
    ['is allowed where the same policy allows it now', before(aFinding()), judgedNow('sha256:1'), []],
    [
      'is allowed where the policy only warned',
      before(aFinding({ outcome: 'warned' })),
      judgedNow('sha256:2'),
      [],
    ],
    [
      'is said once where the policy still denies it',
      before(aFinding()),
      judgedNow('sha256:2', aFinding({ message: 'not at all' })),
      ['policy: rule (rules.yaml:4): not at all'],
    ],
  ])('%s', (_, then, plan, expected) => {
    expect(obstacles(withFormerDenials(plan, then))).toEqual({ a: expected, b: [] });
  });

  test('of one address says nothing of another', () => {
    const plan = judgedNow('sha256:2', aFinding({ address: 'b' }));
    expect(obstacles(withFormerDenials(plan, before(aFinding())))).toEqual({
      a: [`policy: ${SINCE}`],
      b: ['policy: rule (rules.yaml:4): no'],
    });
  });

  test('as a whole cannot be applied now, either', () => {
    const plan = withFormerDenials(judgedNow('sha256:2'), before(OF_PLAN));
    expect(said(plan)).toEqual([`error plan/policy policy ${SINCE}`]);
    expect(plan.applyable).toBe(false);
  });

  test('is counted in the estimate', () => {
    const limits = { default: { rps: 10, burst: 50 } };
    const plan = withFormerDenials(judgedNow('sha256:2'), before(aFinding()), limits);
    expect(plan.estimate.requests).toBe(2);
  });

  test.each<[string, Plan, PolicyReport | undefined]>([
    ['no policy judges it now', PLAN, before(aFinding())],
    ['none did then', judgedNow('sha256:2'), undefined],
    ['nothing was denied then', judgedNow('sha256:2', aFinding()), before()],
  ])('changes nothing where %s', (_, plan, then) => {
    expect(withFormerDenials(plan, then)).toBe(plan);
  });
});
