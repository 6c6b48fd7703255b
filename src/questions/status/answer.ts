// `cloneform status`: where each clone stands, declarations by projects; for a terminal, and as a page.
import { pageHash } from '../../flow/page-hash.ts';
import { selectionOf } from '../../flow/planning/selection.ts';
import { HISTORY_RUNS, listRuns } from '../../flow/state/runs.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { type FilterInput, toCloneFilter } from '../../model/clone-filter.ts';
import { type ListedProject, tagTexts } from '../../model/project.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Asker, Output } from '../answer.ts';
import { toStatusDocument } from './document.ts';
import { lastChanges } from './last-changes.ts';
import { takeStatus } from './read.ts';
import { renderStatusText } from './text.ts';

/** Where a page of history is looked for, in the folder of the page of status. */
const HISTORY_PAGE = 'history.html';

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
      const projects = desired.selection?.projects ?? (await client.countProjects()).rows;
      const page = renderStatusHtml(value, pageHash, {
        changes: lastChanges(await listRuns(deps, settings, HISTORY_RUNS)),
        tags: tagsByName(projects),
        historyPage: (await output?.existsBeside(deps, html, HISTORY_PAGE)) === true ? HISTORY_PAGE : null,
      });
      await output?.writeOutput(deps, html, page, output.FOR_OTHERS);
      note(`Page: ${safeText(html)}\n`);
    }
    return { value: toStatusDocument(value), text: (style) => renderStatusText(value, style, { verbose }) };
  });
}

function tagsByName(projects: readonly ListedProject[]): ReadonlyMap<string, readonly string[]> {
  return new Map(
    projects
      .map((project) => [project.name, tagTexts(project)] as const)
      .filter(([, texts]) => texts.length > 0),
  );
}
