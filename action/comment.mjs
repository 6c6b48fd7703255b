// node comment.mjs --report plan.md [--plan plan.json] [--key NAME]: the report as the one comment of the pull or merge request
// that this CI job is for. Without --plan it says that there is no plan. Plain Node; GITHUB_TOKEN or GITLAB_TOKEN.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { keyOf } from './body.mjs';
import { openForge } from './forge.mjs';
import { writeSticky } from './sticky.mjs';

try {
  const { values } = parseArgs({
    options: { report: { type: 'string' }, plan: { type: 'string' }, key: { type: 'string', default: '' } },
  });
  if (values.report === undefined) throw new Error('--report FILE is missing');
  const url = await writeSticky(openForge(process.env), {
    key: keyOf(values.key),
    checksum: values.plan === undefined ? null : JSON.parse(readFileSync(values.plan, 'utf8')).checksum,
    report: readFileSync(values.report, 'utf8'),
    now: new Date().toISOString(),
  });
  console.log(url);
} catch (error) {
  console.error(`comment: ${error.message}`);
  process.exitCode = 1;
}
