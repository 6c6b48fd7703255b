// What became of the mutants, as text: the share that was killed, by file, and each mutant that no test noticed.
import { readFileSync } from 'node:fs';
import path from 'node:path';

const UNNOTICED = ['Survived', 'NoCoverage'];

/** The report: the files with most unnoticed mutants first. `results` maps the id of a mutant to what became of it. */
export function report({ root, mutants, results }) {
  const all = mutants.map((mutant) => ({ ...mutant, status: results.get(mutant.id) }));
  const files = [...byFile(all)].sort((a, b) => unnoticed(b[1]) - unnoticed(a[1]));
  return [
    ...all
      .filter(({ status }) => UNNOTICED.includes(status))
      .map((mutant) => describe(mutant, readFileSync(path.join(root, mutant.file), 'utf8').split('\n'))),
    '',
    ...files.map(([file, some]) => `${score(some)}  ${unnoticed(some)} of ${some.length} unnoticed  ${file}`),
    `${score(all)}  ${unnoticed(all)} of ${all.length} unnoticed`,
    '',
  ].join('\n');
}

const unnoticed = (mutants) => mutants.filter(({ status }) => UNNOTICED.includes(status)).length;

/** The share of mutants that were killed, of all that a test could have killed. */
function score(mutants) {
  const killed = mutants.filter(({ status }) => status === 'Killed').length;
  const all = killed + unnoticed(mutants);
  return `${all === 0 ? '–' : ((100 * killed) / all).toFixed(1)} %`.padStart(7);
}

function describe({ status, file, location: { start, end }, replacement, kind }, lines) {
  const isOneLine = start.line === end.line;
  const before = lines[start.line].slice(start.column, isOneLine ? end.column : undefined);
  const what = status === 'Survived' ? 'survived' : 'no test reaches this';
  return `${file}:${start.line + 1}:${start.column + 1}  ${what}  ${kind}\n    ${before}${isOneLine ? '' : ' …'}\n    ${replacement.replaceAll(/\s+/gu, ' ')}`;
}

function byFile(mutants) {
  const files = new Map();
  for (const mutant of mutants) files.set(mutant.file, [...(files.get(mutant.file) ?? []), mutant]);
  return files;
}
