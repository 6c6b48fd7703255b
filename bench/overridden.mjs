// Clones with overrides: projects of n clones over many sources, with and without, and their state.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Clone i has source i modulo `sources`, and that source's overrides; a hundred clones a file, in 200 projects. */
export function overriddenProject(n, sources, withOverrides) {
  const dir = mkdtempSync(path.join(tmpdir(), 'cloneform-bench-'));
  mkdirSync(path.join(dir, 'clones'));
  const all = Array.from({ length: n }, (_, i) => declaration(i, sources, withOverrides));
  for (let file = 0; file * 100 < n; file++) {
    writeFileSync(
      path.join(dir, 'clones', `team-${String(file).padStart(4, '0')}.yaml`),
      `cloneform: 1\nclones:\n${all.slice(file * 100, file * 100 + 100).join('')}`,
    );
  }
  writeFileSync(
    path.join(dir, 'cloneform.yaml'),
    'cloneform: 1\npalette: { sandbox: sandbox.yaml, rateLimits: off }\ninclude: ["clones/*.yaml"]\n',
  );
  const names = Array.from({ length: 200 }, (_, i) => `p${i}`).join(', ');
  const profiles = Array.from({ length: sources }, (_, i) => profile(i)).join('');
  writeFileSync(
    path.join(dir, 'sandbox.yaml'),
    `sandbox: 1\nlimits: off\nlatency: 0ms\nprojects: [${names}]\nprofiles:\n${profiles}`,
  );
  return dir;
}

function declaration(i, sources, withOverrides) {
  const overrides = `    overrides:
      packs:
        cni-calico:
          values:
            calico:
              mtu: ${9000 - (i % sources)}
        edge-k3s:
          tag: 1.30.5
          replace:
            - { find: audit-log-maxage=30, with: audit-log-maxage=90 }
          unset: [pack.content]
`;
  return `  clone-${i}:
    source:
      profile: base-${i % sources}
      version: ^1.0.0
      scope: tenant
    target:
      name: team-profile-${i}
      version: 1.0.0
      scope: project
      project: p${i % 200}
    content: snapshot
${withOverrides ? overrides : ''}`;
}

function profile(i) {
  const calico = `calico: { mtu: 1440, of: ${i} }`;
  const k3s = String.raw`pack: { content: none }\nargs: [audit-log-maxage=30]\n`;
  return `  - name: base-${i}
    versions: [1.0.0]
    packs:
      - { name: cni-calico, tag: 3.27.0, layer: cni, type: spectro, values: "${calico}" }
      - { name: edge-k3s, tag: 1.30.4, layer: k8s, type: spectro, values: "${k3s}" }
`;
}

/** The pulled state of one clone a source, multiplied: clone i is as clone i modulo their number. */
export function multipliedState(pulled, n) {
  const own = new Map(pulled.clones.map((row) => [row.address, row]));
  const uid = (kind, i) => `${kind}${String(i).padStart(23, '0')}`;
  const clones = Array.from({ length: n }, (_, i) => {
    const row = own.get(`clone-${i % own.size}`);
    return {
      ...row,
      address: `clone-${i}`,
      uid: uid('a', i),
      key: { ...row.key, projectUid: uid('b', i % 200), name: `team-profile-${i}` },
      projectName: `p${i % 200}`,
    };
  });
  return JSON.stringify({ ...pulled, clones });
}
