// Flags that several commands share.
import { DIFF_DETAILS } from '../content/pack-change.ts';
import { FORMATS } from '../render/report.ts';
import { globs, off, on, value, values, wholeNumber, wordOf, wordsOf } from './params.ts';

export const DIFF = {
  diff: wordOf(
    '--diff <detail>',
    DIFF_DETAILS,
    '`values`; `keys` names what differs without its values; `none` says only that it does (default: values)',
  ),
};

/** Which clones a plan is about, and how they are read. */
export const SELECTION = {
  ...DIFF,
  target: globs('--target <glob>', 'only these addresses, and what they need; may be repeated'),
  exclude: globs('--exclude <glob>', 'leave these addresses out; may be repeated'),
  refresh: wordOf(
    '--refresh <how>',
    ['full', 'fast', 'none'],
    '`full`; `fast` reads only clones whose list row changed; `none` asks Palette nothing (default: full)',
  ),
};

export const PREFLIGHT = {
  preflight: off('--no-preflight', "do not ask Palette's clone/validate about each create"),
};

export const PLANNING = {
  ...SELECTION,
  discardAccepted: on('--discard-accepted', 'let a change drop hand edits that were accepted'),
  ...PREFLIGHT,
  upgrade: globs(
    '--upgrade [glob]',
    'let sources move to the highest version their range allows; may be repeated',
  ),
};

const FAILURES = ['drift', 'unmanaged', 'blocked'] as const;
export type Failure = (typeof FAILURES)[number];

export const FAIL_ON = {
  failOn: wordsOf(
    '--fail-on <what>',
    FAILURES,
    'exit 5 on `drift`, `unmanaged` (what status --unmanaged lists) or `blocked`; several with a comma',
  ),
};

export const REPORT = {
  report: values(
    '--report <format=file>',
    'write a report too: text, json, markdown or html; may be repeated',
  ),
};

export const FORMAT = {
  format: wordOf('--format <format>', FORMATS, '`text`, `json`, `markdown` or `html` (default: text)'),
};

export const APPLYING = {
  autoApprove: on('--auto-approve', 'do not ask'),
  expect: value(
    '--expect <checksum>',
    'go on only if the plan has this checksum, or that of this saved plan',
  ),
  skipBlocked: on('--skip-blocked', 'do what is not blocked'),
  parallelism: wholeNumber('--parallelism <n>', 'changes under way at once (default: what the rate needs)'),
  interactive: on('--interactive', 'ask about each change by itself'),
  events: value('--events <file>', 'write what happens as it happens: one JSON object a line'),
  message: value('--message <text>', 'kept in the history of runs'),
  verify: wordOf(
    '--verify <what>',
    ['full', 'shown'],
    '`full` reads each new clone whole; `shown` only what one GET shows (default: what its source has)',
  ),
};

/** What apply and destroy have in common with plan. */
export const OUTCOME = {
  out: value('-o, --out <file>', 'save the plan and do nothing yet, for cloneform apply FILE'),
  detailedExitcode: on('--detailed-exitcode', 'exit 2 when something was changed'),
  failOn: wordsOf(
    '--fail-on <what>',
    FAILURES,
    'exit 5 on `drift` or `unmanaged`, before anything is done, or on `blocked`; several with a comma',
  ),
};

export const DANGER = {
  dangerousAllowMassDelete: on('--dangerous-allow-mass-delete', 'more deletes than the guards allow'),
  dangerousDeleteInUse: on('--dangerous-delete-in-use', 'delete clones that clusters use'),
};
