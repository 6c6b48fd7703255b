// Whose process this is, for the history of runs and the holder of the lock.
import { hostname, userInfo } from 'node:os';
import process from 'node:process';
import type { FlowDeps } from '../flow/deps.ts';

export function processFacts(): FlowDeps['process'] {
  return { hostname: hostname(), user: userName(), pid: process.pid };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown';
  }
}
