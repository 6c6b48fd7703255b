// What an object does when it is changed, and how it shows in lists. That a change was carried out is looked up before anything is
// concluded from it.
import type { Bench } from './bench.ts';
import { open, type ProbeAnswer, saw } from './finding.ts';
import { MANIFEST_TEXT, SECRET_VALUE } from './profile-body.ts';
import { type SharedPair, targetAt } from './questions-clone.ts';
import { createdUid, isYes, itemsIn, read, statusWords, textIn } from './reading.ts';
import { listRows } from './scope-list.ts';

/** Timestamps may have whole seconds. */
const A_MOMENT_MS = 1100;

export async function maskLiteral(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const hidden = await variableOf(bench, pair.uid, 'hidden');
  if (typeof hidden === 'string') return open(`the sensitive variable is not shown: ${hidden}`);
  const shown = textIn(read(hidden, 'defaultValue'));
  if (shown === SECRET_VALUE) return saw('shown', 'sensitive defaults are shown as they are');
  return saw(shown, `a sensitive default is shown as ${JSON.stringify(shown)}`);
}

/** A variable of an object of the bench; a string says why there is none. */
async function variableOf(bench: Bench, uid: string, name: string): Promise<object | string> {
  const path = `/v1/clusterprofiles/${uid}/variables`;
  const answer = await bench.caller.call({ method: 'GET', path, projectUid: bench.projectUid });
  const found = itemsIn(read(answer.body, 'variables')).find((item) => read(item, 'name') === name);
  return isYes(answer) && typeof found === 'object' && found !== null ? found : statusWords(answer);
}

/** Metadata of the clone; a string says why it could not be read. */
async function metadataOf(bench: Bench, pair: SharedPair): Promise<object | string> {
  const answer = await bench.get(pair.cloneUid);
  const metadata = read(answer.body, 'metadata');
  if (isYes(answer) && typeof metadata === 'object' && metadata !== null)
    if (read(metadata, 'uid') === pair.cloneUid) return metadata;
  return `the clone could not be read: ${statusWords(answer)}`;
}

export async function patchLabels(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  let labels: unknown;
  for (const [name, value] of [
    ['first', '1'],
    ['second', '2'],
  ] as const) {
    const patched = await patch(bench, pair, { labels: { [name]: value } });
    if (!isYes(patched)) return open(`PATCH metadata: ${statusWords(patched)}`);
    const metadata = await metadataOf(bench, pair);
    if (typeof metadata === 'string') return open(metadata);
    labels = read(metadata, 'labels');
    if (read(labels, name) !== value) return open(`the label ${name} was not set`);
  }
  const isKept = read(labels, 'first') !== undefined;
  return saw(isKept ? 'merge' : 'replace', `after { first } and then { second }: ${JSON.stringify(labels)}`);
}

export async function annotationsSurvive(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const description = bench.freshName('description');
  const annotations = { description, 'cloneform-probe': 'kept' };
  const patched = await patch(bench, pair, { annotations });
  if (!isYes(patched)) return open(`PATCH metadata: ${statusWords(patched)}`);
  const metadata = await metadataOf(bench, pair);
  if (typeof metadata === 'string') return open(metadata);
  const seen = read(metadata, 'annotations', 'cloneform-probe');
  if (seen !== 'kept' && read(metadata, 'annotations', 'description') !== description)
    return open('the same PATCH did not set the description either');
  return saw(
    seen === 'kept' ? 'yes' : 'no',
    `an annotation of cloneform is ${seen === 'kept' ? 'kept' : 'dropped'}`,
  );
}

/** Asked with the packs that the clone has, so that nothing but the metadata of PUT differs. */
export async function putKeepsAnnotations(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const description = bench.freshName('description');
  const patched = await patch(bench, pair, { annotations: { description } });
  if (!isYes(patched)) return open(`PATCH metadata: ${statusWords(patched)}`);
  const before = await bench.get(pair.cloneUid);
  if (read(before.body, 'metadata', 'annotations', 'description') !== description)
    return open(`the description was not set: ${statusWords(before)}`);
  const put = await bench.change('PUT', pair.cloneUid, '', sameProfile(pair, before.body));
  if (!isYes(put)) return open(`PUT: ${statusWords(put)}`);
  const metadata = await metadataOf(bench, pair);
  if (typeof metadata === 'string') return open(metadata);
  const seen = read(metadata, 'annotations', 'description');
  return saw(
    seen === description ? 'yes' : 'no',
    `after a PUT without annotations the description is ${seen === description ? 'kept' : 'gone'}`,
  );
}

/** A draft with another text, and then which of the two texts the route shows that has them all. */
export async function manifestsBesideDraft(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const before = await bench.get(pair.cloneUid);
  const drafted = `# ${bench.freshName('text')}\n${MANIFEST_TEXT}`;
  const put = await bench.change('PUT', pair.cloneUid, '', sameProfile(pair, before.body, drafted));
  if (!isYes(put)) return open(`PUT: ${statusWords(put)}`);
  const after = await bench.get(pair.cloneUid);
  const hasBoth = ['published', 'draft'].every((part) => typeof read(after.body, 'spec', part) === 'object');
  if (!isYes(after) || !hasBoth) return open('a PUT left no draft beside the published content');
  const path = `/v1/clusterprofiles/${pair.cloneUid}/packs/manifests`;
  const answer = await bench.caller.call({ method: 'GET', path, projectUid: bench.projectUid });
  if (!isYes(answer)) return open(`the manifests could not be read: ${statusWords(answer)}`);
  const texts = itemsIn(read(answer.body, 'spec', 'packs'))
    .flatMap((pack) => itemsIn(read(pack, 'spec', 'manifests')))
    .map((manifest) => textIn(read(manifest, 'content')).trim());
  const shows = (text: string): boolean => texts.includes(text.trim());
  if (shows(drafted) === shows(MANIFEST_TEXT))
    return open('the manifests show neither of the two texts alone');
  const seen = shows(drafted) ? 'draft' : 'published';
  return saw(seen, `beside a draft, packs/manifests shows the ${seen} text`);
}

/** The body of a PUT that changes nothing, but the text of manifests where there is another, and has no annotations. */
function sameProfile({ name, cloneUid }: SharedPair, profile: unknown, content?: string): object {
  const packs = itemsIn(read(profile, 'spec', 'published', 'packs')).map((pack) => {
    const member = (key: string): string => textIn(read(pack, key));
    const manifests = itemsIn(read(pack, 'manifests')).map((manifest) => ({
      name: textIn(read(manifest, 'name')),
      uid: textIn(read(manifest, 'uid')),
      ...(content === undefined ? {} : { content }),
    }));
    const [type, layer, tag, values] = ['type', 'layer', 'tag', 'values'].map(member);
    return { name: member('name'), type, layer, tag, values, uid: member('packUid'), manifests };
  });
  const version = textIn(read(profile, 'spec', 'version'));
  const template = { type: textIn(read(profile, 'spec', 'published', 'type')), packs };
  return { metadata: { name, uid: cloneUid }, spec: { version, template } };
}

function patch(bench: Bench, pair: SharedPair, metadata: object): ReturnType<Bench['change']> {
  return bench.change('PATCH', pair.cloneUid, '/metadata', { metadata: { name: pair.name, ...metadata } });
}

export async function variablesMoveTimestamp(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const modified = async (): Promise<string> => {
    const metadata = await metadataOf(bench, pair);
    return typeof metadata === 'string' ? '' : textIn(read(metadata, 'lastModifiedTimestamp'));
  };
  const before = await modified();
  await bench.sleep(A_MOMENT_MS);
  const value = bench.freshName('value');
  const variables = [{ name: 'probe', format: 'string', defaultValue: value }];
  const patched = await bench.change('PATCH', pair.cloneUid, '/variables', { variables });
  if (!isYes(patched)) return open(`PATCH variables: ${statusWords(patched)}`);
  const after = await modified();
  if (Number.isNaN(Date.parse(before)) || Number.isNaN(Date.parse(after)))
    return open('lastModifiedTimestamp could not be read');
  const changed = await variableOf(bench, pair.cloneUid, 'probe');
  if (read(changed, 'defaultValue') !== value) return open('the variable was not changed');
  return saw(after === before ? 'no' : 'yes', `lastModifiedTimestamp ${before} → ${after}`);
}

/** Made in this order, the oldest, the newest and the highest version are three. */
const VERSIONS = ['1.0.0', '3.0.0', '2.0.0'] as const;
const MEANING = { '1.0.0': 'oldest', '3.0.0': 'highest', '2.0.0': 'newest' } as const;

export async function groupedRow(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const name = bench.freshName('row');
  const uids = new Map<string, string>();
  for (const version of VERSIONS) {
    const answer = await bench.clone(pair.uid, targetAt(bench, name, version), bench.projectUid);
    const uid = createdUid(answer);
    if (uid === '') return open(`a version could not be created: ${statusWords(answer)}`);
    uids.set(uid, MEANING[version]);
    await bench.sleep(A_MOMENT_MS);
  }
  const rows = await rowsOf(bench, name, uids.size);
  const [row] = rows;
  if (row === undefined) return open('its row with all three versions is not in the list');
  const meaning = uids.get(textIn(read(row, 'metadata', 'uid')));
  const detail = `${rows.length === 1 ? 'one row' : `${rows.length} rows`} for three versions`;
  if (meaning === undefined) return open(`${detail}; it shows the UID of none of them`);
  return saw(meaning, `${detail}; it shows the ${meaning}`);
}

/** Asked right after the clone was made; then again and again, to tell how late it is. Two objects have to agree. */
export async function listsShowNewObjects(bench: Bench, pair: SharedPair): Promise<ProbeAnswer> {
  const first = await delayOf(bench, pair);
  const second = typeof first === 'string' ? first : await delayOf(bench, pair);
  if (typeof first === 'string') return open(first);
  if (typeof second === 'string') return open(second);
  if (first === 0 && second === 0) return saw('at once', 'in the first list after it was created');
  if (first === 0 || second === 0) return open('one object was in the lists immediately, another was late');
  const ms = Math.max(first, second);
  return saw(
    'late',
    Number.isFinite(ms) ? `in the lists after ${(ms / 1000).toFixed(1)} s` : 'not in the lists after 10 s',
  );
}

/** Milliseconds until a new object is in a whole list, 0 for the first list; a string says why nobody knows. */
async function delayOf(bench: Bench, pair: SharedPair): Promise<number | string> {
  const name = bench.freshName('late');
  const made = await bench.clone(pair.uid, targetAt(bench, name, '1.0.0'), bench.projectUid);
  if (createdUid(made) === '') return `a clone could not be created: ${statusWords(made)}`;
  const startedAt = bench.clock.now();
  for (let tries = 0; tries < 40; tries++) {
    const rows = await listed(bench, name);
    if (rows === null && tries === 0) return 'the list could not be read completely';
    if (rows?.[0] !== undefined) return tries === 0 ? 0 : Math.max(1, bench.clock.now() - startedAt);
    await bench.sleep(250);
  }
  return Number.POSITIVE_INFINITY;
}

/** Waits a little for lists that are late; none until all versions are in. */
async function rowsOf(bench: Bench, name: string, versions: number): Promise<readonly unknown[]> {
  for (let tries = 0; tries < 20; tries++) {
    const rows = (await listed(bench, name)) ?? [];
    const shown = rows.flatMap((row) => itemsIn(read(row, 'specSummary', 'versions')));
    if (shown.length >= versions || rows.length >= versions) return rows;
    await bench.sleep(250);
  }
  return [];
}

/** Rows of this name; null where the list is not whole. */
async function listed(bench: Bench, name: string): Promise<readonly unknown[] | null> {
  const filter = { filter: { profileName: { eq: name } } };
  const rows = await listRows(bench.caller, bench.projectUid, filter);
  return rows?.filter((row) => read(row, 'metadata', 'name') === name) ?? null;
}
