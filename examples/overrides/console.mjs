// Plays somebody at the Palette console.
//   node console.mjs PROFILE PROJECT PACK FIND WITH    replaces a text in the values of a pack, and publishes
// Serves the sandbox of this folder over HTTP for a moment and edits it as any other tool would.
import { spawn } from 'node:child_process';

const [profile, project, pack, find, instead] = process.argv.slice(2);
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
  const projectUid = projects.find((item) => item.metadata.name === project).metadata.uid;
  const { items } = await call('POST', '/v1/dashboard/clusterprofiles', { filter: { scope: 'project' } }, projectUid);
  const { uid } = items.find((item) => item.metadata.name === profile).metadata;
  const whole = await call('GET', `/v1/clusterprofiles/${uid}`, null, projectUid);
  const packs = whole.spec.published.packs.map(({ name, tag, manifests, values }) => ({
    name,
    tag,
    manifests,
    ...(name === pack ? { values: values.replace(find, instead) } : {}),
  }));
  await call('PUT', `/v1/clusterprofiles/${uid}`, { spec: { template: { packs } } }, projectUid);
  await call('PATCH', `/v1/clusterprofiles/${uid}/publish`, null, projectUid);
  process.stdout.write(`edited ${pack} of ${profile} in ${project}\n`);
} finally {
  server.kill();
}
