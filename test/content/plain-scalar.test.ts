// What plain scalars mean to Helm: go-yaml 2 decides, not the YAML of today.
import { expect, test } from 'vitest';
import { plainScalar, textScalar } from '../../src/content/plain-scalar.ts';

test.each([
  ['null', '~ null Null NULL', 'null'],
  ['bool', 'y Y yes Yes YES true True TRUE on On ON', 'true'],
  ['bool', 'n N no No NO false False FALSE off Off OFF', 'false'],
  ['int', '420 0644 0o644 0x1a4 +420 420.0 4.2e2 4_20 0b110100100', '#420'],
  ['int', '-1 -0x1 -0b1 -01 -1.0', '#-1'],
  ['int', '0 -0 +0 0.0 -0.0 00 0x0', '#0'],
  ['int', '89 089', '#89'],
  ['int', '12345678901234567890', '#12345678901234567890'],
  ['float', '1.5 +1.5 15e-1 1_.5 1.50', '#1.5'],
  ['float', '.5 0.5 5E-1', '#0.5'],
  ['float', '.inf .Inf .INF +.inf', '#Infinity'],
  ['float', '-.inf -.Inf', '#-Infinity'],
  ['float', '.nan .NaN .NAN', '#NaN'],
])('%s: %s', (type, sources, meaning) => {
  for (const source of sources.split(' '))
    expect([source, plainScalar(source)]).toEqual([source, { type, meaning }]);
});

test('nothing is null', () => {
  expect(plainScalar('')).toEqual({ type: 'null', meaning: 'null' });
});

test.each(
  'nUll yEs oN 0b2 0xg 1.2.3 1e 1e5x 12:30 x1 . - + -- .Nan .nanx -.nan .infinity 1,000 2026-01-01 a_1 0X1a4 v1'.split(
    ' ',
  ),
)('%s is a text', (source) => {
  expect(plainScalar(source)).toEqual(textScalar(source));
});

test('a text is never what a number or a boolean means', () => {
  expect(textScalar('1')).toEqual({ type: 'string', meaning: '"1' });
  expect(textScalar('null').meaning).not.toBe(plainScalar('null').meaning);
});

test('400 digits are a number, more are a text that somebody forgot to quote', () => {
  expect(plainScalar('1'.repeat(400)).type).toBe('int');
  expect(plainScalar('1'.repeat(401)).type).toBe('string');
});
