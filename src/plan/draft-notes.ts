// What becomes of drafts that nobody published: whoever works on one in Palette, or reviews the plan, has to see that it goes.
import type { Diagnostic } from '../model/diagnostic.ts';
import { type Draft, isBlocked, isRemoving, type PlannedChange } from './change.ts';
import { groupBy, type PlanningContext } from './planning-context.ts';

const SHOWN_ADDRESSES = 5;

interface DraftNote {
  readonly address: string;
  readonly code: 'plan/draft-deleted' | 'plan/draft-overwritten' | 'plan/draft-left';
}

const WORDS = {
  'plan/draft-deleted': {
    what: 'the object that is deleted has an unpublished draft, which is lost with it',
    hint: 'if somebody needs the draft, publish it or copy it in Palette first',
  },
  'plan/draft-overwritten': {
    what: 'an interrupted run wrote a draft and did not publish it; what the draft contains by now is overwritten',
    hint: 'if somebody has edited that draft since, copy the edit in Palette first',
  },
  'plan/draft-left': {
    what: 'an interrupted run wrote a draft and did not publish it; its source was edited since, so that the draft stays',
    hint: 'discard the draft in Palette, or take the source as it is now with --upgrade',
  },
} as const satisfies Record<DraftNote['code'], { readonly what: string; readonly hint: string }>;

/** Changes that write over a draft of somebody else are blocked, and say it themselves. */
export function noteDrafts(
  { unfinished }: PlanningContext,
  changes: readonly PlannedChange[],
): readonly Diagnostic[] {
  const notes = changes.flatMap((change): readonly DraftNote[] => {
    if (isBlocked(change)) return [];
    const code = noteOf(change, unfinished.drafts.has(change.address));
    return code === null ? [] : [{ address: change.address, code }];
  });
  return [...groupBy(notes, ({ code }) => code)].map(([code, alike]) => tell(code, alike));
}

function noteOf(change: Draft, isOwn: boolean): DraftNote['code'] | null {
  if (!('seen' in change)) return null;
  // What was never published is itself the draft: the plan shows what becomes of it.
  if (change.seen?.draft !== true || !change.seen.published) return null;
  if (isRemoving(change)) return 'plan/draft-deleted';
  if (change.kind === 'update_content') return 'plan/draft-overwritten';
  const stays = change.kind === 'noop' || change.kind === 'update_metadata' || change.kind === 'record';
  return stays && isOwn ? 'plan/draft-left' : null;
}

/** A fleet says it once. */
function tell(code: DraftNote['code'], alike: readonly DraftNote[]): Diagnostic {
  const shown = alike.slice(0, SHOWN_ADDRESSES).map(({ address }) => address);
  const more = alike.length - shown.length;
  const names = `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const { what, hint } = WORDS[code];
  return { code, severity: 'warning', message: `${names}: ${what}`, hint };
}
