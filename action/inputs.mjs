// The action's inputs, as its step hands them over in the environment, checked.
import { keyOf } from './body.mjs';
import { GROUP_BY } from './upgrade-groups.mjs';

export class UsageError extends Error {}

const COMMANDS = ['plan', 'apply', 'drift', 'validate', 'upgrade'];
const VERSIONS = ['source', 'path'];

/** Throws UsageError. */
export function readInputs(env) {
  const command = env.INPUT_COMMAND || 'plan';
  if (!COMMANDS.includes(command))
    throw new UsageError(`command is one of ${COMMANDS.join(', ')}, not ${JSON.stringify(command)}`);
  const version = env.INPUT_VERSION || 'source';
  if (!VERSIONS.includes(version))
    throw new UsageError(
      `version is \`source\` or \`path\`, not ${JSON.stringify(version)}: nothing is installed from a registry by its name\n  next: pin the action itself to the commit of the version that you want`,
    );
  const directory = env.INPUT_WORKING_DIRECTORY || '.';
  const file = env.INPUT_FILE || 'cloneform.yaml';
  return {
    command,
    version,
    directory,
    file,
    args: readArgs(env.INPUT_ARGS ?? ''),
    comment: readBoolean('comment', env.INPUT_COMMENT, true),
    expect: (env.INPUT_EXPECT ?? '').trim() || 'reviewed',
    needsApproval: readBoolean('require-approval', env.INPUT_REQUIRE_APPROVAL, false),
    lockTimeout: env.INPUT_LOCK_TIMEOUT || '10m',
    key: keyOf(directory, file),
    token: env.INPUT_GITHUB_TOKEN ?? '',
    ...readUpgradeInputs({
      level: env.INPUT_LEVEL,
      minAge: env.INPUT_MIN_AGE,
      groupBy: env.INPUT_GROUP_BY,
      limit: env.INPUT_LIMIT,
      prefix: env.INPUT_BRANCH_PREFIX,
    }),
  };
}

/** Empty: the default. Throws UsageError. */
export function readUpgradeInputs({ level, minAge, groupBy, limit, prefix }) {
  const by = groupBy || 'declaration';
  if (!GROUP_BY.includes(by))
    throw new UsageError(`group-by is one of ${GROUP_BY.join(', ')}, not ${JSON.stringify(by)}`);
  const most = limit || '10';
  if (!/^[1-9]\d{0,3}$/.test(most))
    throw new UsageError(`limit is a whole number from 1 to 9999, not ${JSON.stringify(most)}`);
  const start = prefix || 'cloneform/upgrade/';
  // Of what Git allows in a name of a branch, the part that needs no thought.
  if (!/^[A-Za-z0-9_][A-Za-z0-9_/-]*[/-]$/.test(start) || start.includes('//'))
    throw new UsageError(
      `branch-prefix has letters, digits, \`-\`, \`_\` and \`/\`, and ends with \`-\` or \`/\`; not ${JSON.stringify(start)}`,
    );
  return { level: level ?? '', minAge: minAge ?? '', groupBy: by, limit: Number(most), prefix: start };
}

/** What the action itself decides, and what to write instead: an approval that hides in `args` would be no review. */
const NOT_IN_ARGS = new Map([
  ['--auto-approve', '`expect: none` applies without a review'],
  ['--expect', 'the input `expect` says what must have been reviewed'],
  ['--interactive', 'there is nobody to ask'],
  ['-o', 'the output `plan-file` names the plan'],
  ['--out', 'the output `plan-file` names the plan'],
  ['--events', 'the output `events-file` names the events'],
  ['--detailed-exitcode', 'the output `exit-code` has it'],
  ['-C', 'the input `working-directory` names the folder'],
  ['--chdir', 'the input `working-directory` names the folder'],
  ['-f', 'the input `file` names the root file'],
  ['--file', 'the input `file` names the root file'],
  ['--lock-timeout', 'the input `lock-timeout` says how long'],
]);

/** One argument a line: nothing is split at spaces, nothing is a quote. */
function readArgs(text) {
  const args = text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  for (const arg of args) {
    const [flag = ''] = arg.split('=');
    const instead = NOT_IN_ARGS.get(/^-[a-zA-Z]/.test(flag) ? flag.slice(0, 2) : flag);
    if (instead !== undefined) throw new UsageError(`args cannot hold ${flag}: ${instead}`);
    if (!arg.startsWith('-'))
      throw new UsageError(
        `args holds flags, one a line, with their value as --flag=value; ${JSON.stringify(arg)} is none`,
      );
  }
  return args;
}

function readBoolean(name, value, fallback) {
  if (value === undefined || value === '') return fallback;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new UsageError(`${name} is true or false, not ${JSON.stringify(value)}`);
}
