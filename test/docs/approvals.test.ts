// The step of docs/how-to/policies-in-ci.md that reads who approved: run by bash and jq as it is written there, with a `gh` that answers as
// the API of GitHub does.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { tempDir } from '../support/cli.ts';
import { ROOT } from '../support/root.ts';

/** Answers by path, in pages one after the other where --paginate asks for all; --jq is the real one. */
const GH = `#!/bin/sh
filter= where= pages=1
shift
while [ $# -gt 0 ]; do
  case $1 in
    --jq) filter=$2; shift ;;
    --paginate) pages=2 ;;
    *) where=$1 ;;
  esac
  shift
done
file=$ANSWERS/$(echo "$where" | sed 's/[?].*//; s,/,-,g')
[ -f "$file-1" ] || { echo "gh: Not Found (HTTP 404)" >&2; exit 1; }
for page in $(seq $pages); do
  [ ! -f "$file-$page" ] || if [ -n "$filter" ]; then jq -r "$filter" "$file-$page"; else cat "$file-$page"; fi
done
`;
const MERGED = 'c0ffee0c0ffee0c0ffee0c0ffee0c0ffee0c0ffe';
const HEAD = 'abad1deaabad1deaabad1deaabad1deaabad1dea';

function review(login: string | null, state: string, commit = HEAD): object {
  return {
    id: 80,
    user: login === null ? null : { login, id: 1, type: 'User' },
    body: '',
    state,
    author_association: 'MEMBER',
    commit_id: commit,
  };
}

function approvers(pulls: readonly object[], ...pages: readonly (readonly object[])[]): string {
  const answers = {
    [`repos-acme-fleet-commits-${MERGED}-pulls-1`]: pulls,
    'repos-acme-fleet-pulls-7-1': { number: 7, head: { ref: 'raise', sha: HEAD }, merged: true },
    ...Object.fromEntries(pages.map((page, at) => [`repos-acme-fleet-pulls-7-reviews-${at + 1}`, page])),
  };
  const dir = tempDir(
    Object.fromEntries(Object.entries(answers).map(([name, value]) => [name, JSON.stringify(value)])),
  );
  mkdirSync(path.join(dir, 'bin'));
  writeFileSync(path.join(dir, 'bin', 'gh'), GH);
  chmodSync(path.join(dir, 'bin', 'gh'), 0o755);
  const file = path.join(dir, 'env');
  // As the runner starts `shell: bash`.
  const { status, stderr } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step()], {
    encoding: 'utf8',
    env: {
      PATH: `${path.join(dir, 'bin')}:${process.env['PATH']}`,
      ANSWERS: dir,
      GITHUB_REPOSITORY: 'acme/fleet',
      GITHUB_SHA: MERGED,
      GITHUB_ENV: file,
    },
  });
  expect([status, stderr]).toEqual([0, '']);
  return readFileSync(file, 'utf8');
}

function step(): string {
  const page = readFileSync(path.join(ROOT, 'docs', 'how-to', 'policies-in-ci.md'), 'utf8');
  const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text);
  const steps = parse(blocks.find((text) => text.includes('CLONEFORM_APPROVERS')) ?? '') as readonly {
    readonly run: string;
  }[];
  return steps[0]?.run ?? '';
}

const PULL = { number: 7, state: 'closed', merge_commit_sha: MERGED };

test('the last word of each reviewer on the head counts, over all pages', () => {
  const first = [
    review('ann', 'APPROVED'),
    review('bob', 'APPROVED', '0'.repeat(40)),
    review('cid', 'APPROVED'),
    review('dan', 'DISMISSED'),
    review('eve', 'CHANGES_REQUESTED'),
    review(null, 'APPROVED'),
  ];
  const second = [
    review('ann', 'COMMENTED'),
    review('cid', 'CHANGES_REQUESTED'),
    review('eve', 'APPROVED'),
    review('fay', 'COMMENTED'),
  ];
  expect(approvers([PULL], first, second)).toBe('CLONEFORM_APPROVERS=ann,eve\n');
});

test('nobody: no review, and no pull request that the commit merged', () => {
  expect(approvers([PULL], [])).toBe('CLONEFORM_APPROVERS=\n');
  // Somebody else's pull request may have the commit, too, and approvals of its own.
  const other = { ...PULL, state: 'open', merge_commit_sha: '1'.repeat(40) };
  expect(approvers([other], [review('ann', 'APPROVED')])).toBe('CLONEFORM_APPROVERS=\n');
  expect(approvers([])).toBe('CLONEFORM_APPROVERS=\n');
});
