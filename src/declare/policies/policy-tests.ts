// A file of tests of policies: plans, circumstances, and what policies are expected to say of them.
import path from 'node:path';
import type { Diagnostic, Place } from '../../model/diagnostic.ts';
import { nearest } from '../../model/nearest.ts';
import { compileSchema } from '../compile-schema.ts';
import { type DeclareDisk, readRegularFile } from '../disk.ts';
import { Faults } from '../faults.ts';
import { MAX_FILE_BYTES, parseFile } from '../parse-file.ts';
import { asRecord, checkSchema } from '../schema-check.ts';
import type { DataPath, SourceFile } from '../source-file.ts';

export const OUTCOMES = ['deny', 'warn', 'error'] as const;
export type ExpectedOutcome = (typeof OUTCOMES)[number];

/** What one policy is expected to say. */
export interface Expectation {
  readonly outcome: ExpectedOutcome;
  readonly policy: string;
  /** All addresses that it says it of; null: any, or the plan as a whole. */
  readonly at: readonly string[] | null;
  /** Text that its message contains; null: any. */
  readonly words: string | null;
  readonly place: () => Place;
}

export interface PolicyTest {
  readonly name: string;
  /** As seen from the folder of the run; null: each plan of the command line. */
  readonly plan: string | null;
  /** RFC 3339; null: when the plan was made. */
  readonly now: string | null;
  /** What is fixed of `run`. */
  readonly run: Readonly<Record<string, unknown>>;
  /** Whatever is not expected must not be said. */
  readonly expected: readonly Expectation[];
  /** null: not asked. */
  readonly autoApprove: boolean | null;
  readonly place: () => Place;
}

export type PolicyTestsRead =
  | { readonly kind: 'faults'; readonly diagnostics: readonly Diagnostic[] }
  /** A file of policies, or a root file. */
  | { readonly kind: 'policies' }
  | {
      readonly kind: 'tests';
      /** As seen from the folder of the run. */
      readonly policies: readonly string[];
      readonly tests: readonly PolicyTest[];
    };

/** `name`: as seen from `rootDir`. Files that it names are seen from its own folder. */
export async function readPolicyTests(
  rootDir: string,
  name: string,
  disk: DeclareDisk,
): Promise<PolicyTestsRead> {
  const faults = new Faults();
  const bytes = await readRegularFile(disk, path.resolve(rootDir, name), MAX_FILE_BYTES);
  if (bytes === null) {
    const hint = 'use the path of a YAML file with tests, or with policies';
    faults.add('declare/no-file', `${name} cannot be read`, null, hint);
    return { kind: 'faults', diagnostics: faults.list() };
  }
  const file = parseFile(name, bytes, faults);
  if (file === null) return { kind: 'faults', diagnostics: faults.list() };
  const values = file.values();
  if (hasPolicies(asRecord(values))) return { kind: 'policies' };
  checkSchema(await compileSchema('policy-tests.v1.json'), file, values, faults);
  if (!faults.isEmpty) return { kind: 'faults', diagnostics: faults.list() };
  const read = toTests(file, values as WrittenTests, faults);
  return faults.isEmpty ? read : { kind: 'faults', diagnostics: faults.list() };
}

/** Expectations that name a policy that is not there would hold of any plan. */
export function unknownPolicies(tests: readonly PolicyTest[], ids: readonly string[]): readonly Diagnostic[] {
  const unknown = tests.flatMap(({ expected }) => expected.filter(({ policy }) => !ids.includes(policy)));
  return unknown.map(({ policy, place }) => {
    const near = nearest(policy, ids);
    return {
      code: 'declare/no-policy',
      severity: 'error',
      message: `there is no policy ${JSON.stringify(policy)}`,
      place: place(),
      hint: `${near === undefined ? '' : `did you mean ${near}? `}policies: ${ids.join(', ')}`,
    };
  });
}

/** Whether a file is one of policies, or a root file. `policies` of a file of tests are names of files. */
function hasPolicies(values: Readonly<Record<string, unknown>>): boolean {
  const { policies } = values;
  const first: unknown = Array.isArray(policies) ? policies[0] : policies;
  return (
    !('tests' in values) &&
    typeof first !== 'string' &&
    ['policies', 'autoApprove', 'clones'].some((key) => key in values)
  );
}

/** What the schema lets pass. */
interface WrittenTests {
  readonly policies: string | readonly string[];
  readonly now?: string;
  readonly run?: Readonly<Record<string, unknown>>;
  readonly tests: readonly WrittenTest[];
}

interface WrittenTest extends Partial<Record<ExpectedOutcome, readonly WrittenExpectation[]>> {
  readonly name?: string;
  readonly plan?: string;
  readonly now?: string;
  readonly run?: Readonly<Record<string, unknown>>;
  readonly autoApprove?: boolean;
}

type WrittenExpectation =
  | string
  | { readonly policy: string; readonly at?: string | readonly string[]; readonly message?: string };

function toTests(file: SourceFile, written: WrittenTests, faults: Faults): PolicyTestsRead {
  const folder = path.posix.dirname(file.name);
  const beside = (name: string): string => (path.isAbsolute(name) ? name : path.posix.join(folder, name));
  const now = timeAt(file, ['now'], written.now, faults);
  const tests = written.tests.map((test, index): PolicyTest => {
    const at: DataPath = ['tests', index];
    return {
      name: test.name ?? `test ${index + 1}`,
      plan: test.plan === undefined ? null : beside(test.plan),
      now: timeAt(file, [...at, 'now'], test.now, faults) ?? now,
      run: { ...written.run, ...test.run },
      expected: OUTCOMES.flatMap((outcome) =>
        (test[outcome] ?? []).map((one, item) => toExpectation(outcome, one, file, [...at, outcome, item])),
      ),
      autoApprove: test.autoApprove ?? null,
      place: () => file.place(at),
    };
  });
  return { kind: 'tests', policies: [written.policies].flat().map(beside), tests };
}

function timeAt(file: SourceFile, at: DataPath, value: string | undefined, faults: Faults): string | null {
  if (value === undefined) return null;
  if (Number.isFinite(Date.parse(value))) return new Date(value).toISOString();
  faults.add(
    'declare/bad-value',
    `now is no time: ${JSON.stringify(value)}`,
    file.place(at),
    'write it as 2026-11-27T18:00:00Z',
  );
  return null;
}

function toExpectation(
  outcome: ExpectedOutcome,
  written: WrittenExpectation,
  file: SourceFile,
  where: DataPath,
): Expectation {
  const { policy, at, message } =
    typeof written === 'string' ? { policy: written, at: undefined, message: undefined } : written;
  return {
    outcome,
    policy,
    at: at === undefined ? null : [at].flat(),
    words: message ?? null,
    place: () => file.place(where),
  };
}
