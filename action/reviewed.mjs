// node reviewed.mjs [--key NAME] [--sha COMMIT]: prints the checksum that was reviewed in the pull or merge request which this
// commit was merged from. Ends with 1, and says why, where there is none. Plain Node; GITHUB_TOKEN or GITLAB_TOKEN.
import process from 'node:process';
import { parseArgs } from 'node:util';
import { keyOf } from './body.mjs';
import { openForge } from './forge.mjs';
import { readReviewed } from './sticky.mjs';

try {
  const { values } = parseArgs({
    options: {
      key: { type: 'string', default: '' },
      sha: { type: 'string', default: process.env.GITHUB_SHA ?? process.env.CI_COMMIT_SHA ?? '' },
    },
  });
  const wanted = { sha: values.sha, key: keyOf(values.key), needsApproval: false };
  const { checksum, url } = await readReviewed(openForge(process.env), wanted);
  console.error(`reviewed: ${url}`);
  console.log(checksum);
} catch (error) {
  console.error(`reviewed: ${error.message}`);
  process.exitCode = 1;
}
