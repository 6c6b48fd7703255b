// node comment.mjs --report plan.md [--plan plan.json] [--exit-code N] [--said plan.err] [--key NAME]: the report as the one comment
// of the pull or merge request that this CI job is for. Without a plan, or where the command failed before it wrote one, it says that
// there is none: the note of the last push must not stand for this one. Plain Node; GITHUB_TOKEN or GITLAB_TOKEN.
import { existsSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { failureReport, keyOf } from './body.mjs';
import { openForge } from './forge.mjs';
import { writeSticky } from './sticky.mjs';

try {
  const { values } = parseArgs({
    options: {
      report: { type: 'string' },
      plan: { type: 'string' },
      'exit-code': { type: 'string', default: '0' },
      said: { type: 'string' },
      key: { type: 'string', default: '' },
    },
  });
  if (values.report === undefined) throw new Error('--report FILE is missing');
  const exitCode = Number(values['exit-code']);
  if (!Number.isInteger(exitCode)) throw new Error('--exit-code takes a whole number');
  const forge = openForge(process.env);
  const { checksum, report } = read(values, exitCode);
  console.log(await writeSticky(forge, { key: keyOf(values.key), checksum, report }));
} catch (error) {
  console.error(`comment: ${error.message}`);
  process.exitCode = 1;
}

function read({ report, plan, said }, exitCode) {
  const isPlanned = exitCode === 0 || (existsSync(report) && plan !== undefined && existsSync(plan));
  if (isPlanned) {
    const checksum = plan === undefined ? null : JSON.parse(readFileSync(plan, 'utf8')).checksum;
    return { checksum, report: readFileSync(report, 'utf8') };
  }
  const words = said !== undefined && existsSync(said) ? readFileSync(said, 'utf8') : '';
  const url = process.env.CI_JOB_URL ?? null;
  return { checksum: null, report: failureReport({ command: 'plan', exitCode, said: words, url }) };
}
