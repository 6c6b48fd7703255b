// Declarations for a use case: read, or refused with everything that is wrong with them.
import { createHash } from 'node:crypto';
import path from 'node:path';
import { createDeclareDisk } from '../../declare/disk.ts';
import { openMemory } from '../../declare/parse-memory.ts';
import { type Declarations, readDeclarations } from '../../declare/read-declarations.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { EXIT, Refusal } from '../refusal.ts';
import { learnSecrets } from '../tenant/read-secret.ts';
import { openUserCache } from '../user-cache.ts';
import { thrifty } from './thrift.ts';

/** Files that were parsed in an earlier run are not parsed again: what they gave is kept in the user's cache folder. */
export async function loadDeclarations(deps: FlowDeps, options: CommonOptions): Promise<Declarations> {
  const { file, vars, varFiles } = options;
  await learnSecrets(deps, options.apiKeyFile);
  const cache = openUserCache(deps.env);
  const name = `parsed-${sha256(path.resolve(deps.cwd, file)).slice(0, 32)}`;
  const memory = openMemory(cache.read(name), deps.tool, sha256);
  const { secrets } = deps;
  const result = await readDeclarations(
    {
      rootDir: deps.cwd,
      file,
      vars,
      varFiles,
      env: deps.env,
      ...(secrets === undefined ? {} : { redact: (given: string) => secrets.redact(given) }),
    },
    thrifty(createDeclareDisk()),
    memory,
  );
  const text = memory.toText();
  if (text !== null) cache.write(name, text);
  if (!result.ok) throw new Refusal(EXIT.error, result.diagnostics);
  return result.value;
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
