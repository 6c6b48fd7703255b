// What the functions have in common: options become the process as values, the work is done, and whatever is thrown becomes one sort
// of error.
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { CommonOptions as GivenOptions } from '../../types/index.js';
import type { CommonOptions, FlowDeps } from '../flow/deps.ts';
import { TOOL } from '../model/version.ts';
import { systemClock } from '../palette/clock.ts';
import { SecretKeeper } from '../palette/redact.ts';
import { isCloneformError } from './cloneform-error.ts';
import { describeError } from './describe-error.ts';
import { checkOptions, type FunctionName, toCommon } from './options.ts';
import { processFacts } from './process-facts.ts';
import { type Stopping, watchSignal } from './stopping.ts';
import { toRejection } from './to-rejection.ts';

export interface Called {
  readonly deps: FlowDeps & { readonly secrets: SecretKeeper };
  readonly common: CommonOptions;
  readonly stopping: Stopping;
  /** A document as JSON has it, without what this run must keep secret: exactly what the command would print. */
  readonly published: <T>(document: T) => T;
}

/** Thrown by code of whoever calls: it is theirs, and reaches them as it is. */
export class ThrownByCaller {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Rejects with a CloneformError. */
export async function asFunction<T>(
  name: FunctionName,
  options: GivenOptions,
  work: (called: Called) => Promise<T>,
): Promise<T> {
  const secrets = new SecretKeeper();
  let stopping = watchSignal(undefined);
  try {
    checkOptions(name, options);
    stopping = watchSignal(options.signal);
    stopping.reading.throwIfAborted();
    return await work({
      deps: makeDeps(options, stopping, secrets),
      common: toCommon(options),
      stopping,
      published: <D>(document: D): D => JSON.parse(secrets.redact(JSON.stringify(document))) as D,
    });
  } catch (error) {
    if (error instanceof ThrownByCaller) throw error.error;
    if (isCloneformError(error)) throw error;
    throw toRejection(redacted(describeError(error, stopping.reading), secrets), {}, error);
  } finally {
    stopping.close();
  }
}

function redacted<T>(facts: T, secrets: SecretKeeper): T {
  return JSON.parse(secrets.redact(JSON.stringify(facts))) as T;
}

function makeDeps(options: GivenOptions, { reading }: Stopping, secrets: SecretKeeper): Called['deps'] {
  const { directory, env = {}, apiKey, host, onWarning } = options;
  const given = {
    ...env,
    ...(apiKey === undefined ? {} : { PALETTE_API_KEY: apiKey }),
    ...(host === undefined ? {} : { PALETTE_HOST: host }),
  };
  return {
    // Variables that are empty count as unset, whatever reads them.
    env: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== '')),
    cwd: path.resolve(directory),
    clock: systemClock(),
    random: Math.random,
    newId: randomUUID,
    process: processFacts(),
    tool: TOOL,
    secrets,
    trace: null,
    signal: reading,
    ...(onWarning === undefined ? {} : { warn: onWarning }),
  };
}
