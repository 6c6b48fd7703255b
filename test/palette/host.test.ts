// Which hosts are spoken to, and which may have the key.

import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { resolveHost } from '../../src/palette/host.ts';
import { parseApiKey, Secret } from '../../src/palette/secret.ts';

test.each<[string | null, Record<string, string>, string]>([
  [null, {}, 'https://api.spectrocloud.com key'],
  ['console.spectrocloud.com', {}, 'https://console.spectrocloud.com key'],
  ['https://palette.example.com', {}, 'https://palette.example.com no key'],
  ['palette.example.com', { PALETTE_HOST: 'palette.example.com' }, 'https://palette.example.com key'],
  [
    'palette.example.com',
    { CLONEFORM_ALLOWED_HOSTS: 'a.example, palette.example.com' },
    'https://palette.example.com key',
  ],
  ['evil.example', { PALETTE_HOST: 'api.spectrocloud.com' }, 'https://api.spectrocloud.com key'],
  [null, { SPECTROCLOUD_HOST: 'old.example' }, 'https://old.example key'],
  [null, { PALETTE_HOST: 'new.example', SPECTROCLOUD_HOST: 'old.example' }, 'https://new.example key'],
  ['evil-spectrocloud.com', {}, 'https://evil-spectrocloud.com no key'],
  ['spectrocloud.com.evil.example', {}, 'https://spectrocloud.com.evil.example no key'],
  ['http://127.0.0.1:8700', {}, 'http://127.0.0.1:8700 no key'],
  ['http://localhost:1', { PALETTE_HOST: 'http://localhost:1' }, 'http://localhost:1 key'],
  ['http://127.attacker.example', {}, 'bad'],
  ['http://palette.example.com', {}, 'bad'],
  ['https://user:pass@palette.example.com', {}, 'bad'],
  ['palette.example.com@evil.example', {}, 'bad'],
  ['https://palette.example.com/path', {}, 'bad'],
  ['ftp://palette.example.com', {}, 'bad'],
  ['two words', {}, 'bad'],
])('%s with %j: %s', (declared, env, expected) => {
  const resolved = resolveHost({ declared, env });
  const seen =
    resolved.kind === 'bad' ? 'bad' : `${resolved.url.origin} ${resolved.mayHaveKey ? 'key' : 'no key'}`;
  expect(seen).toBe(expected);
});

test('a key is never shown by accident', () => {
  const key = parseApiKey('  abc-123\n');
  expect(key).toBeInstanceOf(Secret);
  expect(key instanceof Secret && key.toString()).toBe('***');
  expect(JSON.stringify({ key }) + inspect({ key })).not.toContain('abc');
  expect(key instanceof Secret && key.reveal()).toBe('abc-123');
  expect(parseApiKey('two\nlines')).toHaveProperty('problem');
});
