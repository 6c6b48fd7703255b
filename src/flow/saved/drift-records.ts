// What looks for drift found over time: counts alone, in a file of the user. State is not written, so a role that can only read is enough.
import path from 'node:path';
import { compileSchema } from '../../declare/compile-schema.ts';
import { createDeclareDisk } from '../../declare/disk.ts';
import { DRIFT_KINDS, type Drift, type Plan } from '../../plan/plan.ts';
import type { FlowDeps } from '../deps.ts';
import { FOR_OTHERS, writeOutput } from '../output-file.ts';
import { EXIT, userError } from '../user-error.ts';

export interface DriftRecord {
  /** When it was looked for, RFC 3339. */
  readonly at: string;
  readonly commit: string | null;
  /** Clones that were examined. */
  readonly clones: number;
  /** Of these, clones with drift of any kind. */
  readonly drifted: number;
  /** Findings by kind; a clone can have several. */
  readonly kinds: Readonly<Partial<Record<Drift['kind'], number>>>;
}

/** More than a year of a look every hour. */
const MOST_RECORDS = 10_000;
const MAX_BYTES = 8 * 1024 * 1024;

export function toDriftRecord(plan: Plan, at: string, commit: string | null): DriftRecord {
  const count = (kind: Drift['kind']): number => plan.drift.filter((item) => item.kind === kind).length;
  const kinds = DRIFT_KINDS.map((kind) => [kind, count(kind)] as const).filter(([, n]) => n > 0);
  return {
    at,
    commit,
    clones: new Set(plan.changes.map(({ address }) => address)).size,
    drifted: new Set(plan.drift.map(({ address }) => address)).size,
    kinds: Object.fromEntries(kinds),
  };
}

/** Oldest first; null: there is no such file. Fails with UserError for a file of something else. */
export async function readDriftRecords(
  deps: Pick<FlowDeps, 'cwd'>,
  name: string,
): Promise<readonly DriftRecord[] | null> {
  const bytes = await createDeclareDisk()
    .read(path.resolve(deps.cwd, name), MAX_BYTES)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw userError(
        EXIT.error,
        'plan/drift-records',
        `${name} cannot be read: ${error.code ?? error.message}`,
      );
    });
  if (bytes === null) return null;
  const value = parsed(Buffer.from(bytes).toString('utf8'));
  const validate = await compileSchema('drift-records.v1.json');
  if (!validate(value))
    throw userError(
      EXIT.error,
      'plan/drift-records',
      `${name} is not a file that drift --record wrote`,
      'name another file: this one stays as it is',
    );
  return (value as { readonly records: readonly DriftRecord[] }).records;
}

/** The file is replaced as a whole; the oldest records go where there are too many. */
export async function addDriftRecord(
  deps: FlowDeps,
  name: string,
  before: readonly DriftRecord[],
  record: DriftRecord,
): Promise<void> {
  const lines = [...before, record].slice(-MOST_RECORDS).map((one) => `    ${JSON.stringify(one)}`);
  const text = `{\n  "formatVersion": "1.0",\n  "records": [\n${lines.join(',\n')}\n  ]\n}\n`;
  await writeOutput(deps, name, text, FOR_OTHERS);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
