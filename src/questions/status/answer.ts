// `cloneform status`: where each clone stands, declarations by projects; for a terminal, and as a page.
import { pageHash } from '../../flow/page-hash.ts';
import { selectionOf } from '../../flow/planning/selection.ts';
import { HISTORY_RUNS, listRuns } from '../../flow/state/runs.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { type FilterInput, toCloneFilter } from '../../model/clone-filter.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Asker, Output } from '../answer.ts';
import { toStatusDocument } from './document.ts';
import { lastChanges } from './last-changes.ts';
import { takeStatus } from './read.ts';
import { renderStatusText } from './text.ts';

interface StatusInput extends FilterInput {
  readonly unmanaged: boolean;
  /** Lists what is up to date, too. */
  readonly verbose: boolean;
  /** The file that the page goes to. */
  readonly html: string | undefined;
}

export async function status({ deps, globals, note }: Asker, input: StatusInput): Promise<Output> {
  const { unmanaged, html, verbose } = input;
  const filter = toCloneFilter(input);
  const output = html === undefined ? null : await import('../../flow/output-file.ts');
  if (html !== undefined) await output?.checkOutput(deps, html, { existing: 'replace' });
  return withSituation(deps, globals, async ({ client, settings, desired, recorded }) => {
    const { rateLimits } = settings.palette;
    const request = {
      client,
      desired,
      recorded,
      rateLimits,
      options: { ...JUST_LOOKING, ...selectionOf(filter) },
    };
    const value = await takeStatus(deps, request, {
      filter,
      withUnmanaged: unmanaged,
      consoleUrl: settings.palette.consoleUrl,
    });
    if (html !== undefined) {
      const { renderStatusHtml } = await import('./html.ts');
      const changes = lastChanges(await listRuns(deps, settings, HISTORY_RUNS));
      await output?.writeOutput(deps, html, renderStatusHtml(value, pageHash, changes), output.FOR_OTHERS);
      note(`Page: ${safeText(html)}\n`);
    }
    return { value: toStatusDocument(value), text: (style) => renderStatusText(value, style, { verbose }) };
  });
}
