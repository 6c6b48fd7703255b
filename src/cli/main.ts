#!/usr/bin/env node
// The process: argv in, exit code out. `version` is answered before anything is loaded.
import process from 'node:process';
import { VERSION } from './version.ts';

const argv = process.argv.slice(2);
const first = argv[0];

if (argv.length === 1 && (first === '--version' || first === '-V' || first === 'version')) {
  process.stdout.write(`${VERSION}\n`);
} else {
  const { runProcess } = await import('./run-process.ts');
  await runProcess(argv);
}
