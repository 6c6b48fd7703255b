// What a comment consists of: a hidden first line that says whose it is and which plan it shows, then the report. Pure.

import { createHash } from 'node:crypto';

const CHECKSUM = /^sha256:[0-9a-f]{64}$/;
const COMMIT = /^[0-9a-f]{40,64}$/;
/** Kept for closing what is open where a text is cut, and for saying so. */
const RESERVE = 1000;

/** The comment of whoever names no root file. */
const DEFAULT_KEY = 'cloneform';

/**
 * One comment for each root file. What could end an HTML comment is left out; where that, or a leading slash, would make one name of
 * two, a hash of the whole name follows.
 */
export function keyOf(...parts) {
  const whole = parts.reduce((base, part) => (part.startsWith('/') ? part : `${base}/${part}`), '.');
  const path = whole
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
  if (path === '') return DEFAULT_KEY;
  const plain = path.replaceAll(/[^A-Za-z0-9._/]+/g, '-');
  const isPlain = !/[^A-Za-z0-9._/-]/.test(path) && !path.includes('--');
  if (isPlain && !whole.startsWith('/') && path !== DEFAULT_KEY) return plain;
  const name = whole.startsWith('/') ? `/${path}` : path;
  return `${plain}~${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

function markerOf(key) {
  return `<!-- cloneform-comment ${key} `;
}

/** Only the very beginning counts, so that a quoted comment is none. */
export function isMarked(body, key) {
  return body.startsWith(markerOf(key));
}

/** @returns {{checksum: string | null, head: string, since: string} | null} null: nothing that we wrote. */
export function readFacts(body, key) {
  if (!isMarked(body, key)) return null;
  const text = body.slice(markerOf(key).length).split(' -->', 1)[0];
  try {
    const { checksum, head, since } = JSON.parse(text);
    const isWhole = (checksum === null || CHECKSUM.test(checksum)) && COMMIT.test(head);
    return isWhole && !Number.isNaN(Date.parse(since)) ? { checksum, head, since } : null;
  } catch {
    return null;
  }
}

/** `most`: characters that a comment may have. */
export function makeBody(key, { checksum, head, since }, report, most) {
  if (checksum !== null && !CHECKSUM.test(checksum)) throw new Error('not a checksum');
  if (!COMMIT.test(head)) throw new Error('not a commit');
  const first = `${markerOf(key)}${JSON.stringify({ checksum, head, since })} -->\n`;
  return `${first}${cutReport(report, most - first.length)}`;
}

/** Whole lines, what is open closed again. Reports keep to a budget of their own; this is for those that do not. */
export function cutReport(report, most) {
  if (report.length <= most) return report;
  const cut = report.slice(0, most - RESERVE).replace(/[^\n]*$/, '');
  const fence = cut.split('\n').reduce((open, line) => {
    const mark = /^ *(`{3,}|~{3,})/.exec(line)?.[1];
    if (mark === undefined) return open;
    if (open === null) return mark;
    return mark[0] === open[0] && mark.length >= open.length && line.trim() === mark ? null : open;
  }, null);
  const count = (tag) => cut.split(tag).length - 1;
  const details = Math.min(20, Math.max(0, count('<details') - count('</details>')));
  return [
    cut,
    fence === null ? '' : `${fence.slice(0, 200)}\n`,
    '\n</details>\n'.repeat(details),
    '\n_Cut here: too long for a comment. The summary of the job has more of it._\n',
  ].join('');
}

/** What is shown where there is no plan. */
export function failureReport({ command, exitCode, said, url }) {
  const text = said.trim().slice(-8000);
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return [
    `### cloneform ${command}\n`,
    `❌ **There is no plan: cloneform ended with exit code ${exitCode}.**\n`,
    text === '' ? '' : `${fence}text\n${text}\n${fence}\n`,
    url === null ? '' : `[The job's log](${url})\n`,
  ].join('\n');
}
