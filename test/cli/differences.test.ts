// Differences through the command, on genuine exports: text, JSON, Markdown and HTML say the same, and no secret.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Plan } from '../../src/plan/plan.ts';
import type { Where } from '../../src/questions/where/judge.ts';
import { ROOT } from '../support/cli.ts';
import { inProcess as cli, inProcessJson as cliJson } from '../support/in-process.ts';

const SECRETS = ['s3cretOldValue', 's3cretNewValue'] as const;

interface Template {
  readonly metadata: object;
  readonly spec: {
    readonly template: { readonly packs: readonly { readonly name: string; readonly values: string }[] };
  };
}

function genuine(name: string): Template {
  return JSON.parse(readFileSync(path.join(ROOT, `test/fixtures/exports/${name}.json`), 'utf8'));
}

/** The export with the texts of one pack changed. */
function edited(template: Template, pack: string, edit: (values: string) => string, manifest = ''): string {
  const packs = template.spec.template.packs.map((item) =>
    item.name === pack
      ? {
          ...item,
          values: edit(item.values),
          manifests: manifest === '' ? [] : [{ name: 'creds', content: manifest }],
        }
      : item,
  );
  return JSON.stringify({
    ...template,
    spec: { ...template.spec, template: { ...template.spec.template, packs } },
  });
}

const SANDBOX = `
sandbox: 1
projects: [edge-dev]
profiles:
  - name: edge
    variables:
      - { name: replicas, format: number, defaultValue: "1" }
      - { name: pin, format: string, defaultValue: ${SECRETS[0]}, isSensitive: true }
    export: one.json
    versions:
      - 1.0.0
      - version: 1.1.0
        export: two.json
        variables:
          - { name: replicas, format: number, defaultValue: "3" }
          - { name: pin, format: string, defaultValue: ${SECRETS[1]}, isSensitive: true }
  - { name: repeated, export: repeated.json, versions: [1.0.0, { version: 1.1.0, export: repeated2.json }] }
`;

const declared = (version: string): string => `
cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  edge:
    content: mirror
    source: { profile: edge, version: ${version} }
    target: { name: my-edge, version: 1.0.0, scope: project, project: edge-dev }
  repeated:
    content: mirror
    source: { profile: repeated, version: ${version} }
    target: { name: my-repeated, version: 1.0.0, scope: project, project: edge-dev }
`;

function secretManifest(value: string): string {
  return `kind: ConfigMap\ndata:\n  a: b\n---\napiVersion: v1\nkind: Secret\nmetadata: { name: creds }\nstringData:\n  any: ${value}\n`;
}

let cwd = '';
const env = { COLUMNS: '80' };

beforeAll(async () => {
  const edge = genuine('canvos-edge-two-node');
  const repeated = genuine('docs-repeated-packs');
  const withSecret = (values: string, secret: string): string =>
    `${values}\nregistry:\n  password: ${secret}\n`;
  cwd = mkdtempSync(path.join(tmpdir(), 'cloneform-differences-'));
  const files = {
    'sandbox.yaml': SANDBOX,
    'cloneform.yaml': declared('1.0.0'),
    'one.json': edited(
      edge,
      'edge-k3s',
      (values) => withSecret(values, SECRETS[0]),
      secretManifest(SECRETS[0]),
    ),
    'two.json': edited(
      edge,
      'edge-k3s',
      (values) =>
        withSecret(values, SECRETS[1])
          .replace('audit-log-maxage=30', 'audit-log-maxage=90')
          .replace('      - traefik\n', '      - cloud-controller\n      - traefik\n')
          .replace('127.0.0.1 localhost', '127.0.0.1 localhost\n            10.0.0.9 registry'),
      secretManifest(SECRETS[1]),
    ),
    'repeated.json': JSON.stringify(repeated),
    'repeated2.json': edited(repeated, 'hellouni-2--hello-universe', (values) =>
      values.replace('replicas: 1', 'replicas: 2'),
    ),
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  const applied = await cli(['apply', '--auto-approve'], { cwd, env });
  expect(applied.code).toBe(0);
  writeFileSync(path.join(cwd, 'cloneform.yaml'), declared('1.1.0'));
});

afterAll(() => rmSync(cwd, { recursive: true }));

const SAID = [
  '(variables) replicas changed (defaultValue)',
  '~ defaultValue: "1" → "3"',
  '~ cluster.config.kube-apiserver-arg[8]: "audit-log-maxage=30" → "audit-log-maxage=90"',
  '+ cluster.config.disable[0]: "cloud-controller"',
  '~ stages.initramfs[1].files[path=/etc/hosts].content: text changed',
  '+ 10.0.0.9 registry',
  '~ registry.password: (secret) changed',
  'manifest creds changed',
  '(secret) ← changed',
  'pack hellouni-2--hello-universe: values',
  '~ manifests.hello-universe.replicas: 1 → 2',
] as const;

/** Wrapped lines as one, and no more than one blank. */
function flat(text: string): string {
  return text.replace(/\s+/g, ' ');
}

describe('one difference, four formats', () => {
  test('text on 80 columns', async () => {
    const { out, err } = await cli(['plan'], { cwd, env });
    expect(err).toBe('');
    for (const line of SAID) expect(flat(out)).toContain(line);
    expect(out).not.toContain('hellouni-1');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('JSON, Markdown, HTML, a saved plan: no secret in any, nor in state, events and results', async () => {
    const reports = ['--report', 'markdown=p.md', '--report', 'html=p.html', '--report', 'text=p.txt'];
    const planned = await cliJson<Plan>(['plan', '-o', 'plan.json', ...reports], { cwd, env });
    const edge = planned.value.changes.find(({ address }) => address === 'edge');
    const edits = edge?.content?.flatMap((change) => change.edits ?? []) ?? [];
    expect(edits.map(({ kind, path: where }) => `${kind} ${where}`)).toEqual(
      expect.arrayContaining([
        'added cluster.config.disable[0]',
        'changed cluster.config.kube-apiserver-arg[8]',
        'text stages.initramfs[1].files[path=/etc/hosts].content',
        'changed registry.password',
      ]),
    );
    const markdown = readFileSync(path.join(cwd, 'p.md'), 'utf8');
    expect(markdown).toContain('+   10.0.0.9 registry');
    expect(markdown).toContain('!   registry.password: (secret) changed');
    const page = readFileSync(path.join(cwd, 'p.html'), 'utf8');
    expect(page).toContain('<td></td><td class="r">10.0.0.9 registry</td>');
    expect(page).toContain('<td class="s">127.0.0.1 localhost</td>');
    await cli(['apply', 'plan.json', '--events', 'events.json', '--report', 'html=applied.html'], {
      cwd,
      env,
    });
    await cli(['history', '--json'], { cwd, env });
    for (const file of readdirSync(cwd, { recursive: true, withFileTypes: true })) {
      // The embedded Palette is the other side: it has to have the values.
      if (!file.isFile() || /^(?:one|two)\.json$|^sandbox/.test(file.name) || file.name.includes('sandbox'))
        continue;
      const bytes = readFileSync(path.join(file.parentPath, file.name), 'latin1');
      for (const secret of SECRETS)
        expect(`${file.name}: ${bytes.includes(secret)}`).toBe(`${file.name}: false`);
    }
  });
});

describe('--diff', () => {
  test('keys names what differs, none says that something does, and neither shows a value', async () => {
    writeFileSync(path.join(cwd, 'cloneform.yaml'), declared('1.0.0'));
    const whole = await cli(['plan', '-o', 'whole.json'], { cwd, env });
    const keys = await cli(['plan', '--diff', 'keys', '-o', 'keys.json'], { cwd, env });
    const none = await cli(['plan', '--diff', 'none', '--report', 'html=none.html', '-o', 'none.json'], {
      cwd,
      env,
    });
    expect(keys.out).toContain('~ cluster.config.kube-apiserver-arg[8]: changed');
    expect(none.out).toContain('pack edge-k3s: values');
    const files = ['keys.json', 'none.json', 'none.html'].map((name) =>
      readFileSync(path.join(cwd, name), 'utf8'),
    );
    for (const text of [keys.out, none.out, ...files])
      expect(text).not.toMatch(/maxage|10\.0\.0\.9|cloud-controller/);
    expect(none.out).not.toContain('kube-apiserver-arg');
    const checksums = [whole, keys, none].map(({ out }) => /sha256:[0-9a-f]{64}/.exec(out)?.[0]);
    expect(new Set(checksums).size).toBe(1);
    const shown = await cli(['show', 'whole.json', '--diff', 'keys'], { cwd, env });
    expect(shown.out).toContain('~ cluster.config.kube-apiserver-arg[8]: changed');
    expect(shown.out).not.toContain('maxage');
    const asJson = await cliJson<Plan>(['show', 'whole.json', '--diff', 'none', '--format', 'json'], {
      cwd,
      env,
    });
    expect(JSON.stringify(asJson.value)).not.toContain('maxage');
    expect(asJson.value.seal).toBeUndefined();
    const wrong = await cli(['plan', '--diff', 'some'], { cwd, env });
    expect([wrong.code, wrong.err]).toEqual([
      64,
      expect.stringContaining('--diff accepts values, keys, none'),
    ]);
    const approved = await cli(['apply', 'whole.json', '--auto-approve', '--diff', 'keys'], { cwd, env });
    expect(approved.code).toBe(0);
    expect(approved.out).not.toContain('maxage');
  });
});

describe('where --pack', () => {
  const where = async (...args: readonly string[]): Promise<readonly string[]> => {
    const { value } = await cliJson<Where>(['where', ...args], { cwd, env });
    return value.rows.filter(({ kind }) => kind === 'clone').map(({ pack }) => pack);
  };

  test('finds a repeated chart by its own name and by the full one', async () => {
    const both = ['hellouni-1--hello-universe', 'hellouni-2--hello-universe'];
    expect(await where('--pack', 'hello-universe')).toEqual(both);
    expect(await where('--pack', 'hellouni-2--hello-universe')).toEqual(both.slice(1));
    expect(await where('--pack', 'hello-*', '<2')).toEqual(both);
    expect(await where('--pack', 'hello-universe', '>=2')).toEqual([]);
  });

  test.each(['>>1', '<abc', 'no-such-tag', ''])('refuses the range %j', async (range) => {
    const end = await cli(['where', '--pack', 'hello-universe', range], { cwd, env });
    expect(end.code).toBe(64);
    expect(end.err).toContain('is not a range of versions');
  });
});
