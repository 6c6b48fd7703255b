// `cloneform import`: one object by address and UID, or YAML for all that match.

import { checkOutput, writeOutput } from '../../flow/output-file.ts';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { findImports } from '../../flow/tenant/import-all.ts';
import { importClone } from '../../flow/tenant/import-one.ts';
import type { FoundPlace } from '../../model/found-import.ts';
import { renderImportYaml } from '../../render/import-yaml.ts';
import { renderPlanText } from '../../render/plan-text.ts';
import { count } from '../../render/plan-words.ts';
import { safeText } from '../../render/safe-text.ts';
import { commitOf } from '../commit.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { tellEnd } from '../tell-end.ts';

/** A file for version control: of the usual mode, and never over one that somebody wrote. */
const DECLARATIONS = { existing: 'refuse', mode: 0o666 } as const;

type Flags = Readonly<Record<string, unknown>>;

export async function importCommand(
  context: Context,
  args: readonly string[],
  flags: Flags,
): Promise<ExitCode> {
  const [address, uid] = args;
  if (flags['all'] === true) {
    if (address !== undefined) throw usage('--all takes no address');
    return importAll(context, flags);
  }
  if (address === undefined || uid === undefined) throw usage('import takes an address and a UID, or --all');
  if (uid.includes(':'))
    throw usage(
      `import takes the UID of the object in Palette, not name:scope:version such as ${JSON.stringify(uid)}; cloneform inventory --json lists UIDs`,
    );
  return importOne(context, address, uid);
}

async function importOne(context: Context, address: string, uid: string): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const { rateLimits } = settings.palette;
    const end = await importClone(
      deps,
      settings,
      globals.lockTimeoutMs,
      { client, rateLimits, desired, commit: commitOf(deps.env), address, uid },
      {
        showPlan: (plan) => {
          if (!globals.json) io.writeOut(renderPlanText(plan, context.style, { command: 'apply' }));
        },
        emit: () => undefined,
        isStopping: () => io.isStopping(),
      },
    );
    return tellEnd(context, end, 'import');
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}

async function importAll(context: Context, flags: Flags): Promise<ExitCode> {
  const { deps, globals } = context;
  const match = text(flags['match']);
  const file = text(flags['write']) ?? null;
  if (match === undefined) throw usage("import --all needs --match GLOB; --match '*' takes all");
  if (file !== null) await checkOutput(deps, file, DECLARATIONS);
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
    const yaml = renderImportYaml(await findImports(client, desired, recorded, match));
    if (file !== null) await writeOutput(deps, file, yaml.text, DECLARATIONS);
    const facts = {
      imports: yaml.imported,
      declarations: yaml.declared,
      withoutSource: yaml.withoutSource.map(toRow),
      legacy: yaml.legacy.map(toRow),
    };
    if (file === null) {
      context.answer({ file, ...facts, yaml: yaml.text }, () => yaml.text);
      context.note('Nothing was written: --write FILE writes this to a file.\n');
      return EXIT.ok;
    }
    const { withoutSource, legacy } = facts;
    context.answer({ file, ...facts }, () => {
      const skipped =
        withoutSource.length === 0
          ? ''
          : ` Without a source, and named in its comment: ${withoutSource.length}.`;
      const old =
        legacy.length === 0 ? '' : ` Of versions that cannot be declared, and named there: ${legacy.length}.`;
      return [
        `Wrote ${safeText(file)}: ${count(yaml.declared, 'declaration')}, ${count(yaml.imported, 'import')}.${skipped}${old}`,
        yaml.imported === 0
          ? 'Next: declare yourself what is named there, if it is a clone'
          : `Next: name it under include: in ${safeText(globals.file)} unless a pattern there finds it, then cloneform plan`,
        '',
      ].join('\n');
    });
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
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
  return refusal(
    EXIT.usage,
    'cli/usage',
    message,
    'cloneform import ADDRESS UID, or cloneform import --all --match GLOB [--write FILE]',
  );
}
