// `cloneform state pull`, `state push FILE` and `state migrate TARGET`: a whole state, carried.

import { checkOutput, writeOutput } from '../../flow/output-file.ts';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { readDocument, toDocument } from '../../flow/state/state-document.ts';
import { countsOf, migrateState, pullState, pushState } from '../../flow/state/state-transfer.ts';
import { upgradeFormat } from '../../flow/state/upgrade-format.ts';
import { EXIT, type ExitCode, userError } from '../../flow/user-error.ts';
import type { Output } from '../../questions/answer.ts';
import { renderJson } from '../../render/json-document.ts';
import { renderMigrated, renderPulled, renderPushed, renderUpgraded } from '../../render/transfer-text.ts';
import type { Context } from '../context.ts';

/** The document is the answer, with --json or without. */
export async function statePull(
  { deps, globals, io }: Context,
  { out: file }: { readonly out: string | undefined },
): Promise<Output | ExitCode> {
  if (file !== undefined) await checkOutput(deps, file, { existing: 'replace' });
  const settings = await loadStateSettings(deps, globals);
  const dump = await pullState(deps, settings);
  const document = renderJson(toDocument(dump, deps.tool));
  if (file === undefined) {
    io.writeOut(document);
    return EXIT.ok;
  }
  await writeOutput(deps, file, document, { existing: 'replace' });
  const counts = countsOf(dump);
  return {
    value: { written: file, serial: dump.identity.serial, counts },
    text: (style) => renderPulled(file, counts, style),
  };
}

interface PushInput {
  readonly file: string;
  readonly force: boolean;
}

export async function statePush({ deps, globals }: Context, { file, force }: PushInput): Promise<Output> {
  const dump = await readDocument(deps, file);
  const settings = await loadStateSettings(deps, globals);
  const { lockTimeoutMs } = globals;
  const value = await pushState(deps, settings, dump, { force, lockTimeoutMs });
  return { value, text: (style) => renderPushed(value, style) };
}

interface MigrateInput {
  readonly target: string | undefined;
  readonly schema: boolean;
}

export async function stateMigrate({ deps, globals }: Context, input: MigrateInput): Promise<Output> {
  const { target, schema } = input;
  if (schema === (target !== undefined))
    throw userError(
      EXIT.usage,
      'cli/usage',
      'state migrate needs a target to move the state to, or --schema to upgrade it in place',
      'cloneform state migrate --help',
    );
  const { settings } = await loadDeclarations(deps, globals);
  if (target === undefined) {
    const value = await upgradeFormat(deps, settings);
    return { value, text: (style) => renderUpgraded(value, style) };
  }
  const { lockTimeoutMs, file: rootFile } = globals;
  const value = await migrateState(deps, settings, { target, rootFile, lockTimeoutMs });
  return { value, text: (style) => renderMigrated(value, style) };
}
