// What an object does when it is changed, and how it shows in lists.
import type { Bench } from './bench.ts';
import { SECRET_VALUE } from './bench.ts';
import { type Answer, open, saw } from './finding.ts';
import { at, type Pair } from './questions-clone.ts';
import { isYes, list, read, statusWords, text } from './reading.ts';

/** Timestamps may have whole seconds. */
const A_MOMENT_MS = 1100;

export async function maskLiteral(bench: Bench, pair: Pair): Promise<Answer> {
  const answer = await bench.caller.call({
    method: 'GET',
    path: `/v1/clusterprofiles/${pair.uid}/variables`,
    projectUid: bench.projectUid,
  });
  const hidden = list(read(answer.body, 'variables')).find((item) => read(item, 'name') === 'hidden');
  if (hidden === undefined) return open(`the sensitive variable is not shown: ${statusWords(answer)}`);
  const shown = text(read(hidden, 'defaultValue'));
  if (shown === SECRET_VALUE) return saw('shown', 'sensitive defaults are shown as they are');
  return saw(shown, `a sensitive default is shown as ${JSON.stringify(shown)}`);
}

export async function patchLabels(bench: Bench, pair: Pair): Promise<Answer> {
  for (const labels of [{ first: '1' }, { second: '2' }]) {
    const patched = await patch(bench, pair, { labels });
    if (!isYes(patched)) return open(`PATCH metadata: ${statusWords(patched)}`);
  }
  const labels = read((await bench.get(pair.cloneUid)).body, 'metadata', 'labels');
  const isKept = read(labels, 'first') !== undefined;
  return saw(isKept ? 'merge' : 'replace', `after { first } and then { second }: ${JSON.stringify(labels)}`);
}

export async function annotationsSurvive(bench: Bench, pair: Pair): Promise<Answer> {
  const annotations = { description: 'probe', 'cloneform-probe': 'kept' };
  const patched = await patch(bench, pair, { annotations });
  if (!isYes(patched)) return open(`PATCH metadata: ${statusWords(patched)}`);
  const seen = read((await bench.get(pair.cloneUid)).body, 'metadata', 'annotations', 'cloneform-probe');
  return saw(
    seen === 'kept' ? 'yes' : 'no',
    `an annotation of ours is ${seen === 'kept' ? 'kept' : 'dropped'}`,
  );
}

function patch(bench: Bench, pair: Pair, metadata: object): ReturnType<Bench['change']> {
  return bench.change('PATCH', pair.cloneUid, '/metadata', { metadata: { name: pair.name, ...metadata } });
}

export async function variablesMoveTimestamp(bench: Bench, pair: Pair): Promise<Answer> {
  const modified = async (): Promise<string> =>
    text(read((await bench.get(pair.cloneUid)).body, 'metadata', 'lastModifiedTimestamp'));
  const before = await modified();
  await bench.clock.sleep(A_MOMENT_MS);
  const variables = [{ name: 'probe', format: 'string', defaultValue: 'b' }];
  const patched = await bench.change('PATCH', pair.cloneUid, '/variables', { variables });
  if (!isYes(patched)) return open(`PATCH variables: ${statusWords(patched)}`);
  const after = await modified();
  return saw(after === before ? 'no' : 'yes', `lastModifiedTimestamp ${before} → ${after}`);
}

/** Made in this order, the oldest, the newest and the highest version are three. */
const VERSIONS = ['1.0.0', '3.0.0', '2.0.0'] as const;
const MEANING = { '1.0.0': 'oldest', '3.0.0': 'highest', '2.0.0': 'newest' } as const;

export async function groupedRow(bench: Bench, pair: Pair): Promise<Answer> {
  const name = `${pair.name}-row`;
  const uids = new Map<string, string>();
  for (const version of VERSIONS) {
    const answer = await bench.clone(pair.uid, at(bench, name, version), bench.projectUid);
    if (!isYes(answer)) return open(`a version could not be made: ${statusWords(answer)}`);
    uids.set(text(read(answer.body, 'uid')), MEANING[version]);
    await bench.clock.sleep(A_MOMENT_MS);
  }
  const rows = await rowsOf(bench, name, uids.size);
  const [row] = rows;
  if (row === undefined) return open('its row is not in the list');
  const uid = text(read(row, 'metadata', 'uid'));
  const detail = `${rows.length === 1 ? 'one row' : `${rows.length} rows`} for three versions`;
  return saw(uids.get(uid) ?? 'other', `${detail}; it shows the ${uids.get(uid) ?? 'UID of none of them'}`);
}

/** Asked right after the clone was made; then again and again, to tell how late it is. */
export async function listsShowNewObjects(bench: Bench, pair: Pair): Promise<Answer> {
  const made = await bench.clone(pair.uid, at(bench, `${pair.name}-late`, '1.0.0'), bench.projectUid);
  if (!isYes(made)) return open(`a clone could not be made: ${statusWords(made)}`);
  const startedAt = bench.clock.now();
  for (let tries = 0; tries < 40; tries++) {
    const [row] = await listed(bench, `${pair.name}-late`);
    const ms = bench.clock.now() - startedAt;
    if (row !== undefined && tries === 0) return saw('at once', 'in the first list after it was made');
    if (row !== undefined) return saw('late', `in the lists after ${(ms / 1000).toFixed(1)} s`);
    await bench.clock.sleep(250);
  }
  return saw('late', 'not in the lists after 10 s');
}

/** Waits a little for lists that are late, until all versions are in. */
async function rowsOf(bench: Bench, name: string, versions: number): Promise<readonly unknown[]> {
  let rows: readonly unknown[] = [];
  for (let tries = 0; tries < 20; tries++) {
    rows = await listed(bench, name);
    if (rows.flatMap((row) => list(read(row, 'specSummary', 'versions'))).length >= versions) return rows;
    await bench.clock.sleep(250);
  }
  return rows;
}

async function listed(bench: Bench, name: string): Promise<readonly unknown[]> {
  const rows: unknown[] = [];
  let token = '';
  do {
    const next = token === '' ? '' : `&continue=${encodeURIComponent(token)}`;
    const { body } = await bench.caller.call({
      method: 'POST',
      path: `/v1/dashboard/clusterprofiles?limit=50${next}`,
      projectUid: bench.projectUid,
      body: { filter: { profileName: { eq: name } } },
    });
    rows.push(...list(read(body, 'items')));
    const following = text(read(body, 'listmeta', 'continue'));
    token = following === token ? '' : following;
  } while (token !== '');
  return rows.filter((row) => read(row, 'metadata', 'name') === name);
}
