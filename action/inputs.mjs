// The action's inputs, as its step hands them over in the environment, checked.
import { keyOf } from './body.mjs';

export class UsageError extends Error {}

const COMMANDS = ['plan', 'apply', 'drift', 'validate'];
const VERSION = /^(path|source|[\^~]?\d+(\.\d+){0,2}(-[0-9A-Za-z.-]+)?|latest)$/;

/** Throws UsageError. */
export function readInputs(env) {
  const command = env.INPUT_COMMAND || 'plan';
  if (!COMMANDS.includes(command))
    throw new UsageError(`command is one of ${COMMANDS.join(', ')}, not ${JSON.stringify(command)}`);
  const version = env.INPUT_VERSION || '';
  if (version !== '' && !VERSION.test(version))
    throw new UsageError(
      `version is a version of npm, \`path\` or \`source\`, not ${JSON.stringify(version)}`,
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
  };
}

/** One argument a line: nothing is split at spaces, nothing is a quote. */
function readArgs(text) {
  return text
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

function readBoolean(name, value, fallback) {
  if (value === undefined || value === '') return fallback;
  if (value === 'true' || value === 'false') return value === 'true';
  throw new UsageError(`${name} is true or false, not ${JSON.stringify(value)}`);
}
