// Real processes that use the compiled store: for locks and deaths that one process cannot show.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execPath } from 'node:process';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

export interface Actor {
  readonly process: ChildProcess;
  /** The next line that it prints; undefined when it has ended. */
  nextLine(): Promise<string | undefined>;
  /** Lets it continue past its next `await line()`. */
  say(line: string): void;
  /** Resolves once it is gone; gives the signal that killed it. */
  gone(): Promise<NodeJS.Signals | null>;
}

export interface Stage {
  /**
   * Runs `script`, a module body with `openSqliteStore`, `openPgStore`, `deps`, `rows`, `print`, `line` and `Database` in
   * scope. `path` may be a URL.
   */
  start(path: string, script: string, shell?: string): Actor;
  end(): Promise<void>;
}

/** Compiles the store and the made-up rows once. */
export async function setStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'cloneform-compiled-'));
  const root = resolve(import.meta.dirname, '../..');
  const settings = {
    extends: join(root, 'tsconfig.json'),
    compilerOptions: { outDir: folder, rootDir: root, typeRoots: [join(root, 'node_modules/@types')] },
    include: [],
    files: [
      join(root, 'src/state/storage/sqlite/sqlite-store.ts'),
      join(root, 'src/state/storage/postgres/pg-store.ts'),
      join(root, 'src/palette/clock.ts'),
      join(root, 'test/state/rows.ts'),
    ],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await writeFile(join(folder, 'package.json'), '{"type":"module"}');
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  try {
    await promisify(execFile)(execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  const actors: Actor[] = [];
  return {
    start: (path, script, shell) => {
      const actor = startActor(folder, path, script, shell);
      actors.push(actor);
      return actor;
    },
    end: async () => {
      for (const actor of actors) {
        actor.process.kill('SIGKILL');
        await actor.gone();
      }
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const PROLOGUE = `
  import Database from 'better-sqlite3';
  import { createInterface } from 'node:readline';
  import { openSqliteStore } from './src/state/storage/sqlite/sqlite-store.js';
  import * as rows from './test/state/rows.js';
  import { openPgStore } from './src/state/storage/postgres/pg-store.js';
  import { systemClock } from './src/palette/clock.js';
  const path = process.env.STATE_PATH;
  const deps = { clock: systemClock(), newId: () => 'lineage-1', tool: 'cloneform 0.1.0', env: {}, cwd: '/' };
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const print = (text) => process.stdout.write(text + '\\n');
  const line = async () => (await lines.next()).value;
`;

function startActor(folder: string, path: string, script: string, shell: string | undefined): Actor {
  const node = [execPath, '--input-type=module', '-e', `${PROLOGUE}${script}\nprocess.exit(0);`];
  const [command, ...args] =
    shell === undefined ? node : ['/bin/sh', '-c', `${shell}; exec "$@"`, 'sh', ...node];
  const child = spawn(command ?? execPath, args, {
    cwd: folder,
    env: { STATE_PATH: path },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const gone = new Promise<NodeJS.Signals | null>((settle) =>
    child.once('exit', (_code, signal) => settle(signal)),
  );
  return {
    process: child,
    nextLine: async () => {
      const next = await lines.next();
      return next.done === true ? undefined : next.value;
    },
    say: (text) => child.stdin.write(`${text}\n`),
    gone: () => gone,
  };
}
