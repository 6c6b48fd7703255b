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
  const refusal = refuseDriver(versions['napi'] ?? '0', readInstalledVersion(where));
  if (refusal !== null) {
    throw new StoreError('unavailable', where, refusal, {
      hint: 'use Node 22.14 or newer, or install better-sqlite3@12',
    });
  }
  try {
    return (await import('better-sqlite3')).default;
  } catch (error) {
    throw notInstalled(where, error);
  }
}

/** From major 13 on better-sqlite3 needs Node-API 10 and kills an older Node with a segmentation fault. */
export function refuseDriver(nodeApi: string, moduleVersion: string): string | null {
  const major = Number.parseInt(moduleVersion, 10);
  if (Number(nodeApi) >= 10 || !(major >= 13)) return null;
  return `better-sqlite3 ${moduleVersion} needs Node-API 10; this Node has Node-API ${nodeApi}`;
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
