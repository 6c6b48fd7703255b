// The note beside a state file that says what was last seen of it. Whatever happens to it no run goes wrong: without it nothing is known.
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { pid } from 'node:process';

const MAX_BYTES = 16_384;

export function seenFile(statePath: string): string {
  return `${statePath}.seen`;
}

/** null: there is none, or nothing that we would have written. */
export function readSeenFile(statePath: string): string | null {
  try {
    const handle = openSync(
      seenFile(statePath),
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const facts = fstatSync(handle);
      return facts.isFile() && facts.size <= MAX_BYTES ? readFileSync(handle, 'utf8') : null;
    } finally {
      closeSync(handle);
    }
  } catch {
    return null;
  }
}

/** 0600, whole or not at all. */
export function writeSeenFile(statePath: string, text: string): void {
  const draft = `${seenFile(statePath)}.${pid}`;
  try {
    // A process that had this number died over it.
    rmSync(draft, { force: true });
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' });
    renameSync(draft, seenFile(statePath));
  } catch {
    try {
      rmSync(draft, { force: true });
    } catch {
      // A folder that takes nothing more: the state itself tells that, where it matters.
    }
  }
}
