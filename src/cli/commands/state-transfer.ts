// `cloneform state pull`, `state push FILE` and `state migrate TARGET`: a whole state, carried.

import { checkOutput, writeOutput } from '../../flow/output-file.ts';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { loadStateSettings } from '../../flow/planning/state-settings.ts';
import { EXIT, type ExitCode, refusal } from '../../flow/refusal.ts';
import { readDocument, toDocument } from '../../flow/state/state-document.ts';
import { countsOf, migrateState, pullState, pushState } from '../../flow/state/state-transfer.ts';
import { upgradeFormat } from '../../flow/state/upgrade-format.ts';
import { renderJson } from '../../render/json-document.ts';
import { renderMigrated, renderPulled, renderPushed, renderUpgraded } from '../../render/transfer-text.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';

type Flags = Readonly<Record<string, unknown>>;

/** The document is the answer, with --json or without. */
export async function statePull(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  const { deps, globals, io } = context;
  const file = text(flags['out']);
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
  context.answer({ written: file, serial: dump.identity.serial, counts }, () =>
    renderPulled(file, counts, context.style),
  );
  return EXIT.ok;
}

export async function statePush(context: Context, args: readonly string[], flags: Flags): Promise<ExitCode> {
  const { deps, globals } = context;
  const dump = await readDocument(deps, args[0] ?? '');
  const settings = await loadStateSettings(deps, globals);
  const { lockTimeoutMs } = globals;
  const pushed = await pushState(deps, settings, dump, { force: flags['force'] === true, lockTimeoutMs });
  context.answer(pushed, () => renderPushed(pushed, context.style));
  return EXIT.ok;
}

export async function stateMigrate(
  context: Context,
  args: readonly string[],
  flags: Flags,
): Promise<ExitCode> {
  const { deps, globals } = context;
  const isSchema = flags['schema'] === true;
  if (isSchema === (args[0] !== undefined))
    throw refusal(
      EXIT.usage,
      'cli/usage',
      'state migrate takes a place to move the state to, or --schema to upgrade it where it is',
      'cloneform state migrate --help',
    );
  const { settings } = await loadDeclarations(deps, globals);
  if (isSchema) {
    const upgraded = await upgradeFormat(deps, settings);
    context.answer(upgraded, () => renderUpgraded(upgraded, context.style));
    return EXIT.ok;
  }
  const { lockTimeoutMs, file } = globals;
  const migrated = await migrateState(deps, settings, {
    target: args[0] ?? '',
    rootFile: file,
    lockTimeoutMs,
  });
  context.answer(migrated, () => renderMigrated(migrated, context.style));
  return EXIT.ok;
}
