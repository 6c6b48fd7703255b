#!/usr/bin/env node
// The process: argv in, exit code out. `version` is answered before anything is loaded.
import process from 'node:process';
import { VERSION } from '../model/version.ts';

const argv = process.argv.slice(2);
const first = argv[0];

if (argv.length === 1 && (first === '--version' || first === '-V' || first === 'version')) {
  process.stdout.write(`${VERSION}\n`);
} else if (isTooOld(process.versions.node)) {
  process.stderr.write(
    `cloneform needs Node 20.19 or later (22.14 or later on 22); this is ${process.versions.node}.\n`,
  );
  process.exitCode = 1;
} else {
  // No await: CommonJS has none at its top.
  void import('./run-process.ts').then(({ runProcess }) => runProcess(argv));
}

/** Older ones fail in ways that say nothing: a SQLite binding of another Node-API ends the process without a word. */
function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 14);
}
