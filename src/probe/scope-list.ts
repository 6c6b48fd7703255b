// Lists a scope without the client, and knows whether the list is whole: an absence counts only in a whole one.
import type { RawCaller } from '../palette/raw-call.ts';
import { isYes, itemsIn, read, textIn } from './reading.ts';

/** No tenant has so many profiles (200 is the documented limit): a list that continues is one without end. */
const MOST_PAGES = 200;

export interface ListedObject {
  readonly uid: string;
  readonly name: string;
  readonly version: string;
}

/** The rows of a scope, in pages; null where a page failed, or the rows are not as many as Palette counts (facts.md section 10, 10). */
export async function listRows(
  caller: RawCaller,
  projectUid: string | null,
  body: object = {},
): Promise<readonly unknown[] | null> {
  const rows = new Map<string, unknown>();
  let count: unknown;
  let token = '';
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const next = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
    const path = `/v1/dashboard/clusterprofiles?limit=50${next}`;
    const answer = await caller.call({ method: 'POST', path, projectUid, body }).catch(() => null);
    const items = answer === null || !isYes(answer) ? undefined : read(answer.body, 'items');
    if (answer === null || !Array.isArray(items)) return null;
    for (const row of items) rows.set(textIn(read(row, 'metadata', 'uid')), row);
    count = read(answer.body, 'listmeta', 'count');
    const following = textIn(read(answer.body, 'listmeta', 'continue'));
    if (following === '' || following === token)
      return typeof count === 'number' && count !== rows.size ? null : [...rows.values()];
    token = following;
  }
  return null;
}

/** Every version in a scope whose name `isOurs`; null where the list is not whole. */
export async function listObjects(
  caller: RawCaller,
  projectUid: string | null,
  isOurs: (name: string) => boolean,
): Promise<readonly ListedObject[] | null> {
  const rows = await listRows(caller, projectUid);
  if (rows === null) return null;
  return rows.filter((row) => isInScope(row, projectUid)).flatMap((row) => toObjects(row, isOurs));
}

/** A list under a project shows the tenant's profiles, too (facts.md section 1). */
function isInScope(row: unknown, projectUid: string | null): boolean {
  const scope = textIn(read(row, 'metadata', 'annotations', 'scope'));
  if (scope !== '' && scope !== (projectUid === null ? 'tenant' : 'project')) return false;
  const project = textIn(read(row, 'metadata', 'annotations', 'projectUid'));
  return projectUid === null || project === '' || project === projectUid;
}

function toObjects(row: unknown, isOurs: (name: string) => boolean): readonly ListedObject[] {
  const name = textIn(read(row, 'metadata', 'name'));
  if (!isOurs(name)) return [];
  const shown = {
    name,
    uid: textIn(read(row, 'metadata', 'uid')),
    version: textIn(read(row, 'specSummary', 'version')),
  };
  const versions = itemsIn(read(row, 'specSummary', 'versions')).map((item) => ({
    name,
    uid: textIn(read(item, 'uid')),
    version: textIn(read(item, 'version')),
  }));
  return versions.length === 0 ? [shown] : versions;
}
