// Files of --policy: policies and autoApprove, nothing else.
import path from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DeclaredPolicies } from '../../model/policies.ts';
import { compileSchema } from '../compile-schema.ts';
import { type DeclareDisk, readRegularFile } from '../disk.ts';
import { Faults } from '../faults.ts';
import { MAX_FILE_BYTES, parseFile } from '../parse-file.ts';
import { asRecord, checkSchema } from '../schema-check.ts';
import { checkIds, checkPolicyKeys, toPolicies } from './read-policies.ts';

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
  const given: DeclaredPolicies[] = [];
  for (const name of names) {
    const read = await readOne(rootDir, name, disk, faults);
    if (read !== null) given.push(read);
  }
  return joined(given, declared, names.length > 0, faults);
}

/** The policies of files that may be root files, too: for whoever asks about policies and plans nothing. */
export async function readPoliciesOf(
  rootDir: string,
  names: readonly string[],
  disk: DeclareDisk,
): Promise<PoliciesRead> {
  const faults = new Faults();
  const given: DeclaredPolicies[] = [];
  let declared: DeclaredPolicies | undefined;
  for (const name of names) {
    const read = await readOne(rootDir, name, disk, faults, 'or root');
    if (read === null) continue;
    if (read.isRoot && declared === undefined) declared = read;
    else given.push(read);
  }
  return joined(given, declared, given.length > 0, faults);
}

function joined(
  given: readonly DeclaredPolicies[],
  declared: DeclaredPolicies | undefined,
  isGiven: boolean,
  faults: Faults,
): PoliciesRead {
  const policies = [...given, ...(declared === undefined ? [] : [declared])].flatMap((each) => each.policies);
  checkIds(policies, faults);
  const [first, ...others] = given.flatMap(({ autoApprove }) => autoApprove ?? []);
  for (const other of others)
    faults.add(
      'declare/duplicate-policy',
      'autoApprove is in two files of policies',
      other.placeAt(0),
      'keep one of them, and join the expressions with ||',
    );
  if (!faults.isEmpty) return { ok: false, diagnostics: faults.list() };
  const autoApprove = (isGiven ? first : declared?.autoApprove) ?? null;
  return { ok: true, policies: { policies, autoApprove } };
}

async function readOne(
  rootDir: string,
  name: string,
  disk: DeclareDisk,
  faults: Faults,
  kind: 'policies' | 'or root' = 'policies',
): Promise<(DeclaredPolicies & { readonly isRoot: boolean }) | null> {
  const bytes = await readRegularFile(disk, path.resolve(rootDir, name), MAX_FILE_BYTES);
  if (bytes === null) {
    faults.add(
      'declare/no-file',
      `the policy file ${name} cannot be read`,
      null,
      'use the path of a YAML file with policies or autoApprove',
    );
    return null;
  }
  const own = new Faults();
  const file = parseFile(name, bytes, own);
  if (file === null) {
    faults.addAll(own);
    return null;
  }
  const all = asRecord(file.values());
  const isRoot = kind === 'or root' && 'clones' in all;
  const values = isRoot ? { policies: all['policies'] ?? [], autoApprove: all['autoApprove'] } : all;
  if (!isRoot) checkPolicyKeys(file, values, own);
  if (own.isEmpty)
    checkSchema(
      await compileSchema('declaration.v1.json'),
      file,
      withoutAbsent({ cloneform: 1, ...values }),
      own,
    );
  const read = own.isEmpty ? toPolicies(file, values, own) : undefined;
  faults.addAll(own);
  return { policies: [], autoApprove: null, ...read, isRoot };
}

function withoutAbsent(values: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
