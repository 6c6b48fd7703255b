// Who changed what drifted: one request to Palette's audit for each drifted object. Whoever may not ask, or gets no answer, sees the
// drift as ever.
import type { Recorded } from '../../model/recorded.ts';
import { PaletteError } from '../../palette/palette-error.ts';
import type { AuditEntry, PaletteReader } from '../../palette/port.ts';
import type { Drift, Plan } from '../../plan/plan.ts';
import { driftedObjects, explaining, withAuthors } from '../../plan/who-changed.ts';

/** A key may have no right to read audits: then one request finds that out, not a hundred. At the documented limit, 100 take six seconds. */
const MOST_OBJECTS = 100;

export async function nameAuthors(
  client: Pick<PaletteReader, 'readAudits'>,
  plan: Plan,
  recorded: Pick<Recorded, 'clones'>,
): Promise<Plan> {
  const [first, ...others] = driftedObjects(plan, recorded).slice(0, MOST_OBJECTS);
  if (first === undefined) return plan;
  const authors = new Map<Drift, AuditEntry>();
  const ask = async ({ uid, scope, drift }: typeof first): Promise<boolean> => {
    const entries = await client.readAudits(uid, scope).catch(orNone);
    if (entries === null) return false;
    for (const one of drift) {
      const entry = explaining(one, entries);
      if (entry !== undefined) authors.set(one.drift, entry);
    }
    return true;
  };
  if (await ask(first)) await Promise.all(others.map(ask));
  return withAuthors(plan, authors);
}

/** A run that was stopped stays stopped. */
function orNone(error: unknown): null {
  if (error instanceof PaletteError && error.kind !== 'aborted') return null;
  throw error;
}
