// Plays somebody at the Palette console. "-" stands for the tenant.
//   node console.mjs PROFILE PROJECT PACK VALUES        edits the values of a pack, and publishes
//   node console.mjs PROFILE PROJECT release VERSION    makes a new version of the profile
// Serves the sandbox of this folder over HTTP for a moment and edits it as any other tool would.
import { spawn } from 'node:child_process';

const [profile, project, pack, values] = process.argv.slice(2);
const server = spawn('cloneform', ['sandbox', 'serve', '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve) => {
  let text = '';
  server.stdout.on('data', (chunk) => {
    text += chunk;
    const found = /http:\/\/[^"\s]+/.exec(text);
    if (found) resolve(found[0]);
  });
});

async function call(method, path, body, projectUid) {
  const headers = { ApiKey: 'sandbox', 'content-type': 'application/json', ...(projectUid ? { ProjectUid: projectUid } : {}) };
  const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

try {
  const projects = (await call('GET', '/v1/dashboard/projects/metadata')).items;
  const projectUid = project === '-' ? undefined : projects.find((item) => item.metadata.name === project).metadata.uid;
  const scope = projectUid ? 'project' : 'tenant';
  const { items } = await call('POST', '/v1/dashboard/clusterprofiles', { filter: { scope } }, projectUid);
  const { uid } = items.find((item) => item.metadata.name === profile).metadata;
  const where = scope === 'tenant' ? 'at tenant scope' : `in ${project}`;
  if (pack === 'release') await release(uid, values, where, scope, projectUid);
  else await edit(uid, where, projectUid);
} finally {
  server.kill();
}

async function release(uid, version, where, scope, projectUid) {
  await call('POST', `/v1/clusterprofiles/${uid}/clone`, { metadata: { name: profile, version, target: { scope, projectUid } } }, projectUid);
  process.stdout.write(`released ${profile} ${version} ${where}\n`);
}

async function edit(uid, where, projectUid) {
  const whole = await call('GET', `/v1/clusterprofiles/${uid}`, null, projectUid);
  const packs = whole.spec.published.packs.map(({ name, manifests }) => ({ name, manifests, ...(name === pack ? { values } : {}) }));
  await call('PUT', `/v1/clusterprofiles/${uid}`, { spec: { template: { packs } } }, projectUid);
  await call('PATCH', `/v1/clusterprofiles/${uid}/publish`, null, projectUid);
  process.stdout.write(`edited ${pack} of ${profile} ${where}\n`);
}
