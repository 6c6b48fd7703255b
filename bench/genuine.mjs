// Genuine texts with overrides: rendered in this process, beside a library that reads and writes them, and beside other tools.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { parse, parseDocument, stringify } from 'yaml';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Overrides for genuine exports, written as in a declaration. */
const GENUINE = {
  'canvos-edge-two-node': `
packs:
  edge-native-byoi:
    values: { options: { system.uri: images.example.com/ubuntu:k3s } }
  edge-k3s:
    values: { cluster: { config: { cluster-cidr: 10.42.0.0/16, etcd-snapshot-retention: 24 } } }
    replace: [{ find: audit-log-maxage=30, with: audit-log-maxage=90 }]
`,
  'docs-ubuntu-k3s': `
packs:
  edge-native-byoi:
    values: { options: { system.customTag: oslo } }
    unset: [pack.content]
  edge-k3s:
    values: { cluster: { config: { cluster-cidr: 10.42.0.0/16 } } }
    replace: [{ find: audit-log-maxage=30, with: audit-log-maxage=90 }]
  cni-calico:
    values: { manifests: { calico: { encapsulationMode: Never } } }
`,
};

/** Each with its texts, and the way to render it once. Built from the sources: the command has no door to rendering alone. */
export async function genuineCases() {
  const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-bench-'));
  try {
    const outfile = path.join(dir, 'render.mjs');
    await build({
      stdin: {
        contents: [
          "export { renderOverrides } from './src/content/overrides/render.ts';",
          "export { overridesOf } from './test/support/overrides.ts';",
          "export { genuineContent } from './test/support/genuine.ts';",
        ].join('\n'),
        resolveDir: root,
      },
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      target: 'node20',
      logLevel: 'error',
      banner: {
        js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
      },
      plugins: [atRoot],
    });
    const { renderOverrides, overridesOf, genuineContent } = await import(pathToFileURL(outfile).href);
    return Object.entries(GENUINE).map(([name, yaml]) => {
      const content = genuineContent(name);
      const overrides = overridesOf([yaml]);
      const packs = content.packs.filter(({ name: of }) => overrides.layers[0].packs.has(of));
      return {
        name,
        texts: packs.map(({ values }) => values),
        render: (mark = '') => {
          const marked = content.packs.map((pack) => ({ ...pack, values: `${pack.values}${mark}` }));
          const rendered = renderOverrides({ ...content, packs: marked }, overrides, new Map());
          if (rendered.status !== 'rendered') throw new Error(`${name}: ${JSON.stringify(rendered)}`);
        },
      };
    });
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** The bundle is elsewhere: fixtures are looked for from here. */
const atRoot = {
  name: 'root',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]support[\\/]root\.ts$/ }, () => ({
      contents: `export const ROOT = ${JSON.stringify(root)};`,
    }));
  },
};

/** What a library does that reads a text and writes it again, without changing anything. */
export function parseAndPrint(texts, mark = '') {
  for (const text of texts) parseDocument(`${text}${mark}`, { logLevel: 'silent' }).toString();
}

let marks = 0;
/** A comment behind a text makes it one that was never read before: texts that were are remembered. */
export const fresh = () => `\n# ${++marks}\n`;

/** Milliseconds of one call of each case, in turn, round by round; medians. */
export function timed(cases, rounds) {
  const calls = 50;
  const block = (run) => {
    const started = performance.now();
    for (let i = 0; i < calls; i++) run();
    return (performance.now() - started) / calls;
  };
  cases.forEach(block);
  const all = Array.from({ length: rounds }, () => cases.map(block));
  return cases.map((_, i) => all.map((of) => of[i]).toSorted((a, b) => a - b)[Math.floor(rounds / 2)]);
}

/** Binaries that merge values into YAML, each with a folder for one text and what to call in it. */
const PEERS = {
  'helm template': {
    version: ['helm', ['version', '--short']],
    prepare(dir, text) {
      mkdirSync(path.join(dir, 'templates'));
      writeFileSync(path.join(dir, 'Chart.yaml'), 'apiVersion: v2\nname: values\nversion: 1.0.0\n');
      writeFileSync(path.join(dir, 'values.yaml'), text);
      writeFileSync(path.join(dir, 'own.yaml'), 'added: 1\n');
      writeFileSync(path.join(dir, 'templates', 'all.yaml'), '{{ .Values | toYaml }}\n');
      return ['helm', ['template', '.', '-f', 'own.yaml']];
    },
  },
  'kustomize build': {
    version: ['kustomize', ['version']],
    prepare(dir, text) {
      const named = { apiVersion: 'example.com/v1', kind: 'Values', metadata: { name: 'values' } };
      writeFileSync(path.join(dir, 'values.yaml'), stringify({ ...named, spec: parse(text) }));
      writeFileSync(path.join(dir, 'own.yaml'), stringify({ ...named, spec: { added: 1 } }));
      writeFileSync(
        path.join(dir, 'kustomization.yaml'),
        'resources: [values.yaml]\npatches: [{ path: own.yaml }]\n',
      );
      return ['kustomize', ['build', '.']];
    },
  },
};

/** One process a text: its version and seconds for all of them, or why it was skipped. */
export function peers(texts, env) {
  return Object.entries(PEERS).map(([name, { version, prepare }]) => {
    const told = spawnSync(...version, { env, encoding: 'utf8' });
    if (told.status !== 0) return { name, skipped: 'no binary at hand' };
    const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-bench-'));
    try {
      const calls = texts.map((text, i) => {
        const own = path.join(dir, String(i));
        mkdirSync(own);
        return [own, ...prepare(own, text)];
      });
      const started = performance.now();
      for (const [cwd, file, args] of calls) execFileSync(file, args, { cwd, env, stdio: 'pipe' });
      return { name: `${name} (${told.stdout.trim()})`, seconds: (performance.now() - started) / 1000 };
    } catch (error) {
      return { name, skipped: String(error).split('\n')[0] };
    } finally {
      rmSync(dir, { recursive: true, force: true });
    }
  });
}
