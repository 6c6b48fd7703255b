// Plays somebody at the Palette console.
//   node console.mjs add NAME TAG=VALUE …      makes a project
//   node console.mjs tag NAME TAG=VALUE …      sets the tags of a project
//   node console.mjs rename NAME NEW           renames a project
// Serves the sandbox of this folder over HTTP for a moment and edits it as any other tool would.
import { spawn } from 'node:child_process';

const [what, name, ...rest] = process.argv.slice(2);
const server = spawn('cloneform', ['sandbox', 'serve', '--port', '0', '--json'], { stdio: ['ignore', 'pipe', 'inherit'] });
const url = await new Promise((resolve) => {
  let text = '';
  server.stdout.on('data', (chunk) => {
    text += chunk;
    const found = /http:\/\/[^"\s]+/.exec(text);
    if (found) resolve(found[0]);
  });
});

async function call(method, path, body) {
  const headers = { ApiKey: 'sandbox', 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}

const labels = Object.fromEntries(rest.map((tag) => tag.split('=')));
try {
  if (what === 'add') await call('POST', '/v1/projects', { metadata: { name, labels } });
  else {
    const { items } = await call('GET', `/v1/dashboard/projects/metadata?name=${name}`);
    await call('PUT', `/v1/projects/${items[0].metadata.uid}/meta`, what === 'rename' ? { name: rest[0] } : { labels });
  }
} finally {
  server.kill();
}
