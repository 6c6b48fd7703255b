// What damages texts and answers by chance: the same damage for the same seed.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import type { DeclareDisk } from '../../src/declare/disk.ts';
import type { TransportResponse } from '../../src/palette/transport.ts';
import { ROOT } from './cli.ts';

export type Random = () => number;

const MAX_MS = Number(process.env['FUZZ_MAX_MS'] ?? 2000);

/** Good ones too: whatever differs in one place only gets furthest. */
export function corpus(ending: string): readonly string[] {
  const dir = path.join(ROOT, 'test', 'fixtures', 'fuzz');
  return readdirSync(dir)
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => readFileSync(path.join(dir, name), 'utf8'));
}

/** Each round has a seed of its own, so that one that fails can be run alone: CLONEFORM_SEED=… RUNS=1. */
export function* rounds(usual: number): Generator<{ readonly name: string; readonly random: Random }> {
  const runs = Number(process.env['RUNS'] ?? usual);
  const first = Number(process.env['CLONEFORM_SEED'] ?? 20_260_101);
  for (let n = 0; n < runs; n++) {
    const seed = first + n;
    yield { name: `CLONEFORM_SEED=${seed} RUNS=1`, random: mulberry(seed) };
  }
}

/** Runs one round; what it throws, or that it took long, is reported with its seed and its input. */
export async function fuzzed(
  name: string,
  input: string,
  run: () => Promise<void>,
  maxMs = MAX_MS,
): Promise<void> {
  const started = process.cpuUsage();
  try {
    await run();
  } catch (error) {
    throw new Error(`${name}: ${JSON.stringify(input.slice(0, 4000))}`, { cause: error });
  }
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1000;
  if (ms > maxMs) throw new Error(`${name} took ${ms} ms: ${JSON.stringify(input.slice(0, 4000))}`);
}

export function mulberry(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export function pick<T>(random: Random, items: readonly T[]): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to pick from');
  return item;
}

export function upTo(random: Random, most: number): number {
  return Math.floor(random() * most);
}

const BITS = [
  '\n',
  ' ',
  '  ',
  '\t',
  '\r',
  '\r\n',
  '\u0000',
  '\u001B[2J',
  '\u009B31m',
  '\u202E',
  '\u200B',
  '\u{E0041}',
  '\uFEFF',
  '\u2028',
  '"',
  "'",
  '`',
  '\\',
  '\\u0000',
  '\\ud800',
  '\\x1b',
  ':',
  ': ',
  '- ',
  '? ',
  '| ',
  '>',
  '|+\n',
  '#',
  '&a ',
  '*a',
  '!',
  '!!binary ',
  '!!set ',
  '%YAML 1.1\n',
  '---\n',
  '...\n',
  '<<: *a\n',
  '[',
  ']',
  '{',
  '}',
  ',',
  '${var.env}',
  '${',
  '$${',
  '__proto__: ',
  'constructor: ',
  'prototype',
  'null',
  '~',
  'true',
  '.inf',
  '.nan',
  '-0',
  '1e999',
  '0x7fffffffffffffff',
  '1.10',
  '../',
  '**/',
  '*',
  '^1.2.0',
  '>=1 <2 || ',
  'spectro__tag',
  'source',
  'clone',
  'edge-base',
  '漢',
  '🚀',
  'e\u0301',
] as const;

/** One of the texts with some of it doubled, cut, swapped with another's, or replaced by what is known to hurt. */
export function mutateText(seeds: readonly string[], random: Random): string {
  let text = pick(random, seeds);
  for (let times = 1 + upTo(random, 6); times > 0; times--) {
    const [at, length] = [upTo(random, text.length + 1), upTo(random, 40)];
    const other = pick(random, seeds);
    const from = upTo(random, other.length);
    const [head, cut, tail] = [text.slice(0, at), text.slice(at, at + length), text.slice(at + length)];
    const ways = [
      () => head + pick(random, BITS) + cut + tail,
      () => head + pick(random, BITS) + tail,
      () => head + pick(random, BITS).repeat(1 + upTo(random, 300)) + cut + tail,
      () => head + tail,
      () => head + cut.repeat(1 + upTo(random, 50)) + tail,
      () => head + other.slice(from, from + upTo(random, 200)) + cut + tail,
      () => head + String.fromCharCode(upTo(random, 65_536)) + tail,
      () => cut + tail + head,
    ];
    text = pick(random, ways)();
  }
  return text.slice(0, 200_000);
}

/** Files in memory below /p. */
export function inMemory(files: Readonly<Record<string, string>>): DeclareDisk {
  const full = new Map(Object.entries(files).map(([name, text]) => [path.join('/p', name), text]));
  return {
    inspect: async (where) => {
      const text = full.get(where);
      return text === undefined ? null : { bytes: Buffer.byteLength(text), kind: 'file' };
    },
    read: async (where) => new TextEncoder().encode(full.get(where) ?? ''),
    realPath: async (where) => where,
    list: async () => [],
  };
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The answer with a few of its members gone, of another sort, doubled or deep; or of another status; or not JSON any more. */
export function mutateAnswer(
  response: TransportResponse,
  seeds: readonly string[],
  random: Random,
): TransportResponse {
  const odd: readonly Json[] = seeds.flatMap((text): readonly Json[] => JSON.parse(text));
  const { body } = response;
  const ways: readonly (() => TransportResponse)[] = [
    () => ({ ...response, body: mutateText([body], random) }),
    () => ({ ...response, body: body.slice(0, upTo(random, body.length)) }),
    () => ({ ...response, body: JSON.stringify(pick(random, odd)) }),
    () => ({ ...response, body: `${'['.repeat(20_000)}${']'.repeat(20_000)}` }),
    () => ({
      ...response,
      status: pick(random, [200, 204, 301, 400, 403, 404, 409, 422, 423, 429, 500, 503, 999]),
    }),
    () => ({
      ...response,
      headers: {
        ...response.headers,
        date: pick(random, ['', 'x', '9'.repeat(400), 'Thu, 01 Jan 1970 00:00:00 GMT']),
        'retry-after': pick(random, ['-1', '1e9', 'x', '3']),
      },
    }),
  ];
  const tree = parsed(body);
  if (tree === undefined || random() < 0.3) return pick(random, ways)();
  let changed = tree;
  for (let times = 1 + upTo(random, 3); times > 0; times--) {
    const nodes = countNodes(changed);
    changed = replaceNode(changed, { left: upTo(random, nodes) }, (node) =>
      pick(random, [
        () => pick(random, odd),
        () => (typeof node === 'string' ? mutateText([node], random) : JSON.stringify(node).slice(0, 50)),
        () => [node, node],
        () => Object.fromEntries(Object.entries(node ?? {}).slice(1)) as Json,
        () => null,
        () => Array.from({ length: 500 }, () => node),
      ])(),
    );
  }
  return { ...response, body: JSON.stringify(changed).slice(0, 4_000_000) };
}

function parsed(body: string): Json | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

function countNodes(value: Json): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, item) => sum + countNodes(item), 1);
}

/** The node that is `left` steps from the root, in the order of the text. */
function replaceNode(value: Json, at: { left: number }, change: (node: Json) => Json): Json {
  if (at.left-- === 0) return change(value);
  if (Array.isArray(value)) return value.map((item: Json) => replaceNode(item, at, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, replaceNode(item, at, change)]));
}
