// Flags that several commands share.
import { DIFF_DETAILS } from '../content/pack-change.ts';
import { FAILURES } from '../library/plan-options.ts';
import { FORMATS } from '../render/report.ts';
import { addresses, globs, off, on, value, values, wholeNumber, wordOf, wordsOf } from './params.ts';

export const DIFF = {
  diff: wordOf(
    '--diff <detail>',
    DIFF_DETAILS,
    'how much of a difference to show: `values`, `keys` (names only) or `none` (default: values)',
  ),
};

/** Which clones a command that only looks is about. */
export const WHICH = {
  project: values('--project <glob>', 'only clones in these projects; may be repeated'),
  addresses: addresses('[address...]', 'only these clones; globs are allowed'),
};

/** Which of them it lists: any of the states is enough. */
export const IN_STATE = {
  behind: on('--behind', 'list only clones whose source has newer versions'),
  drifted: on('--drifted', 'list only clones that were changed in Palette'),
  blocked: on('--blocked', 'list only clones that no plan can change as declared'),
  incomplete: on('--incomplete', 'list only clones that did not turn out as planned'),
};

export const POLICY = {
  policy: values('--policy <file>', 'also judge the plan by the policies in this file; may be repeated'),
};

/** Which clones a plan is about, and how they are read. */
export const SELECTION = {
  ...DIFF,
  target: globs('--target <glob>', 'only these addresses and their dependencies; may be repeated'),
  exclude: globs('--exclude <glob>', 'exclude these addresses; may be repeated'),
  refresh: wordOf(
    '--refresh <how>',
    ['full', 'fast', 'none'],
    'what to read: `full`, `fast` (only clones whose list row changed, where lists are cheaper) or `none` (no requests to Palette; default: full)',
  ),
};

export const PREFLIGHT = {
  preflight: off(
    '--no-preflight',
    'skip what Palette checks: each create (clone/validate), packs with overrides (validate/packs), and packs on their way out',
  ),
};

export const DISCARD = {
  discardAccepted: on('--discard-accepted', 'let changes overwrite accepted manual edits'),
};

export const KEEP = {
  keepOverrides: globs(
    '--keep-overrides [glob]',
    'keep overrides where the source changed the same value and `onConflict: block` waits, for matching clones (default: all); may be repeated',
  ),
};

export const PLANNING = {
  ...SELECTION,
  ...KEEP,
  ...DISCARD,
  ...PREFLIGHT,
  upgrade: globs(
    '--upgrade [glob]',
    'upgrade matching clones to the highest source version their range allows; may be repeated',
  ),
};

/** Beside PLANNING, of what makes a plan of the declarations. */
export const LOCKED = {
  locked: on('--locked', 'exit 6 where a clone would copy something else than the lock file says'),
};

export const FAIL_ON = {
  failOn: wordsOf(
    '--fail-on <what>',
    FAILURES,
    'exit 5 on `drift`, `unmanaged` (what status --unmanaged lists; one list for each project) or `blocked`; separate several with commas',
  ),
};

export const REPORT = {
  report: values(
    '--report <format=file>',
    'also write a report as text, json, markdown or html; may be repeated',
  ),
};

export const METRICS = {
  metrics: value('--metrics <file>', 'also write what the run came to as Prometheus metrics'),
};

export const FORMAT = {
  format: wordOf('--format <format>', FORMATS, '`text`, `json`, `markdown` or `html` (default: text)'),
};

/** How a run goes, whatever it does. */
export const DELETING = {
  autoApprove: on('--auto-approve', 'do not ask for confirmation'),
  expect: value(
    '--expect <checksum>',
    'apply only if the plan has this checksum, or the checksum of this saved plan',
  ),
  skipBlocked: on('--skip-blocked', 'apply the changes that are not blocked'),
  parallelism: wholeNumber(
    '--parallelism <n>',
    'number of changes made at the same time (default: as many as the rate limit allows)',
  ),
  interactive: on('--interactive', 'ask before each change'),
  events: value('--events <file>', 'write progress events to this file, one JSON object per line'),
  message: value('--message <text>', 'a note that is kept in the history of runs'),
};

export const APPLYING = {
  ...DELETING,
  verify: wordOf(
    '--verify <what>',
    ['full', 'shown'],
    'how much of a new clone to read back: `full`, or `shown` (only what one GET shows; default: by what the source contains)',
  ),
};

/** What apply and destroy have in common with plan. */
export const OUTCOME = {
  out: value('-o, --out <file>', 'save the plan for cloneform apply FILE instead of applying it'),
  detailedExitcode: on('--detailed-exitcode', 'exit 2 if something was changed'),
  failOn: wordsOf(
    '--fail-on <what>',
    FAILURES,
    'exit 5 on `drift` or `unmanaged` (before anything is changed) or on `blocked`; separate several with commas',
  ),
};

export const DANGER = {
  dangerousAllowMassDelete: on('--dangerous-allow-mass-delete', 'allow more deletes than the guards permit'),
  dangerousDeleteInUse: on('--dangerous-delete-in-use', 'allow deletes of clones that clusters use'),
};
