// Text that others wrote, in Markdown as GitHub and GitLab read it: shown as it is, obeyed by nobody.
import { safeText } from '../safe-text.ts';

/** What would end a word before it turns into a mention, a reference or a link. */
const BREAK = '&#8203;';

/** Structure, HTML, and tables. */
const SPECIAL = /[\\`*_{}[\]<>|~&]/g;
/** `@user`, `#12`, `!12`, `$1`, `%m`, `^a`, and `:tada:`; entities of our own are passed over. */
const REFERENCE = /&#\d+;|[@#!$%^](?=[\w"{-]|&#)|:(?=[a-z+-][\w+-]*:)/g;
const LINK = /:\/\/|\bwww\.|\b(?:mailto|xmpp):/gi;

/** Plain text inside a line or a table cell; never at the beginning of a line. */
export function mdText(text: string): string {
  return safeText(text)
    .replace(SPECIAL, (character) => `&#${character.charCodeAt(0)};`)
    .replace(LINK, (match) => `${match.slice(0, 1)}${BREAK}${match.slice(1)}`)
    .replace(REFERENCE, (match) => (match.startsWith('&#') ? match : `${match}${BREAK}`));
}

/** Inline code; not for table cells, whose bars it cannot keep. */
export function mdCode(text: string): string {
  const safe = safeText(text);
  const fence = '`'.repeat(longestRun(safe) + 1);
  const pad = safe === '' || safe.startsWith('`') || safe.endsWith('`') || safe.startsWith(' ') ? ' ' : '';
  return `${fence}${pad}${safe}${pad}${fence}`;
}

/** A block that its lines cannot end. */
export function mdFence(info: string, lines: readonly string[]): string {
  const safe = lines.map((line) => safeText(line));
  const fence = '`'.repeat(Math.max(3, ...safe.map((line) => longestRun(line) + 1)));
  return `${fence}${info}\n${safe.join('\n')}\n${fence}`;
}

function longestRun(text: string): number {
  return (text.match(/`+/g) ?? []).reduce((longest, run) => Math.max(longest, run.length), 0);
}

/** Code inside of HTML, such as a summary, where Markdown is not read. */
export function mdHtmlCode(text: string): string {
  const safe = safeText(text).replace(/[&<>"'`*_[\]|\\~]/g, (character) => `&#${character.charCodeAt(0)};`);
  return `<code>${safe}</code>`;
}
