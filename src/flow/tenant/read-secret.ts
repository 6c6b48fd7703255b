// The API key out of the environment or a file, and the files that a connection needs: bounded, and never a pipe that keeps us waiting.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { createDeclareDisk } from '../../declare/disk.ts';
import { parseApiKey, type Secret } from '../../palette/secret.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';

const MAX_BYTES = 1024 * 1024;

/** Fails with UserError, exit 3. */
export async function readApiKey(deps: FlowDeps, options: CommonOptions): Promise<Secret> {
  const { apiKeyFile } = options;
  const text =
    apiKeyFile === null
      ? (deps.env['PALETTE_API_KEY'] ?? deps.env['SPECTROCLOUD_APIKEY'])
      : await readKeyFile(deps, path.resolve(deps.cwd, apiKeyFile));
  if (text === undefined || text.trim() === '') {
    throw userError(
      EXIT.auth,
      'palette/no-key',
      'no Palette API key is set',
      'set PALETTE_API_KEY or use --api-key-file FILE; to try cloneform without a key, use palette.sandbox',
    );
  }
  deps.secrets?.keep(text);
  return parsedKey(text);
}

/**
 * Makes known to the redactor what the operator of this run keeps secret, before any file is read that a diagnostic may quote. A
 * pipe is left for `readApiKey`: it can be read once.
 */
export async function learnSecrets(
  deps: Pick<FlowDeps, 'cwd' | 'env' | 'secrets'>,
  apiKeyFile: string | null,
): Promise<void> {
  const { env, secrets } = deps;
  if (secrets === undefined) return;
  for (const name of SECRET_VARIABLES) secrets.keep(env[name]);
  for (const name of URL_VARIABLES) secrets.keep(passwordIn(env[name]));
  if (apiKeyFile !== null)
    secrets.keep(await readSmallFile(path.resolve(deps.cwd, apiKeyFile)).catch(() => undefined));
}

const SECRET_VARIABLES = ['PALETTE_API_KEY', 'SPECTROCLOUD_APIKEY', 'PGPASSWORD', 'CLONEFORM_PLAN_KEY'];
const URL_VARIABLES = ['CLONEFORM_STATE', 'HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

function passwordIn(url: string | undefined): string | undefined {
  if (url === undefined || !URL.canParse(url)) return undefined;
  const { password } = new URL(url);
  try {
    return decodeURIComponent(password);
  } catch {
    return password;
  }
}

export function parsedKey(text: string): Secret {
  const key = parseApiKey(text);
  if ('problem' in key)
    throw userError(EXIT.auth, 'palette/bad-key', key.problem, 'copy the key from Palette again');
  return key;
}

/** A shell hands over `<(pass show palette)` as one of these: a pipe that somebody writes to. */
const PASSED = /^\/(?:dev|proc\/self)\/(?:fd\/\d+|stdin)$/;

async function readKeyFile(deps: FlowDeps, file: string): Promise<string> {
  try {
    if (PASSED.test(file)) return (await readFile(file, 'utf8')).slice(0, MAX_BYTES);
    const text = await readSmallFile(file);
    await warnOfMode(deps, file);
    return text;
  } catch {
    throw userError(
      EXIT.auth,
      'palette/no-key',
      `the API key file ${file} cannot be read`,
      'check the path and its mode; it must be a file',
    );
  }
}

/** Secrets that an orchestrator mounts are like that and cannot be changed, so this is said and not refused. */
async function warnOfMode(deps: FlowDeps, file: string): Promise<void> {
  const mode = (await stat(file)).mode & 0o777;
  if ((mode & 0o026) === 0) return;
  deps.warn?.({
    code: 'palette/key-file-mode',
    severity: 'warning',
    message: `other users can read or write the API key file ${file} (mode ${mode.toString(8).padStart(4, '0')})`,
    hint: `chmod 600 ${file}`,
  });
}

/** Rejects when it is no regular file or has more than a megabyte. */
export async function readSmallFile(file: string): Promise<string> {
  return Buffer.from(await createDeclareDisk().read(file, MAX_BYTES)).toString('utf8');
}
