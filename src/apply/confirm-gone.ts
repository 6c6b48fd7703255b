// Whether an object is gone: by the same evidence as in a plan (model/absence.ts), with lists that are read again and shared.
import {
  type Missing,
  projectWitness,
  readAbsence,
  sharedLists,
  type Witnesses,
} from '../inventory/read-absence.ts';
import { type RawRead, readObject } from '../inventory/read-object.ts';
import { HIDDEN } from '../model/absence.ts';
import type { NaturalKey } from '../model/natural-key.ts';
import type { ReadFailure } from '../model/observed.ts';
import type { PaletteClient } from '../palette/port.ts';
import { type ApplyDeps, refuse, type SagaResult } from './deps.ts';

/** Lists may show for a moment what is gone, and Palette may still call its name taken. */
const WAITS_MS = [0, 250, 1000, 3000];

export interface Leaving {
  readonly uid: string;
  readonly key: NaturalKey;
  /** What it was copied from: asks Palette's dry run, too, where nothing was deleted by us. */
  readonly source?: Missing['source'];
}

/** After a delete: null once it is proven that the object is gone; else why that is not known yet. */
export async function confirmGone(deps: ApplyDeps, leaving: Leaving): Promise<SagaResult | null> {
  let why: SagaResult | null = null;
  let denied: RawRead | null = null;
  for (const wait of WAITS_MS) {
    if (wait > 0) await deps.clock.sleep(wait);
    // What Palette denied once does not come back under this UID: only the rest of the evidence is still missing.
    const read: RawRead = denied ?? (await readObject(deps.client, leaving.uid, leaving.key, 'existence'));
    if (read.status === 'not_found') denied = read;
    why = await whyNotGone(deps, leaving, read);
    if (why === null) return null;
    if (deps.isStopping()) break;
  }
  return why;
}

/** null: it is gone, by all the evidence. */
export async function whyNotGone(
  deps: ApplyDeps,
  leaving: Leaving,
  read: RawRead,
): Promise<SagaResult | null> {
  const { uid, key, source } = leaving;
  if (read.status === 'present')
    return refuse('StillThere', 'Palette accepted the delete, but still shows the object', AGAIN, uid);
  const missing = { uid, place: key, read, source };
  const absence = await readAbsence(deps.client, missing, deps.witnesses);
  switch (absence.status) {
    case 'gone':
      return null;
    case 'there':
      return refuse('StillThere', 'Palette accepted the delete, but still lists the object', AGAIN, uid);
    case 'hidden':
      return refuse('NameTaken', `its name is still taken: an object is ${HIDDEN}`, AGAIN, uid);
    case 'unknown':
      return unproven(uid, absence.failure);
  }
}

const AGAIN = 'it stays in state; the next run checks again';

function unproven(uid: string, { code, message }: ReadFailure): SagaResult {
  return refuse(code, `it cannot be confirmed as deleted: ${message}`, AGAIN, uid);
}

/** Evidence for one run. */
export function witnessesFor(client: PaletteClient): Witnesses {
  return { list: sharedLists(client), project: projectWitness(client) };
}
