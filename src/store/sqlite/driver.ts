// Loads better-sqlite3, only when a state file is opened, and turns what is known to go wrong there into sentences.
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { versions } from 'node:process';
import type BetterSqlite3 from 'better-sqlite3';
import { StoreError } from '../store-error.ts';
import { toStoreError } from './sqlite-error.ts';

export type Driver = typeof BetterSqlite3;
export type Connection = BetterSqlite3.Database;
export type Statement = BetterSqlite3.Statement;

/** Throws StoreError `unavailable` when the module is missing or would crash this Node. */
export async function loadDriver(where: string): Promise<Driver> {
  const refusal = refuseDriver(versions, readInstalledVersion(where));
  if (refusal !== null) throw new StoreError('unavailable', where, refusal.message, { hint: refusal.hint });
  try {
    return (await import('better-sqlite3')).default;
  } catch (error) {
    throw notInstalled(where, error);
  }
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
      message: `better-sqlite3 ${moduleVersion} is ended by Node ${node.node} while it works`,
      hint: 'install better-sqlite3@13, or cloneform again',
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
    const binding = nativeBinding();
    return new driver(file, {
      fileMustExist: true,
      readonly: options.readonly ?? false,
      timeout: options.timeoutMs,
      ...(binding === null ? {} : { nativeBinding: binding }),
    });
  } catch (error) {
    throw toStoreError(error, where);
  }
}

/** Where the compiled module usually is: named, it is not searched for. null: let it be searched for. */
function nativeBinding(): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve('better-sqlite3/package.json');
    const file = path.join(path.dirname(manifest), 'build', 'Release', 'better_sqlite3.node');
    return existsSync(file) ? file : null;
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
    hint: 'install cloneform again, with its dependencies',
    cause,
  });
}
