// What this key may do with Palette's audit: read who changed an object, and write a note on an entry.
import type { RawAnswer } from '../palette/raw-call.ts';
import type { Bench } from './bench.ts';
import { open, type ProbeAnswer, saw } from './finding.ts';
import type { SharedPair } from './questions-clone.ts';
import { isYes, itemsIn, read, statusWords } from './reading.ts';

export async function auditsOfObject(bench: Bench, { cloneUid }: SharedPair): Promise<ProbeAnswer> {
  const path = `/v1/audits?${new URLSearchParams({ resourceUid: cloneUid, limit: '50' }).toString()}`;
  const answer = await twice(() => bench.caller.call({ method: 'GET', path, projectUid: bench.projectUid }));
  if (typeof answer === 'string') return open(answer);
  const words = `GET /v1/audits: ${statusWords(answer)}`;
  if (answer.status === 403) return saw('refused', words);
  if (answer.status === 404) return saw('absent', words);
  if (!isYes(answer)) return open(words);
  const entries = itemsIn(read(answer.body, 'items')).length;
  return entries > 0
    ? saw('readable', `the audit has ${entries} entries of a clone that was just made`)
    : open('the audit has no entry of a clone that was just made');
}

export async function auditNotes(bench: Bench): Promise<ProbeAnswer> {
  const uid = bench.heard.made.flatMap(({ headers }) => headers['audituid'] ?? []).at(-1);
  if (uid === undefined) return open('no response named an entry of the audit');
  const note = {
    method: 'PATCH',
    path: `/v1/audits/${uid}/userMsg`,
    projectUid: bench.projectUid,
    body: { userMsg: 'a note of cloneform doctor --probe' },
  } as const;
  const answer = await twice(() => bench.caller.call(note));
  if (typeof answer === 'string') return open(answer);
  const words = `PATCH userMsg: ${statusWords(answer)}`;
  if (isYes(answer)) return saw('kept', words);
  return answer.status === 403 || answer.status === 404 ? saw('refused', words) : open(words);
}

/** What a gateway says once is no fact. */
async function twice(ask: () => Promise<RawAnswer>): Promise<RawAnswer | string> {
  const [answer, again] = [await ask(), await ask()];
  const isSame = answer.status === again.status && answer.code === again.code;
  return isSame ? answer : `${statusWords(answer)}, then ${statusWords(again)}`;
}
