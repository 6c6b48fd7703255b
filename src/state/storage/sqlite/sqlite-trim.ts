// The oldest runs of a state file go, with the history that only they need.

import type { Lease } from '../../lease.ts';
import type { Connection } from './driver.ts';
import { getOwnLease } from './sqlite-lease.ts';

export function trimSqlite(db: Connection, where: string, lease: Lease, keep: number): void {
  const trim = db.transaction(() => {
    getOwnLease(db, where, lease);
    const oldest: unknown = db
      .prepare('SELECT number FROM run ORDER BY number DESC LIMIT 1 OFFSET ?')
      .pluck()
      .get(keep - 1);
    if (typeof oldest !== 'number') return;
    const old = 'SELECT id FROM run WHERE number < ?';
    db.prepare(`DELETE FROM run_result WHERE run_id IN (${old})`).run(oldest);
    db.prepare('DELETE FROM run WHERE number < ?').run(oldest);
    db.exec(`DELETE FROM clone_history WHERE number <= (SELECT min(history_start) FROM run);
      DELETE FROM operation WHERE outcome IS NOT NULL AND run_id NOT IN (SELECT id FROM run);`);
  });
  trim.immediate();
}
