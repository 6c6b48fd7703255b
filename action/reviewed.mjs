// node reviewed.mjs [--key NAME] [--sha COMMIT] [--or-none]: prints the checksum that was reviewed in the pull or merge request which
// this commit was merged from. Ends with 1, and says why, where there is none; with --or-none that is an empty line and 0, and 1 is left
// for what could not be found out: an API that is down, a wrong token. Plain Node; GITHUB_TOKEN or GITLAB_TOKEN.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { Unreviewed } from './approvals.mjs';
import { keyOf } from './body.mjs';
import { openForge } from './forge.mjs';
import { readReviewed } from './sticky.mjs';

let isNoneFine = false;
try {
  const { values } = parseArgs({
    options: {
      key: { type: 'string', default: '' },
      'or-none': { type: 'boolean', default: false },
      sha: { type: 'string', default: process.env.GITHUB_SHA ?? process.env.CI_COMMIT_SHA ?? '' },
    },
  });
  isNoneFine = values['or-none'];
  const wanted = { sha: values.sha, key: keyOf(values.key), needsApproval: false };
  const { checksum, url } = await readReviewed(openForge(process.env), wanted);
  console.error(`reviewed: ${url}`);
  console.log(checksum);
} catch (error) {
  console.error(`reviewed: ${error.message}`);
  if (error instanceof Unreviewed && isNoneFine) console.log('');
  else process.exitCode = 1;
}
