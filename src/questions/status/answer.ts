// `cloneform status`: where each clone stands, declarations by projects; for a terminal, and as a page.
import { pageHash } from '../../flow/page-hash.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import { safeText } from '../../render/safe-text.ts';
import type { Asker, Output } from '../answer.ts';
import { toStatusDocument } from './document.ts';
import { takeStatus } from './read.ts';
import { renderStatusText } from './text.ts';

interface StatusInput {
  readonly unmanaged: boolean;
  /** The file that the page goes to. */
  readonly html: string | undefined;
}

export async function status(
  { deps, globals, note }: Asker,
  { unmanaged, html }: StatusInput,
): Promise<Output> {
  const output = html === undefined ? null : await import('../../flow/output-file.ts');
  if (html !== undefined) await output?.checkOutput(deps, html, { existing: 'replace' });
  return withSituation(deps, globals, async ({ client, settings, desired, recorded }) => {
    const { rateLimits } = settings.palette;
    const request = { client, desired, recorded, rateLimits, options: JUST_LOOKING };
    const value = await takeStatus(deps, request, unmanaged);
    if (html !== undefined) {
      const { renderStatusHtml } = await import('./html.ts');
      await output?.writeOutput(deps, html, renderStatusHtml(value, pageHash), output.FOR_OTHERS);
      note(`Page: ${safeText(html)}\n`);
    }
    return { value: toStatusDocument(value), text: (style) => renderStatusText(value, style) };
  });
}
