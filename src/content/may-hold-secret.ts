// Whether a text can hold a secret at all, told without parsing it: most texts within texts are addresses, names of images and prose. Both
// questions may be answered with yes for a text without a secret, and never with no for one with a secret.

import { looksSecret, mayHaveSecretKey } from './secret-keys.ts';
import { assignments, looksLikeSecretKind } from './secret-text.ts';

/** Escapes and template expressions hide what a text says. */
const HIDING = /\\|\{\{/;
/** One of these stands in all that is a secret by its own looks. */
const LOOKS = /BEGIN|:\/\/|eyJ|gh[pousr]_|github_pat_|glpat-|xox[abprs]-|AKIA|ASIA|Bearer|Basic/;

/** Whether `secretRanges` can find anything in it. */
export function mayHoldSecret(text: string): boolean {
  return HIDING.test(text) || LOOKS.test(text) || mayHaveSecretKey(text);
}

/**
 * Whether comments of a YAML text can have a key that looks secret, or a Secret. A comment is at most what follows the first `#` of a
 * line.
 */
export function mayCommentsAssignSecret(text: string): boolean {
  return [...text.matchAll(/#[^\n]*/g)].some(([comment]) => mayAssignSecret(comment));
}

function mayAssignSecret(line: string): boolean {
  return (
    looksLikeSecretKind(line) || assignments(line).some(({ key }) => looksSecret(key) || /^value$/i.test(key))
  );
}
