// One workspace in one database: what every statement about it needs.
import type { PgTarget } from './pg-url.ts';

export interface PgPlace {
  readonly workspace: string;
  /** For messages: the URL without secrets. */
  readonly where: string;
  /** A table of ours, with its schema: the search path of a session is nobody's to rely on. */
  table(name: PgTable): string;
  readonly schema: string;
  /** SQL for the server's time, the only clock that leases go by: those of the runners differ. */
  readonly now: () => string;
}

export const TABLES = [
  'format',
  'workspace',
  'clone',
  'outline',
  'clone_history',
  'operation',
  'run',
  'run_result',
] as const;

export type PgTable = (typeof TABLES)[number];

export function pgPlace(target: PgTarget, now: () => string): PgPlace {
  const schema = `"${target.schema}"`;
  return {
    workspace: target.workspace,
    where: target.shown,
    schema,
    table: (name) => `${schema}.${name}`,
    now,
  };
}

/** SQL for a time as milliseconds since 1970: texts of times depend on settings of the session. */
export function toMs(sql: string): string {
  return `(extract(epoch from ${sql}) * 1000)::bigint`;
}
