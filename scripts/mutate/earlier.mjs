// What earlier runs killed, so that `--again` tries only the rest: `.cache/mutate/MODULE.killed.json`.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** Adds to `file` what was killed now. `mutants` are those of this run, `results` maps their ids to what became of them. */
export function rememberKilled({ file, root, mutants, results }) {
  const keyOf = keys(root);
  const killed = mutants.filter(({ id }) => results.get(id) === 'Killed').map(keyOf);
  writeFileSync(file, JSON.stringify([...new Set([...killedBefore(file), ...killed])]));
}

/** The ids of the mutants that an earlier run killed and whose source file has not changed since. */
export function killedEarlier({ file, root, mutants }) {
  const [keyOf, before] = [keys(root), new Set(killedBefore(file))];
  return new Set(mutants.filter((mutant) => before.has(keyOf(mutant))).map(({ id }) => id));
}

const killedBefore = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : []);

/** Names a mutant by the content of its file and its place there: Stryker gives the mutants of each run new numbers. */
function keys(root) {
  const digests = new Map();
  return ({ file, location: { start, end }, replacement }) => {
    if (!digests.has(file)) digests.set(file, digest(readFileSync(path.join(root, file))));
    const place = [start.line, start.column, end.line, end.column].join(':');
    return digest([file, digests.get(file), place, replacement].join('\n'));
  };
}

const digest = (text) => createHash('sha256').update(text).digest('base64').slice(0, 16);
