// The action's first step: builds cloneform from the action's own checkout. build.sh starts it without the secrets of the job.
import process from 'node:process';
import { readEvent } from './forge.mjs';
import { isForkEvent } from './fork.mjs';
import { UsageError } from './inputs.mjs';
import { buildTool } from './install.mjs';

const { INPUT_VERSION: version = '', INPUT_COMMAND: command } = process.env;
const isSkipped = command !== 'validate' && isForkEvent(process.env, readEvent(process.env)) === true;
// A wrong version is refused by the next step, which knows how to say so.
if ((version === '' || version === 'source') && !isSkipped)
  try {
    buildTool(process.env);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stdout.write(`::error title=cloneform::${error.message}\n`);
    process.exitCode = 64;
  }
