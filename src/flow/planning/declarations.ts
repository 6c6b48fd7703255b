// Declarations for a use case: read, or refused with everything that is wrong with them.
import { createHash, createHmac } from 'node:crypto';
import path from 'node:path';
import { createDeclareDisk } from '../../declare/disk.ts';
import { NO_MEMORY, openMemory, type ParseMemory } from '../../declare/parse-memory.ts';
import { type Declarations, readDeclarations } from '../../declare/read-declarations.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { learnSecrets } from '../tenant/read-secret.ts';
import { isCi, openUserCache, readUserKey } from '../user-cache.ts';
import { EXIT, UserError } from '../user-error.ts';
import type { Selectable } from './desired.ts';
import { withEdited } from './edited-disk.ts';
import { thrifty } from './thrift.ts';

export interface LoadedDeclarations extends Pick<Declarations, 'settings' | 'files' | 'rootDir'> {
  /** What is desired shows once the projects that it selects are known: see desired.ts. */
  readonly declared: Selectable;
}

/**
 * Files that were parsed in an earlier run are not parsed again: what they gave is kept in the user's cache folder, authenticated with
 * the user's key. In CI nothing is kept: there, folders travel between runs that trust each other less.
 */
export async function loadDeclarations(
  deps: FlowDeps,
  options: CommonOptions,
  /** Files as they would be, by absolute path; what was parsed of them is not kept. */
  edited?: ReadonlyMap<string, string>,
): Promise<LoadedDeclarations> {
  const { file, vars, varFiles } = options;
  await learnSecrets(deps, options.apiKeyFile);
  const full = path.resolve(deps.cwd, file);
  const kept = edited === undefined ? openKept(deps, full) : null;
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
    edited === undefined ? thrifty(createDeclareDisk()) : withEdited(createDeclareDisk(), deps.cwd, edited),
    kept?.memory ?? NO_MEMORY,
  );
  kept?.keep();
  if (!result.ok) throw new UserError(EXIT.error, result.diagnostics);
  const { settings, files: names, rootDir, ...declared } = result.value;
  return { settings, files: names, rootDir, declared };
}

export interface DeclaredHere {
  readonly declared: Selectable | null;
  /** Why nothing can be read. */
  readonly issues: readonly Diagnostic[];
}

/** Declarations in the folder of the run, where there are any that can be read without more flags. */
export async function declaredHere(deps: FlowDeps, options: CommonOptions): Promise<DeclaredHere> {
  try {
    const { declared } = await loadDeclarations(deps, options);
    return { declared, issues: [] };
  } catch (error) {
    if (error instanceof UserError) return { declared: null, issues: error.diagnostics };
    throw error;
  }
}

function openKept(deps: FlowDeps, full: string): { readonly memory: ParseMemory; keep(): void } | null {
  if (isCi(deps.env)) return null;
  const folders = [deps.cwd, path.dirname(full)];
  const key = readUserKey(deps.env, folders);
  if (key === null) return null;
  const cache = openUserCache(deps.env, folders);
  const name = `parsed-${sha256(full).slice(0, 32)}`;
  const authenticate = (text: string): string => createHmac('sha256', key).update(text).digest('hex');
  const memory = openMemory(cache.read(name), { tool: deps.tool, hash: sha256, authenticate });
  return {
    memory,
    keep: () => {
      const text = memory.toText();
      if (text !== null) cache.write(name, text);
    },
  };
}

function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
