// Secrets in text of any kind, found without a parser: key blocks, passwords in URLs, `key: value` and `key=value`, known tokens.
import { looksSecret } from './secret-keys.ts';

/** Begin and end of what must not be shown, as offsets. */
export type Range = readonly [number, number];

/** What stands for a secret wherever text is shown. */
export const MASK = '(secret)';

/** All of it, for text whose structure is unknown. Linear in its length. */
export function secretsInText(text: string): readonly Range[] {
  return [...secretBlocks(text), ...secretAssignments(text)];
}

/** Words that stand before a colon in ordinary sentences, too: "profile key: already in use". */
const PROSE_KEY = /^(?:key|auth|credentials?)$/i;

/**
 * A message of a server that may quote a value of a profile. In a single sentence only the first word behind a key that looks secret is
 * masked, so that the reason stays readable; several lines are masked like any other text.
 */
export function maskSentence(message: string): string {
  if (message.includes('\n')) return maskRanges(message, secretsInText(message));
  const quoted = assignments(message)
    .filter(({ key }) => looksSecret(key) && !PROSE_KEY.test(key))
    .map(({ from, to }): Range => {
      const isQuoted = /["']/.test(message.charAt(from - 1));
      const word = message.slice(from, to).search(/\s/);
      return [from, isQuoted || word === -1 ? to : from + word];
    });
  return maskRanges(message, [...secretBlocks(message), ...quoted]);
}

/** What is a secret by its own looks, wherever it stands. */
export function secretBlocks(text: string): readonly Range[] {
  return [...keyBlocks(text), ...urlPasswords(text), ...knownTokens(text)];
}

/**
 * The head of a private key, also where text within text broke it: a folded line, or the escapes of JSON, can stand between its words
 * and its dashes.
 */
const GAP = String.raw`(?:\s|\\+[nrt]?){1,40}`;
const DASHES = String.raw`-(?:-|\s|\\){3,40}-`;
const KEY_BEGIN = new RegExp(
  `${DASHES}BEGIN${GAP}(?:[A-Z0-9]{1,20}${GAP}){0,4}PRIVATE${GAP}KEY(?:${GAP}BLOCK)?${DASHES}`,
  'g',
);
const KEY_END = new RegExp(`${DASHES}END`, 'g');

/** From BEGIN to END of a private key; to the end of the text where the END is missing. */
function keyBlocks(text: string): readonly Range[] {
  if (!text.includes('BEGIN')) return [];
  const found: Range[] = [];
  let end = 0;
  for (;;) {
    KEY_BEGIN.lastIndex = end;
    if (!KEY_BEGIN.test(text)) return found;
    const start = KEY_BEGIN.lastIndex;
    KEY_END.lastIndex = start;
    end = KEY_END.exec(text)?.index ?? text.length;
    found.push([start, end]);
  }
}

const AUTHORITY_END = /[\s/"'`<>\\]/g;

/** `scheme://user:password@host`; a user without a password is masked where it is long enough to be a token. */
function urlPasswords(text: string): readonly Range[] {
  const found: Range[] = [];
  let end = 0;
  // The colon of a URL that follows a comma is the end of what was read.
  for (let at = text.indexOf('://'); at !== -1; at = text.indexOf('://', end - 1)) {
    const start = at + 3;
    AUTHORITY_END.lastIndex = start;
    end = AUTHORITY_END.exec(text)?.index ?? text.length;
    // A password that holds a slash, which no URL may have: the word continues to its @.
    if (/^[^:@]*:(?!\d*$)[^@]*$/.test(text.slice(start, Math.min(end, start + 300)))) {
      const [rest = ''] = text.slice(end, end + 300).split(/[\s"'`<>\\]/, 1);
      end += rest.lastIndexOf('@') + 1;
    }
    const authority = text.slice(start, end);
    const sign = authority.lastIndexOf('@');
    const colon = authority.indexOf(':');
    if (colon !== -1 && colon < sign) found.push([start + colon + 1, start + sign]);
    else if (sign >= 16) found.push([start, start + sign]);
  }
  return found;
}

const TOKENS =
  /(?<![\w-])(?:eyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]+)?|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abprs]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}(?!\w))|(?<=\b(?:Bearer|Basic) )[\w+/=.~-]{16,}/g;

/** What each of them begins with: looking behind every character of a long text takes longer than all else. */
const MAY_BE_TOKEN = /eyJ|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|Bearer |Basic /;

function knownTokens(text: string): readonly Range[] {
  if (!MAY_BE_TOKEN.test(text)) return [];
  return [...text.matchAll(TOKENS)].map((match) => [match.index, match.index + match[0].length]);
}

/** A key, then `:` or `=`, then the value up to the end of its quotes or of the line. */
const ASSIGNMENT = /(?<![\w.-])([\w.-]{1,100})(?:\\*["'])?[ \t]{0,20}(?:=>|[:=])(?!\/\/)/g;
/** What a manifest of kind Secret may show of itself where it could not be parsed. */
const HARMLESS =
  /^[\s-]*(?:---.{0,20}|metadata:|["']?kind["']?:\s*["']?(?:Secret|List)["']?|apiVersion:\s*[\w./]{0,40}v\d\w{0,10})\s*$/;

/** Values of keys that look secret, with the deeper lines below a key whose value does not stand beside it. */
function secretAssignments(text: string): readonly Range[] {
  const search = new AssignmentSearch(secretManifests(text));
  let start = 0;
  for (const line of text.split('\n')) {
    search.line(line, start);
    start += line.length + 1;
  }
  return search.found;
}

class AssignmentSearch {
  readonly found: Range[] = [];
  readonly #manifests: Range[];
  /** The indent of a key whose value is on the lines below; infinite where there is none. */
  #below = Number.POSITIVE_INFINITY;
  /** The last `name:` looks secret, so the `value:` beside it is one. */
  #isNamed = false;

  constructor(manifests: readonly Range[]) {
    this.#manifests = [...manifests];
  }

  line(line: string, start: number): void {
    const indent = line.search(/[^\s#-]/);
    if (indent === -1) return;
    if (indent <= this.#below) this.#below = Number.POSITIVE_INFINITY;
    if (indent > this.#below || this.#isOfSecret(line, start)) {
      this.found.push([start + indent, start + line.length]);
      return;
    }
    for (const { key, from, to, isOpen } of assignments(line)) {
      const isSecret = looksSecret(key) || (this.#isNamed && /^value$/i.test(key));
      if (isSecret && isOpen) this.#below = indent;
      else if (isSecret) this.found.push([start + from, start + to]);
      if (/^(?:name|key)$/i.test(key))
        this.#isNamed = looksSecret(line.slice(from, Math.min(to, from + 200)).replaceAll(/["',]/g, ''));
    }
  }

  #isOfSecret(line: string, start: number): boolean {
    while (this.#manifests[0] !== undefined && this.#manifests[0][1] <= start) this.#manifests.shift();
    const first = this.#manifests[0];
    return first !== undefined && first[0] <= start && !isHarmless(line);
  }
}

export interface Assignment {
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** The value is on the lines below. */
  readonly isOpen: boolean;
}

/** Keys worth a closer look, so that a long line with many others costs little. */
const WORTH_A_LOOK =
  /key|pass|pw|pin|secret|token|cred|auth|bearer|cookie|dsn|jwt|otp|psk|salt|docker|connection|name|value/i;

export function assignments(line: string): readonly Assignment[] {
  return [...line.matchAll(ASSIGNMENT)].flatMap(({ 0: whole, 1: key = '', index }) => {
    if (!WORTH_A_LOOK.test(key)) return [];
    let from = index + whole.length;
    while (line[from] === ' ' || line[from] === '\t') from++;
    const rest = line.slice(from, from + 200).trim();
    const isOpen = /^(?:[|>][-+\d]*)?(?:\s*#.*)?$/.test(rest) || rest === '{' || rest === '[';
    const quote = /^\\*["']/.exec(line.slice(from, from + 10))?.[0];
    let to = line.length;
    if (quote !== undefined) {
      const close = closingQuote(line, from + quote.length, quote);
      if (close !== -1) to = close;
      from += quote.length;
    }
    return [{ key, from, to, isOpen }];
  });
}

/**
 * -1 where there is none. A quote that backslashes hide does not close, and neither does one that is written twice. In JSON within JSON
 * the quotes themselves have a backslash, a hidden one has three, and a backslash before the end is written as four.
 */
function closingQuote(line: string, from: number, quote: string): number {
  const own = quote.length - 1;
  for (let at = line.indexOf(quote, from); at !== -1; at = line.indexOf(quote, at + 1)) {
    let slashes = own;
    while (line[at - 1 - slashes + own] === '\\') slashes++;
    if (slashes % (2 * quote.length) !== own) continue;
    if (!line.startsWith(quote, at + quote.length)) return at;
    at += quote.length;
  }
  return -1;
}

/** Also where it is JSON in a text in a text, whose quotes have backslashes. */
const SECRET_KIND = /kind(?:\\*["'])?[ \t]{0,20}:[ \t]{0,20}(?:\\*["'])?Secret\b/;

export function looksLikeSecretKind(line: string): boolean {
  return SECRET_KIND.test(line);
}

/** Whole documents of kind Secret, and of a list that has one. */
function secretManifests(text: string): readonly Range[] {
  const found: Range[] = [];
  let start = 0;
  for (const part of text.split(/^(?=---)/m)) {
    if (SECRET_KIND.test(part)) found.push([start, start + part.length]);
    start += part.length;
  }
  return found;
}

function isHarmless(line: string): boolean {
  return line.length < 400 && HARMLESS.test(line);
}

/** The text with every range replaced. Line breaks stay, so that line N is still line N. */
export function maskRanges(text: string, ranges: readonly Range[]): string {
  let masked = '';
  let at = 0;
  for (const [from, to] of merged(ranges)) {
    masked += text.slice(at, from) + text.slice(from, to).replace(/[^ \t\n][^\n]*/g, MASK);
    at = to;
  }
  return masked + text.slice(at);
}

/** In their order; what overlaps or touches is one range. */
function merged(ranges: readonly Range[]): readonly Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of [...ranges].sort((a, b) => a[0] - b[0])) {
    if (to <= from) continue;
    const last = result.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
