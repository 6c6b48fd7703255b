// Files of --policy: policies and autoApprove, nothing else.
import path from 'node:path';
import { isMap } from 'yaml';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DeclaredPolicies } from '../../model/policies.ts';
import { compileSchema } from '../compile-schema.ts';
import { type DeclareDisk, readRegularFile } from '../disk.ts';
import { Faults } from '../faults.ts';
import { MAX_FILE_BYTES, parseFile } from '../parse-file.ts';
import { asRecord, checkSchema } from '../schema-check.ts';
import type { SourceFile } from '../source-file.ts';
import { checkIds, checkPolicyKeys, POLICY_KEYS, toPolicies } from './read-policies.ts';

export type PoliciesRead =
  | { readonly ok: true; readonly policies: DeclaredPolicies }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/**
 * The policies of all these files and of the root file. Where a file is given, the root file has no say in what is approved: the author
 * of a change can edit it.
 */
export async function readPolicies(
  rootDir: string,
  names: readonly string[],
  disk: DeclareDisk,
  declared: DeclaredPolicies | undefined,
): Promise<PoliciesRead> {
  const faults = new Faults();
  const given = await readAll(rootDir, names, disk, faults, () => false);
  return joined(given, declared === undefined ? [] : [declared], faults);
}

/** The policies of files that may be root files, too: for whoever asks about policies and plans nothing. */
export async function readPoliciesOf(
  rootDir: string,
  names: readonly string[],
  disk: DeclareDisk,
): Promise<PoliciesRead> {
  const faults = new Faults();
  const read = await readAll(rootDir, names, disk, faults, (values) =>
    ['clones', 'include'].some((key) => key in values),
  );
  return joined(
    read.filter(({ isRoot }) => !isRoot),
    read.filter(({ isRoot }) => isRoot),
    faults,
  );
}

function joined(
  given: readonly DeclaredPolicies[],
  roots: readonly DeclaredPolicies[],
  faults: Faults,
): PoliciesRead {
  const policies = [...given, ...roots].flatMap((each) => each.policies);
  checkIds(policies, faults);
  const approving = given.length > 0 ? given : roots;
  const [autoApprove = null, ...others] = approving.flatMap((each) => each.autoApprove ?? []);
  for (const other of others)
    faults.add(
      'declare/duplicate-policy',
      'autoApprove is in two files of policies',
      other.placeAt(0),
      'keep one of them, and join the expressions with ||',
    );
  return faults.isEmpty
    ? { ok: true, policies: { policies, autoApprove } }
    : { ok: false, diagnostics: faults.list() };
}

type Values = Readonly<Record<string, unknown>>;
type ReadPolicies = DeclaredPolicies & { readonly isRoot: boolean };

/** Those of the files that can be read; `faults` says what is wrong with the others. */
async function readAll(
  rootDir: string,
  names: readonly string[],
  disk: DeclareDisk,
  faults: Faults,
  isRoot: (values: Values) => boolean,
): Promise<readonly ReadPolicies[]> {
  const all: ReadPolicies[] = [];
  for (const name of names) {
    const bytes = await readRegularFile(disk, path.resolve(rootDir, name), MAX_FILE_BYTES);
    if (bytes === null) {
      const hint = 'use the path of a YAML file with policies or autoApprove';
      faults.add('declare/no-file', `the policy file ${name} cannot be read`, null, hint);
      continue;
    }
    const own = new Faults();
    const file = parseFile(name, bytes, own);
    if (file !== null) all.push(await policiesOf(file, isRoot, own));
    faults.addAll(own);
  }
  return all;
}

async function policiesOf(
  file: SourceFile,
  isRootFile: (values: Values) => boolean,
  faults: Faults,
): Promise<ReadPolicies> {
  const all = file.values();
  const isRoot = isRootFile(asRecord(all));
  const values = isRoot ? ofPolicies(asRecord(all)) : asRecord(all);
  checkPolicyKeys(file, values, faults);
  const checked = isMap(file.root) ? { cloneform: 1, ...values } : all;
  if (faults.isEmpty) checkSchema(await compileSchema('declaration.v1.json'), file, checked, faults);
  const read = faults.isEmpty ? toPolicies(file, values, faults) : undefined;
  return { policies: [], autoApprove: null, ...read, isRoot };
}

function ofPolicies(values: Values): Values {
  const known: readonly string[] = POLICY_KEYS;
  return Object.fromEntries(Object.entries(values).filter(([key]) => known.includes(key)));
}
