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
  if (file === null || !faults.isEmpty) return { kind: 'faults', diagnostics: faults.list() };
  const values = asRecord(file.values());
  if (!('tests' in values) && ('policies' in values || 'autoApprove' in values || 'clones' in values))
    if (!namesFiles(values['policies'])) return { kind: 'policies' };
  checkSchema(await compileSchema('policy-tests.v1.json'), file, values, faults);
  if (!faults.isEmpty) return { kind: 'faults', diagnostics: faults.list() };
  const read = toTests(file, values, faults);
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

function namesFiles(policies: unknown): boolean {
  const [first = ''] = Array.isArray(policies) ? policies : [policies];
  return typeof first === 'string' && policies !== undefined && !isEmptyList(policies);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function toTests(
  file: SourceFile,
  values: Readonly<Record<string, unknown>>,
  faults: Faults,
): PolicyTestsRead {
  const folder = path.posix.dirname(file.name);
  const beside = (name: string): string => (path.isAbsolute(name) ? name : path.posix.join(folder, name));
  const tests = list(values['tests']).map((item, index): PolicyTest => {
    const at: DataPath = ['tests', index];
    const test = asRecord(item);
    const { plan } = test;
    return {
      name: text(test['name']) ?? `test ${index + 1}`,
      plan: typeof plan === 'string' ? beside(plan) : null,
      now:
        timeAt(file, [...at, 'now'], test['now'] ?? undefined, faults) ??
        timeAt(file, ['now'], values['now'], faults),
      run: { ...asRecord(values['run']), ...asRecord(test['run']) },
      expected: OUTCOMES.flatMap((outcome) => expectations(file, [...at, outcome], outcome, test[outcome])),
      autoApprove: typeof test['autoApprove'] === 'boolean' ? test['autoApprove'] : null,
      place: () => file.place(at),
    };
  });
  const { policies } = values;
  const names = typeof policies === 'string' ? [policies] : list(policies).map(String);
  return { kind: 'tests', policies: names.map(beside), tests };
}

function timeAt(file: SourceFile, at: DataPath, value: unknown, faults: Faults): string | null {
  if (typeof value !== 'string') return null;
  if (Number.isFinite(Date.parse(value))) return new Date(value).toISOString();
  faults.add(
    'declare/bad-value',
    `now is no time: ${JSON.stringify(value)}`,
    file.place(at),
    'write it as 2026-11-27T18:00:00Z',
  );
  return null;
}

function expectations(
  file: SourceFile,
  where: DataPath,
  outcome: ExpectedOutcome,
  value: unknown,
): readonly Expectation[] {
  return list(value).map((item, index) => {
    const { policy, at, message } = asRecord(typeof item === 'string' ? { policy: item } : item);
    return {
      outcome,
      policy: String(policy),
      at: typeof at === 'string' ? [at] : Array.isArray(at) ? at.map(String) : null,
      words: text(message),
      place: () => file.place([...where, index]),
    };
  });
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
