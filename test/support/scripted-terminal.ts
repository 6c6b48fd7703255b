// The real command at a terminal, by way of script(1).
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { ROOT } from './root.ts';

export const MAIN = path.join(ROOT, 'dist', 'cli', 'main.js');
export const hasScript = spawnSync('script', ['--version']).status === 0;
/** What erases the line of progress. */
export const ERASE = '\r\u001b[K';
