// Loads better-sqlite3, only when a state file is opened, and turns what is known to go wrong there into sentences.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { versions } from 'node:process';
import type BetterSqlite3 from 'better-sqlite3';
import { StoreError } from '../../store-error.ts';
import { isWithoutBinary, toStoreError } from './sqlite-error.ts';

export type Driver = typeof BetterSqlite3;
export type Connection = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;

/**
 * Throws StoreError `unavailable` when the module is missing, would crash this Node, or has no compiled part that this Node can load.
 * The compiled part is loaded here, because the module itself loads it only with the first database.
 */
export async function loadDriver(where: string): Promise<Driver> {
  const version = readInstalledVersion(where);
  const refusal = refuseDriver(versions, version);
  if (refusal !== null) throw new StoreError('unavailable', where, refusal.message, { hint: refusal.hint });
  try {
    const driver = (await import('better-sqlite3')).default;
    loadBinary(driver);
    return driver;
  } catch (error) {
    throw isWithoutBinary(error) ? withoutBinary(where, version, error) : notInstalled(where, error);
  }
}

let isBinaryLoaded = false;

function loadBinary(driver: Driver): void {
  if (isBinaryLoaded) return;
  new driver(':memory:', bindingOptions()).close();
  isBinaryLoaded = true;
}

/**
 * Pairs of Node and better-sqlite3 that end the process without a word. From major 13 on it needs Node-API 10 and kills an older
 * Node with a segmentation fault; up to 12 it is aborted by Node 24 and later, whenever a statement is collected
 * (WiseLibs/better-sqlite3 issues 1514 and 1515).
 */
export function refuseDriver(
  node: { readonly node: string; readonly napi?: string },
  moduleVersion: string,
): { readonly message: string; readonly hint: string } | null {
  const isNew = Number.parseInt(moduleVersion, 10) >= 13;
  const napi = node.napi ?? '0';
  if (isNew && Number(napi) < 10)
    return {
      message: `better-sqlite3 ${moduleVersion} needs Node-API 10; this Node has Node-API ${napi}`,
      hint: 'use Node 22.14 or newer, or install better-sqlite3@12',
    };
  if (!isNew && Number.parseInt(node.node, 10) >= 24)
    return {
      message: `better-sqlite3 ${moduleVersion} crashes on Node ${node.node}`,
      hint: 'install better-sqlite3@13, or reinstall cloneform',
    };
  return null;
}

interface ConnectOptions {
  readonly readonly?: boolean;
  /** Milliseconds to wait for another connection's transaction. */
  readonly timeoutMs: number;
}

/** Opens an existing file; the file is never made here, so that its mode is ours to choose. */
export function connect(driver: Driver, file: string, where: string, options: ConnectOptions): Connection {
  try {
    return new driver(file, {
      fileMustExist: true,
      readonly: options.readonly ?? false,
      timeout: options.timeoutMs,
      ...bindingOptions(),
    });
  } catch (error) {
    throw toStoreError(error, where);
  }
}

/** Where the compiled module usually is: named, it is not searched for. Empty: let it be searched for. */
function bindingOptions(): { readonly nativeBinding?: string } {
  const folder = moduleFolder();
  if (folder === null) return {};
  const file = path.join(folder, 'build', 'Release', 'better_sqlite3.node');
  return existsSync(file) ? { nativeBinding: file } : {};
}

function moduleFolder(): string | null {
  try {
    return path.dirname(createRequire(import.meta.url).resolve('better-sqlite3/package.json'));
  } catch {
    return null;
  }
}

function readInstalledVersion(where: string): string {
  try {
    const manifest: unknown = createRequire(import.meta.url)('better-sqlite3/package.json');
    const version =
      typeof manifest === 'object' && manifest !== null && 'version' in manifest ? manifest.version : null;
    return typeof version === 'string' ? version : '0';
  } catch (error) {
    throw notInstalled(where, error);
  }
}

function notInstalled(where: string, cause: unknown): StoreError {
  return new StoreError('unavailable', where, 'the module better-sqlite3 is not installed', {
    hint: 'reinstall cloneform with its dependencies',
    cause,
  });
}

function withoutBinary(where: string, version: string, cause: unknown): StoreError {
  const { why, hint } = explainBinary(cause, versions, moduleFolder());
  return new StoreError(
    'unavailable',
    where,
    `SQLite cannot be loaded: better-sqlite3 ${version} has no compiled binary for this Node (${why})`,
    { hint, cause },
  );
}

/** Why the compiled part cannot be loaded, and the command that makes one; `folder`: of better-sqlite3, where it is known. */
export function explainBinary(
  cause: unknown,
  node: { readonly node: string; readonly modules: string },
  folder: string | null,
): { readonly why: string; readonly hint: string } {
  const text = cause instanceof Error ? cause.message : '';
  const builtFor = /NODE_MODULE_VERSION (\d+)/.exec(text)?.[1];
  const why =
    builtFor !== undefined && builtFor !== node.modules
      ? `it was compiled for another Node version: it has module version ${builtFor}, but Node ${node.node} needs ${node.modules}`
      : text.includes('NODE_MODULE_VERSION') || !isMissing(cause)
        ? `Node ${node.node} cannot load it`
        : 'its install script did not run, or failed';
  const parent = folder === null ? null : path.dirname(path.dirname(folder));
  const at = parent === null ? '' : ` --prefix ${quoted(parent)}`;
  return {
    why,
    hint: `run \`npm rebuild${at} better-sqlite3 --ignore-scripts=false\`; if npm blocks install scripts, first run \`npm install-scripts approve better-sqlite3\` there`,
  };
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'tries' in cause;
}

function quoted(folder: string): string {
  return /^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder);
}
