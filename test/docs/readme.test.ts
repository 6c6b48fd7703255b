// What README.md shows: its declarations plan as they stand, and the plan that it prints is the one that the command prints.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cli, copyExample, tempDir } from '../support/cli.ts';
import { readPage } from './markdown.ts';

const readme = readPage('README.md');
const [declared = '', different = ''] = blocksOf('yaml');
const printed = blocksOf('').find((block) => block.startsWith('$ cloneform plan\n')) ?? '';

/** What an infrastructure profile of a platform team holds. */
const INFRA = `sandbox: 1
tenant: acme
projects: [edge-oslo, edge-riga]
profiles:
  - name: edge-infra
    versions: [1.0.0]
    packs:
      - { name: cni-calico, tag: "3.28", layer: cni, values: "calico:\\n  mtu: 1500\\n" }
      - { name: vault, tag: "0.28", layer: addon, values: "server:\\n  ha: false\\n" }
`;

function blocksOf(language: string): readonly string[] {
  return [...readme.matchAll(/^```([a-z]*)\n([\s\S]*?)^```$/gmu)].flatMap(([, word, block = '']) =>
    word === language ? [block] : [],
  );
}

/** On the embedded Palette: a page for readers with a Palette of their own does not say so. */
const onSandbox = (text: string): string => `${text}palette: { sandbox: sandbox.yaml }\n`;

// The checksum covers the UIDs of projects, of which each embedded Palette has its own.
test('the first plan', async () => {
  const cwd = copyExample('quickstart');
  writeFileSync(path.join(cwd, 'cloneform.yaml'), onSandbox(declared));
  const { code, out } = await cli(['plan'], { cwd });
  const shown = out
    .replace('sandbox:sandbox.yaml', 'api.spectrocloud.com')
    .replace(/sha256:\w{64}/u, 'sha256:1b8f…');
  expect([code, `$ cloneform plan\n${shown}`]).toEqual([0, printed]);
});

test('a clone that differs from its source, in one project more than in the other', async () => {
  const cwd = tempDir({ 'cloneform.yaml': onSandbox(`cloneform: 1\n${different}`), 'sandbox.yaml': INFRA });
  const { code, out } = await cli(['plan'], { cwd });
  const lines = out.split('\n').map((line) => line.trim());
  const kept = lines.filter((line) => /^\d \+|^[-~]/u.test(line));
  expect([code, kept]).toEqual([
    0,
    [
      '1 + create   edge-base["edge-oslo"]',
      '- pack vault: removed: 0.28',
      '~ pack cni-calico: values calico.mtu: 1500 → 9000',
      '2 + create   edge-base["edge-riga"]',
      '- pack vault: removed: 0.28',
      '~ pack cni-calico: values calico.mtu: 1500 → 1400',
    ],
  ]);
});
