// `cloneform status`: declarations by projects. Takes no lock and writes no state.

import { loadDeclarations } from '../../flow/planning/declarations.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { withReader } from '../../flow/state/open-state.ts';
import { connect } from '../../flow/tenant/connect.ts';
import { takeStatus } from '../../questions/status/read.ts';
import { renderStatusText } from '../../questions/status/text.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Context } from '../context.ts';
import { text } from '../globals.ts';
import { readPlanOptions } from '../plan-options.ts';
import { pageHash } from '../reports.ts';

type Flags = Readonly<Record<string, unknown>>;

export async function status(context: Context, _args: readonly string[], flags: Flags): Promise<ExitCode> {
  const { deps, globals } = context;
  const file = text(flags['html']);
  const output = file === undefined ? null : await import('../../flow/output-file.ts');
  if (file !== undefined) await output?.checkOutput(deps, file, { existing: 'replace' });
  const { settings, desired } = await loadDeclarations(deps, globals);
  const client = await connect(deps, globals, settings);
  try {
    const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
    const options = { ...readPlanOptions({}, false), preflight: false };
    const { rateLimits } = settings.palette;
    const request = { client, desired, recorded, rateLimits, options };
    const found = await takeStatus(deps, request, flags['unmanaged'] === true);
    if (file !== undefined) {
      const { renderStatusHtml } = await import('../../questions/status/html.ts');
      await output?.writeOutput(deps, file, renderStatusHtml(found, pageHash), output.FOR_OTHERS);
      context.note(`Page: ${safeText(file)}\n`);
    }
    context.answer(found, () => renderStatusText(found, context.style));
    return EXIT.ok;
  } finally {
    context.cost(client.stats());
    await client.close();
  }
}
