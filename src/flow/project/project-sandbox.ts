// The embedded Palette of a project: seeded from its file, kept beside it, so that it lives on between commands.
import path from 'node:path';
import { outOfBounds } from '../../declare/bounds.ts';
import { createDeclareDisk } from '../../declare/disk.ts';
import type { Sandbox, SandboxOptions } from '../../sandbox/sandbox.ts';
import { loadDriver } from '../../state/storage/sqlite/driver.ts';
import type { FlowDeps } from '../deps.ts';
import { EXIT, UserError, userError } from '../user-error.ts';

/** `state/<seed name>.db` beside the seed file. */
export function sandboxPath(seedPath: string): string {
  return path.join(path.dirname(seedPath), 'state', `${path.basename(seedPath).replace(/\.ya?ml$/, '')}.db`);
}

/** Fails with UserError when the seed file is not right. */
export async function openProjectSandbox(
  deps: FlowDeps,
  seedPath: string,
  more: Pick<SandboxOptions, 'faults' | 'onStrike'> = {},
): Promise<Sandbox> {
  const [{ openSandbox }, { readSeed }] = await Promise.all([
    import('../../sandbox/sandbox.ts'),
    import('../../sandbox/seed.ts'),
  ]);
  const seed = await readSeed(seedPath);
  if (!seed.ok) throw new UserError(EXIT.error, seed.diagnostics);
  const dbPath = sandboxPath(seedPath);
  if ((await outOfBounds(path.dirname(seedPath), dbPath, createDeclareDisk())) === 'outside') {
    const message = `${dbPath}, where the sandbox keeps its objects, is outside the folder of ${path.basename(seedPath)}`;
    throw userError(EXIT.error, 'sandbox/file-outside', message, 'replace the symbolic link with a folder');
  }
  // Refuses what would end the process.
  await loadDriver(dbPath);
  return openSandbox({
    dbPath,
    seed: seed.value,
    clock: deps.clock,
    random: deps.random,
    apiKey: null,
    ...more,
  });
}
