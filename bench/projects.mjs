// What is measured: projects of n clones for cloneform, and as many blocks with their state for terraform.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** One declaration a clone, a hundred of them a file, in up to 200 projects. `limits`: Palette's documented ones, or none. */
export function cloneformProject(n, { limits = false, latency = '0ms', projectCount } = {}) {
  const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-bench-'));
  const projects = projectCount ?? Math.min(200, Math.max(1, Math.ceil(n / 50)));
  const files = Math.max(1, Math.ceil(n / 100));
  mkdirSync(path.join(dir, 'clones'));
  for (let file = 0; file < files; file++) {
    const own = Array.from({ length: n }, (_, i) => i).slice((file * n) / files, ((file + 1) * n) / files);
    writeFileSync(
      path.join(dir, 'clones', `team-${String(file).padStart(4, '0')}.yaml`),
      `cloneform: 1\nclones:\n${own.map((i) => declaration(i, projects)).join('')}`,
    );
  }
  const rate = limits ? '' : ', rateLimits: off';
  writeFileSync(
    path.join(dir, 'cloneform.yaml'),
    `cloneform: 1\npalette: { sandbox: sandbox.yaml${rate} }\ninclude: ["clones/*.yaml"]\n`,
  );
  const names = Array.from({ length: projects }, (_, i) => `p${i}`).join(', ');
  const pack =
    '{ name: hello, tag: 1.0.0, layer: addon, type: manifest, values: "a: 1", manifests: [{ name: m, content: "kind: Service" }] }';
  writeFileSync(
    path.join(dir, 'sandbox.yaml'),
    `sandbox: 1\nlimits: ${limits ? 'documented' : 'off'}\nlatency: ${latency}\nprojects: [${names}]\nprofiles:\n  - { name: base, versions: [1.0.0, 1.1.0], packs: [${pack}] }\n`,
  );
  return dir;
}

function declaration(i, projects) {
  return `  clone-${i}:
    source:
      profile: base
      version: ^1.0.0
      scope: tenant
    target:
      name: team-profile-${i}
      version: 1.0.0
      scope: project
      project: p${i % projects}
    content: snapshot
`;
}

/** Separate blocks, the form that serves terraform best, and the state in which they are all there: applying 10 000 takes it an hour. */
export function terraformProject(n) {
  const dir = mkdtempSync(path.join(tmpdir(), 'terraform-bench-'));
  const all = Array.from({ length: n }, (_, i) => ({ name: `clone-${i}`, input: inputOf(i) }));
  writeFileSync(
    path.join(dir, 'main.tf'),
    all
      .map(({ name, input }) => {
        const members = Object.entries(input).map(([key, value]) => `${key} = "${value}"`);
        return `resource "terraform_data" "${name}" {\n  input = { ${members.join(', ')} }\n}\n`;
      })
      .join(''),
  );
  writeFileSync(
    path.join(dir, 'terraform.tfstate'),
    JSON.stringify({
      version: 4,
      terraform_version: '1.0.0',
      serial: 1,
      lineage: '3f1e4c1e-1111-4222-8333-444455556666',
      outputs: {},
      resources: all.map(({ name, input }, i) => resource(name, input, i)),
      check_results: null,
    }),
  );
  return dir;
}

function inputOf(i) {
  return {
    name: `team-profile-${i}`,
    version: '1.0.0',
    scope: 'project',
    project: `p${i % 200}`,
    source: 'base',
    range: '^1.0.0',
    content: 'snapshot',
  };
}

function resource(name, input, i) {
  const typed = {
    value: input,
    type: ['object', Object.fromEntries(Object.keys(input).map((key) => [key, 'string']))],
  };
  const id = `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`;
  return {
    mode: 'managed',
    type: 'terraform_data',
    name,
    provider: 'provider["terraform.io/builtin/terraform"]',
    instances: [
      {
        schema_version: 0,
        attributes: { id, input: typed, output: typed, triggers_replace: null },
        sensitive_attributes: [],
      },
    ],
  };
}

/** A pulled state of a few clones, multiplied. */
export function stateOf(pulled, n) {
  const [one] = pulled.clones;
  const projects = Math.min(200, Math.max(1, Math.ceil(n / 50)));
  const uid = (kind, i) => `${kind}${String(i).padStart(23, '0')}`;
  const clones = Array.from({ length: n }, (_, i) => ({
    ...one,
    address: `clone-${i}`,
    uid: uid('a', i),
    key: { ...one.key, projectUid: uid('b', i % projects), name: `team-profile-${i}` },
    projectName: `p${i % projects}`,
  }));
  return JSON.stringify({ ...pulled, clones });
}
