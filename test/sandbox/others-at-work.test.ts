// The requests of docs/reference/sandbox.md that play what people do beside cloneform, sent in the order of the page.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT } from '../support/root.ts';
import { aSandbox, aSeed, seedVersion } from '../support/sandboxes.ts';

const PAGE = readFileSync(path.join(ROOT, 'docs', 'reference', 'sandbox.md'), 'utf8');
const REQUEST = /^palette ([A-Z]+) ["']?(\/[^\s"']+)["']?(?: '(.*)')? +#/gm;
const [, USER = ''] = /SandboxUser: (\S+)'/.exec(PAGE) ?? [];

test('projects get other tags and names, are disabled, made and deleted, as the page says', async () => {
  const sandbox = aSandbox({ ...aSeed(), projects: ['edge-oslo', 'edge-riga'] });
  const uid = sandbox.describe().projects.find(({ name }) => name === 'edge-oslo')?.uid ?? '';
  const send = async (method: string, route: string, body?: string): Promise<Response> =>
    sandbox.fetch(
      new Request(`http://sandbox${route.replace('$uid', uid)}`, {
        method,
        headers: { ApiKey: 'sandbox', SandboxUser: USER },
        ...(body === undefined ? {} : { body }),
      }),
    );
  const rows = async (): Promise<unknown> => {
    const { items } = (await (await send('POST', '/v1/dashboard/projects', '{}')).json()) as {
      items: readonly {
        metadata: { name: string; labels: object };
        status: { status: { isDisabled: boolean } };
      }[];
    };
    return items.map(({ metadata: { name, labels }, status }) => [name, labels, status.status.isDisabled]);
  };
  const riga = ['edge-riga', {}, false];
  const oslo = [['edge-oslo', { tier: 'core' }, false], riga];
  const bergen = [['edge-bergen', { tier: 'core' }, false], riga];
  const closed = [['edge-bergen', { tier: 'core' }, true], riga];
  const lima = ['edge-lima', { tier: 'edge' }, false];
  const after = [
    [['edge-oslo', {}, false], riga],
    oslo,
    bergen,
    closed,
    [closed[0], lima, riga],
    [lima, riga],
  ];
  const requests = [...PAGE.matchAll(REQUEST)];
  expect(requests).toHaveLength(after.length);
  for (const [at, [line, method = '', route = '', body]] of requests.entries()) {
    const answer = await send(method, route, body);
    expect([line, answer.ok]).toEqual([line, true]);
    if (at === 0) expect(JSON.stringify(await answer.json())).toContain(uid);
    expect([line, await rows()]).toEqual([line, after[at]]);
  }
});

test('who makes a change is named by the header, and without it the user of the key', async () => {
  const sandbox = aSandbox(aSeed(seedVersion({ name: 'base', version: '1.0.0' })));
  const [base] = sandbox.describe().profiles;
  const profile = `/v1/clusterprofiles/${base?.uid}/metadata`;
  for (const who of [{ SandboxUser: USER }, {}] as const) {
    const body = JSON.stringify({ metadata: { name: 'base', labels: { team: 'edge' } } });
    await sandbox.fetch(
      new Request(`http://sandbox${profile}`, { method: 'PATCH', headers: { ApiKey: 'k', ...who }, body }),
    );
  }
  const audits = await sandbox.fetch(
    new Request(`http://sandbox/v1/audits?resourceUid=${base?.uid}`, { headers: { ApiKey: 'k' } }),
  );
  const text = JSON.stringify(await audits.json());
  const named = /default `([^`]+)`\. Palette knows/.exec(PAGE)?.[1] ?? 'nobody';
  expect([USER, text.includes(USER), text.includes(named)]).toEqual(['ann@example.com', true, true]);
});
