// Upgrades as proposals: which versions go into one pull request, and its branch, title, message and text. Pure.
import { createHash } from 'node:crypto';
import { cutReport } from './body.mjs';

export const GROUP_BY = ['declaration', 'source', 'all'];

/**
 * What cannot be raised separately goes into one group: versions of one declaration (or source), and versions that one variable gives.
 * @returns {{id: string, declarations: string[], raised: object[]}[]} by id
 */
export function groupRaised(raised, groupBy) {
  const groups = [];
  for (const one of raised) {
    const names = new Set(namesOf(one, groupBy));
    const [touched, others] = partition(groups, (group) => [...group.names].some((name) => names.has(name)));
    const merged = touched.flatMap((group) => group.raised);
    for (const group of touched) for (const name of group.names) names.add(name);
    groups.splice(0, groups.length, ...others, { names, raised: [...merged, one] });
  }
  return groups
    .map((group) => toGroup(group.raised, groupBy))
    .sort((one, other) => (one.id < other.id ? -1 : 1));
}

function namesOf({ addresses, source, variable }, groupBy) {
  if (groupBy === 'all') return ['all'];
  const ids = addresses.map(declarationOf);
  const shared = variable === null ? [] : [`variable ${variable}`];
  const own = groupBy === 'source' ? [`source ${source}`] : [];
  // A line that several declarations share is raised for all of them.
  return [...own, ...shared, ...ids.map((id) => `declaration ${id}`)];
}

function toGroup(raised, groupBy) {
  const sorted = (values) => [...new Set(values)].sort((one, other) => (one < other ? -1 : 1));
  const declarations = sorted(raised.flatMap(({ addresses }) => addresses.map(declarationOf)));
  const names = groupBy === 'source' ? sorted(raised.map(({ source }) => source)) : declarations;
  return { id: groupBy === 'all' ? 'all' : names.join(', '), declarations, raised };
}

/** The id of the declaration: an address is `id` or `id["project"]`. */
function declarationOf(address) {
  return address.split('[', 1)[0];
}

function partition(all, test) {
  return [all.filter(test), all.filter((one) => !test(one))];
}

/** A valid name of a branch, readable where the id is; `key` tells root files of one repository apart. */
export function branchOf(prefix, key, { id }) {
  const place = key.replace(/(^|\/)cloneform(\.yaml)?$/, '');
  const name = place === '' ? id : `${place}-${id}`;
  const word = name.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, 60);
  if (word === name && !word.startsWith('-')) return `${prefix}${word}`;
  return `${prefix}${word.replace(/^-+/, '')}-${hashOf([key, id]).slice(0, 8)}`;
}

export function titleOf({ id, raised, declarations }) {
  const [first] = raised;
  if (raised.length === 1)
    return `Raise ${first.source} from ${first.from} to ${first.to} in ${briefly(declarations)}`;
  return id === 'all' ? 'Raise source versions' : `Raise source versions of ${briefly(declarations)}`;
}

function briefly([first, ...others]) {
  return others.length === 0 ? first : `${first} and ${others.length} more`;
}

const TRAILER = 'Cloneform-Upgrade';

/** The last line tells our commits from those that somebody added to the branch. */
export function messageOf(title, { raised, content }) {
  const lines = raised.map(
    ({ source, from, to, file, line }) => `- ${source} ${from} → ${to} (${file}:${line})`,
  );
  return [title, '', ...lines, '', `${TRAILER}: ${content}`].join('\n');
}

/** Digest of the files that a commit of ours holds; null: somebody else made it. */
export function contentIn(message) {
  return new RegExp(`^${TRAILER}: ([0-9a-f]{64})$`, 'm').exec(message)?.[1] ?? null;
}

export function contentOf(files) {
  return hashOf(files.map(({ path, content }) => [path, content]));
}

/** What is proposed, wherever the lines stand: whoever closed it need not do so again. */
export function versionsOf({ raised }) {
  return hashOf(raised.map(({ source, to, addresses }) => [source, to, addresses.map(declarationOf)]));
}

const MARKER = '<!-- cloneform-upgrade ';

/** `most`: characters that a description may have. */
export function descriptionOf(key, proposal, most) {
  const text = wordsOf(proposal);
  // The time in the report alone is no change.
  const shown = hashOf([text.replaceAll(/ · \d{4}-\d\d-\d\dT[\d:.]+Z/g, '')]);
  const facts = JSON.stringify({ key, group: proposal.id, versions: versionsOf(proposal), shown });
  const first = `${MARKER}${facts.replaceAll('--', '-\\u002d')} -->\n`;
  return `${first}${cutReport(text, most - first.length)}`;
}

/** @returns {{key: string, group: string, versions: string, shown: string} | null} null: nothing that we wrote. */
export function factsIn(description) {
  if (!description.startsWith(MARKER)) return null;
  try {
    return JSON.parse(description.slice(MARKER.length).split(' -->', 1)[0]);
  } catch {
    return null;
  }
}

function wordsOf({ raised, left, clusters, report }) {
  return [
    `cloneform raised ${raised.length === 1 ? 'this source version' : 'these source versions'}.\n`,
    '| source | from | to | where | clones |',
    '|---|---|---|---|---|',
    ...raised.map(
      ({ source, from, to, file, line, addresses }) =>
        `| ${cell(source)} | ${cell(from)} | ${cell(to)} | ${cell(`${file}:${line}`)} | ${addresses.length} |`,
    ),
    '',
    clusterWords(clusters),
    ...left.map(
      ({ from, file, line, because }) =>
        `Not raised: ${cell(from)} at ${cell(`${file}:${line}`)}: ${plain(because)}.\n`,
    ),
    'After a merge, the plan is:\n',
    report,
    '\n---\n',
    '<sub>Commits that somebody adds to this branch are kept: it is then no longer updated. Close this request, and these versions are not proposed again.</sub>',
  ].join('\n');
}

const MOST_CLUSTERS = 20;

function clusterWords(clusters) {
  if (clusters.length === 0) return '**Clusters in use:** none uses a clone that is upgraded.\n';
  const names = clusters.slice(0, MOST_CLUSTERS).map(cell).join(', ');
  const more = clusters.length > MOST_CLUSTERS ? ` and ${clusters.length - MOST_CLUSTERS} more` : '';
  return `**Clusters in use: ${clusters.length}.** ${names}${more}\n`;
}

/** As code: no markup, no mention, no end of the cell. */
function cell(text) {
  return `<code>${escaped(text).replaceAll('|', '&#124;')}</code>`;
}

function plain(text) {
  return escaped(text).replaceAll(/[*_~`[\]@#|\\!]/g, (mark) => `&#${mark.codePointAt(0)};`);
}

function escaped(text) {
  return text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[&<>@]/g, (mark) => `&#${mark.codePointAt(0)};`);
}

function hashOf(value) {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
