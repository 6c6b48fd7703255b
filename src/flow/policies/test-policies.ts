// Use case: policies over saved plans, against what a file expects of them. Needs no network and no state.
import path from 'node:path';
import { createDeclareDisk } from '../../declare/disk.ts';
import { readPoliciesOf } from '../../declare/policies/policy-file.ts';
import {
  type Expectation,
  type ExpectedOutcome,
  type PolicyTest,
  readPolicyTests,
  unknownPolicies,
} from '../../declare/policies/policy-tests.ts';
import type { Plan } from '../../plan/plan.ts';
import { withoutPolicies } from '../../plan/policy-blocks.ts';
import type { PolicyFinding, PolicyRef } from '../../plan/policy-report.ts';
import type { Circumstances } from '../../policy/judge.ts';
import type { FlowDeps } from '../deps.ts';
import { type CompiledPolicies, compileSet } from '../planning/policies.ts';
import { readPlanFile } from '../saved/plan-file.ts';
import { EXIT, UserError, userError } from '../user-error.ts';

export interface SaidOfPlan {
  readonly policy: string;
  readonly outcome: ExpectedOutcome;
  /** null: of the plan as a whole. */
  readonly address: string | null;
  readonly message: string;
}

/** Where a test and its plan part. `expected` and `found` are about `policy`, or about autoApprove where it is null. */
export interface Mismatch {
  readonly kind: 'not_said' | 'not_expected' | 'other_message' | 'approval';
  readonly policy: string | null;
  readonly outcome: ExpectedOutcome | null;
  readonly address: string | null;
  /** Text that was expected in a message, or whether autoApprove was expected to allow the plan. */
  readonly expected: string | boolean | null;
  readonly found: string | boolean | null;
  readonly line: number;
}

export interface TestedPlan {
  /** null: of a file without tests, whose policies are only asked. */
  readonly name: string | null;
  readonly plan: string;
  readonly now: string;
  readonly status: 'passed' | 'failed' | 'allowed' | 'denied';
  readonly findings: readonly SaidOfPlan[];
  readonly autoApproved: boolean;
  readonly mismatches: readonly Mismatch[];
}

export interface PoliciesTested {
  readonly file: string;
  readonly policies: readonly PolicyRef[];
  readonly tests: readonly TestedPlan[];
  /** Tests whose plan is not among those of the command line. */
  readonly skipped: readonly { readonly name: string; readonly plan: string }[];
  /** Policies that said something in no test. */
  readonly silent: readonly string[];
}

/** `file`: tests, or policies alone. Fails with UserError for files that cannot be used, and for a plan that no test is about. */
export async function testPolicies(
  deps: FlowDeps,
  file: string,
  planFiles: readonly string[],
): Promise<PoliciesTested> {
  const read = await readPolicyTests(deps.cwd, file, createDeclareDisk());
  if (read.kind === 'faults') throw new UserError(EXIT.error, read.diagnostics);
  const names = read.kind === 'policies' ? [file] : read.policies;
  const compiled = await compilePoliciesOf(deps, names);
  const runs =
    read.kind === 'policies'
      ? planFiles.map((plan) => ({ test: null, plan }))
      : runsOf(deps, file, read.tests, planFiles);
  if (runs.length === 0)
    throw userError(
      EXIT.usage,
      'cli/usage',
      `there is no plan to judge by ${file}`,
      `name one: cloneform policy test ${file} PLAN; cloneform plan -o PLAN saves one`,
    );
  if (read.kind === 'tests') {
    const unknown = unknownPolicies(
      read.tests,
      compiled.set.policies.map(({ declared }) => declared.id),
    );
    if (unknown.length > 0) throw new UserError(EXIT.error, unknown);
  }
  const plans = new Map<string, Plan>();
  const tests: TestedPlan[] = [];
  for (const { test, plan: name } of runs) {
    const plan = plans.get(name) ?? withoutPolicies(await readPlanFile(deps, name));
    plans.set(name, plan);
    tests.push(await runTest(compiled, test, name, plan));
  }
  return resultOf(file, compiled, tests, read.kind === 'tests' ? read.tests : [], runs);
}

async function compilePoliciesOf(deps: FlowDeps, names: readonly string[]): Promise<CompiledPolicies> {
  const policies = await readPoliciesOf(deps.cwd, names, createDeclareDisk());
  if (!policies.ok) throw new UserError(EXIT.error, policies.diagnostics);
  return compileSet(policies.policies);
}

interface Run {
  readonly test: PolicyTest | null;
  /** As seen from the folder of the run. */
  readonly plan: string;
}

function runsOf(
  { cwd }: Pick<FlowDeps, 'cwd'>,
  file: string,
  tests: readonly PolicyTest[],
  given: readonly string[],
): readonly Run[] {
  const full = (name: string): string => path.resolve(cwd, name);
  const wanted = new Set(given.map(full));
  const runs = tests.flatMap((test): readonly Run[] => {
    if (test.plan === null) return given.map((plan) => ({ test, plan }));
    return given.length === 0 || wanted.has(full(test.plan)) ? [{ test, plan: test.plan }] : [];
  });
  const used = new Set(runs.map(({ plan }) => full(plan)));
  const unused = given.filter((plan) => !used.has(full(plan)));
  if (unused.length > 0)
    throw userError(
      EXIT.error,
      'cli/no-test',
      `no test in ${file} is about ${unused.join(', ')}`,
      'add a test with `plan:`; a test without it is about each plan of the command line',
    );
  return runs;
}

const NOBODY: Circumstances['run'] = {
  command: 'plan',
  user: '',
  host: '',
  branch: null,
  commit: null,
  isCi: false,
  approvers: [],
};

/** Where a test fixes nothing, nothing of the machine that runs it counts. */
async function runTest(
  { set, judge }: CompiledPolicies,
  test: PolicyTest | null,
  name: string,
  plan: Plan,
): Promise<TestedPlan> {
  const { approvalOf } = await import('../../policy/judge.ts');
  const now = test?.now ?? plan.createdAt;
  const circumstances = { now, run: { ...NOBODY, ...test?.run }, rateLimits: 'off' as const };
  const judged = judge(plan, circumstances);
  const findings = (judged.policies?.findings ?? []).map(saidOf);
  const isDenied = findings.some(({ outcome }, index) => outcome === 'deny' || denies(judged, index));
  const autoApproved = approvalOf(set, judged, circumstances) !== null;
  const mismatches = test === null ? [] : mismatchesOf(test, findings, autoApproved);
  const status =
    test === null ? (isDenied ? 'denied' : 'allowed') : mismatches.length === 0 ? 'passed' : 'failed';
  return { name: test?.name ?? null, plan: name, now, status, findings, autoApproved, mismatches };
}

function denies({ policies }: Plan, index: number): boolean {
  return policies?.findings[index]?.outcome !== 'warned';
}

function saidOf({ policy, outcome, hasError, address, message }: PolicyFinding): SaidOfPlan {
  const said = hasError === true ? 'error' : outcome === 'warned' ? 'warn' : 'deny';
  return { policy: policy.id, outcome: said, address, message };
}

function mismatchesOf(
  { expected, autoApprove, place }: PolicyTest,
  findings: readonly SaidOfPlan[],
  autoApproved: boolean,
): readonly Mismatch[] {
  const missing = expected.flatMap((expectation) => missingOf(expectation, findings));
  const others = findings
    .filter((said) => !expected.some((expectation) => isAbout(expectation, said)))
    .map(({ policy, outcome, address, message }) => ({
      ...({ kind: 'not_expected', policy, outcome, address, expected: null, found: message } as const),
      line: place().line,
    }));
  const approval =
    autoApprove === null || autoApprove === autoApproved
      ? []
      : [{ ...APPROVAL, expected: autoApprove, found: autoApproved, line: place().line }];
  return [...missing, ...others, ...approval];
}

const APPROVAL = { kind: 'approval', policy: null, outcome: null, address: null } as const;

function isAbout({ policy, outcome, at }: Expectation, said: SaidOfPlan): boolean {
  return (
    said.policy === policy &&
    said.outcome === outcome &&
    (at === null || (said.address !== null && at.includes(said.address)))
  );
}

/** What is expected and was not said, or in other words. */
function missingOf(expectation: Expectation, findings: readonly SaidOfPlan[]): readonly Mismatch[] {
  const { policy, outcome, at, words, place } = expectation;
  const about = findings.filter((said) => isAbout(expectation, said));
  const { line } = place();
  const seen = new Set(about.map(({ address }) => address));
  const silent =
    at === null ? (about.length === 0 ? [null] : []) : at.filter((address) => !seen.has(address));
  const others = words === null ? [] : about.filter(({ message: text }) => !text.includes(words));
  return [
    ...silent.map((address) => ({
      ...({ kind: 'not_said', policy, outcome, address, expected: words, found: null, line } as const),
    })),
    ...others.map(({ address, message: found }) => ({
      ...({ kind: 'other_message', policy, outcome, address, expected: words, found, line } as const),
    })),
  ];
}

function resultOf(
  file: string,
  { set }: CompiledPolicies,
  tests: readonly TestedPlan[],
  all: readonly PolicyTest[],
  runs: readonly Run[],
): PoliciesTested {
  const policies = set.policies.map(({ declared }) => {
    const { file: declaredIn, line } = declared.place();
    return { id: declared.id, file: declaredIn, line };
  });
  const ran = new Set(runs.map(({ test }) => test));
  const skipped = all.filter((test) => !ran.has(test));
  const said = new Set(tests.flatMap(({ findings }) => findings.map(({ policy }) => policy)));
  return {
    file,
    policies,
    tests,
    skipped: skipped.map(({ name, plan }) => ({ name, plan: plan ?? '' })),
    silent: policies.map(({ id }) => id).filter((id) => !said.has(id)),
  };
}
