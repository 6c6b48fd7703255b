// Pages link the line of an override where a CI system says which repository a run works in.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileLinks } from '../../src/cli/file-links.ts';
import { cli, tempDir } from '../support/cli.ts';

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.example',
  GITHUB_REPOSITORY: 'team/clones',
  GITHUB_SHA: 'abc123',
  GITHUB_WORKSPACE: '/checkout',
};
const GITLAB = {
  CI_PROJECT_URL: 'https://gitlab.example/team/clones',
  CI_COMMIT_SHA: 'abc123',
  CI_PROJECT_DIR: '/checkout',
};

test.each([
  ['GitHub', GITHUB, '/checkout', 'https://github.example/team/clones/blob/abc123/cloneform.yaml#L7'],
  ['GitLab', GITLAB, '/checkout', 'https://gitlab.example/team/clones/-/blob/abc123/cloneform.yaml#L7'],
  [
    'a folder of the checkout',
    GITHUB,
    '/checkout/a b',
    'https://github.example/team/clones/blob/abc123/a%20b/cloneform.yaml#L7',
  ],
  ['a folder beside the checkout', GITHUB, '/other', null],
])('%s', (_, env, folder, link) => {
  expect(fileLinks(env, folder)?.({ file: 'cloneform.yaml', line: 7 }) ?? null).toBe(link);
});

test.each([
  ['no system', {}],
  ['an address that is no web address', { ...GITHUB, GITHUB_SERVER_URL: 'javascript:alert(1)' }],
  ['a system that does not say its commit', { ...GITHUB, GITHUB_SHA: undefined }],
])('%s: no links', (_, env) => {
  expect(fileLinks(env, '/checkout')).toBeNull();
});

test('the page of a plan links the line of each override, and without a system names it', async () => {
  const cwd = tempDir({
    'cloneform.yaml': `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  one:
    source: { profile: base }
    target: { scope: tenant, name: one }
    overrides:
      packs:
        os: { values: { size: 5 } }
`,
    'sandbox.yaml': `sandbox: 1
profiles:
  - name: base
    packs: [{ name: os, layer: os, values: "size: 3" }]
`,
  });
  const page = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const end = await cli(['plan', '--report', 'html=plan.html'], { cwd, env });
    expect(end.code, end.err).toBe(0);
    return readFileSync(path.join(cwd, 'plan.html'), 'utf8');
  };
  expect(await page({ ...GITHUB, GITHUB_WORKSPACE: cwd })).toContain(
    '<a href="https://github.example/team/clones/blob/abc123/cloneform.yaml#L9">cloneform.yaml:9</a>',
  );
  const plain = await page({});
  expect(plain).toContain('cloneform.yaml:9');
  expect(plain).not.toContain('<a href="https://github.example');
});
