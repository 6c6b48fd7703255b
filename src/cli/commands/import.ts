// `cloneform import`: one object by address and UID, or YAML for all that match.
import path from 'node:path';
import { checkOutput, makeFolder, writeOutput } from '../../flow/output-file.ts';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { desiredNow } from '../../flow/planning/desired.ts';
import { whileReading } from '../../flow/reading-progress.ts';
import { findImports, withImportedOverrides } from '../../flow/tenant/import-all.ts';
import { importClone } from '../../flow/tenant/import-one.ts';
import { withClient, withSituation } from '../../flow/tenant/with-client.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
import { commitOf } from '../../library/commit.ts';
import { policiesFor } from '../../library/policies.ts';
import { refuseIgnored } from '../../library/refuse-ignored.ts';
import type { FoundPlace } from '../../model/found-import.ts';
import type { Output } from '../../questions/answer.ts';
import { type ImportYaml, renderImportYaml } from '../../render/import-yaml.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import { count } from '../../render/plan-words.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Context } from '../context.ts';
import { reportEnd } from '../report-end.ts';

/** A file for version control: of the usual mode, and never over one that somebody wrote. */
const DECLARATIONS = { existing: 'refuse', mode: 0o666 } as const;

interface ImportInput {
  readonly address: string | undefined;
  readonly uid: string | undefined;
  readonly all: boolean;
  readonly match: string | undefined;
  readonly policy: readonly string[];
  /** The file that the YAML goes to. */
  readonly write: string | undefined;
}

export async function importCommand(context: Context, input: ImportInput): Promise<Output | ExitCode> {
  const { address, uid, all, match, write } = input;
  if (all) {
    if (address !== undefined) throw usage('--all cannot be combined with an address');
    if (match === undefined) throw usage("import --all needs --match GLOB; --match '*' matches everything");
    return importAll(context, match, write ?? null);
  }
  refuseIgnored('an address', { '--match': match !== undefined, '--write': write !== undefined });
  if (address === undefined || uid === undefined) throw usage('import needs an address and a UID, or --all');
  if (uid.includes(':'))
    throw usage(
      `import needs the UID of the object in Palette, not name:scope:version such as ${JSON.stringify(uid)}; cloneform inventory --json lists UIDs`,
    );
  return importOne(context, address, uid, input.policy);
}

async function importOne(
  context: Context,
  address: string,
  uid: string,
  policyFiles: readonly string[],
): Promise<ExitCode> {
  const { deps, globals, io, style } = context;
  const { settings, declared } = await loadDeclarations(deps, globals);
  const policies = await policiesFor(deps, 'import', declared, policyFiles);
  return withClient(deps, globals, settings, async (client) => {
    const desired = await desiredNow(client, declared, deps.reading);
    const { rateLimits } = settings.palette;
    const request = { policies, client, rateLimits, desired, commit: commitOf(deps.env), address, uid };
    const end = await importClone(deps, settings, globals.lockTimeoutMs, request, {
      showPlan: (plan) => {
        if (!globals.json) io.writeOut(renderPlanText(plan, style, { command: 'apply' }));
      },
      emit: () => undefined,
      isStopping: () => io.isStopping(),
    });
    return reportEnd(context, settings, end, 'import');
  });
}

async function importAll(
  { deps, globals, note }: Context,
  match: string,
  file: string | null,
): Promise<Output> {
  if (file !== null) await checkOutput(deps, file, DECLARATIONS);
  return withSituation(deps, globals, async ({ client, desired, recorded }) => {
    const bare = renderImportYaml(
      await whileReading(deps.reading, (tally) =>
        findImports(client, desired, recorded, { glob: match, mayWriteFiles: file !== null }, tally),
      ),
    );
    const { text, files, left } = await withImportedOverrides(deps, bare.text, bare.overrides);
    const yaml = { ...bare, text };
    for (const id of left) note(`The overrides of ${id} could not be written; declare them yourself.\n`);
    const { imported: imports, declared: declarations } = yaml;
    const withoutSource = yaml.withoutSource.map(toRow);
    const legacy = yaml.legacy.map(toRow);
    const value = { file, imports, declarations, withoutSource, legacy };
    if (file === null) {
      note('Nothing was written. To write this to a file, use --write FILE.\n');
      return { value: { ...value, yaml: yaml.text }, text: () => yaml.text };
    }
    // Before the YAML that names them: a file that nothing names does no harm.
    for (const { name, text: own } of files) {
      await makeFolder(deps, path.dirname(name));
      await writeOutput(deps, name, own, DECLARATIONS);
    }
    await writeOutput(deps, file, yaml.text, DECLARATIONS);
    const names = files.map(({ name }) => name);
    return {
      value: { ...value, files: names },
      text: () => writtenText(file, globals.file, yaml) + filesText(names),
    };
  });
}

function writtenText(
  file: string,
  rootFile: string,
  { declared, imported, withoutSource, legacy }: ImportYaml,
): string {
  const skipped =
    withoutSource.length === 0
      ? ''
      : ` Without a source (listed in the comment of the file): ${withoutSource.length}.`;
  const old =
    legacy.length === 0 ? '' : ` With versions that cannot be declared (listed there too): ${legacy.length}.`;
  return [
    `Wrote ${safeText(file)}: ${count(declared, 'declaration')}, ${count(imported, 'import')}.${skipped}${old}`,
    imported === 0
      ? 'Next: declare the objects listed there yourself, if they are clones'
      : `Next: add the file to include: in ${safeText(rootFile)} (unless a pattern there already matches it), then run cloneform plan`,
    '',
  ].join('\n');
}

function filesText(files: readonly string[]): string {
  if (files.length === 0) return '';
  return `Texts of overrides stand in ${count(files.length, 'file')}: ${files.map(safeText).join(', ')}\n`;
}

function toRow({
  uid,
  name,
  version,
  project,
}: FoundPlace): Pick<FoundPlace, 'uid' | 'name' | 'version' | 'project'> {
  return { uid, name, version, project };
}

function usage(message: string): Error {
  return userError(
    EXIT.usage,
    'cli/usage',
    message,
    'cloneform import ADDRESS UID, or cloneform import --all --match GLOB [--write FILE]',
  );
}
