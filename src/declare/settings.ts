// The root file's settings of the run, with defaults, and paths made absolute.
import path from 'node:path';
import type { Guards } from '../model/desired.ts';
import type { RateLimit, RateLimits, Settings, StateSettings } from '../model/settings.ts';
import type { Faults } from './faults.ts';
import { asRecord } from './schema-check.ts';
import type { SourceFile } from './source-file.ts';

/** Relative to the folder of the root file. */
export const DEFAULT_STATE_PATH = path.join('state', 'cloneform.db');

type Values = Readonly<Record<string, unknown>>;

/** Palette's documented limits (facts.md section 3). */
const DOCUMENTED: { readonly default: RateLimit; readonly clusterprofiles: RateLimit } = {
  default: { rps: 10, burst: 50 },
  clusterprofiles: { rps: 50, burst: 250 },
};

export function toSettings(
  rootDir: string,
  file: SourceFile,
  values: Values,
  env: Readonly<Record<string, string | undefined>>,
  faults: Faults,
): Settings {
  const palette = asRecord(values['palette']);
  if (palette['host'] !== undefined && palette['sandbox'] !== undefined) {
    faults.add(
      'declare/host-and-sandbox',
      'palette has both host and sandbox',
      file.place(['palette', 'sandbox'], 'key'),
      'keep one of them',
    );
  }
  const state = asRecord(values['state']);
  if (state['path'] !== undefined && state['url'] !== undefined) {
    faults.add(
      'declare/path-and-url',
      'state has both path and url',
      file.place(['state', 'url'], 'key'),
      'keep one of them',
    );
  }
  const consoleUrl = text(palette['consoleUrl']);
  return {
    palette: {
      host: text(palette['host']),
      sandbox: absolute(rootDir, text(palette['sandbox'])),
      caFile: absolute(rootDir, text(palette['caFile'])),
      requestTimeoutMs: milliseconds(text(palette['requestTimeout']) ?? '30s'),
      retries: number(palette['retries']) ?? 5,
      rateLimits: toRateLimits(palette['rateLimits']),
      ...(consoleUrl === null ? {} : { consoleUrl }),
      ...(palette['auditNotes'] === true ? { auditNotes: true } : {}),
    },
    state: toState(rootDir, state, env['CLONEFORM_STATE']),
  };
}

export function toGuards(values: Values): Guards {
  const guards = asRecord(values['guards']);
  return {
    maxNewProjects: number(guards['maxNewProjects']) ?? 10,
    maxDeletes: number(guards['maxDeletes']) ?? 20,
    maxDeletePercent: number(guards['maxDeletePercent']) ?? 30,
  };
}

export function toState(rootDir: string, state: Values, override: string | undefined): StateSettings {
  const isSet = override !== undefined && override !== '';
  const url = isSet ? (/^postgres(ql)?:\/\//.test(override) ? override : null) : text(state['url']);
  if (url !== null) return { path: null, url };
  const file = isSet ? override : (text(state['path']) ?? DEFAULT_STATE_PATH);
  return { path: path.resolve(rootDir, file), url: null };
}

function toRateLimits(value: unknown): RateLimits {
  if (value === 'off') return 'off';
  const named = Object.entries(asRecord(value)).map(
    ([prefix, limit]) => [prefix, toRateLimit(limit)] as const,
  );
  return { ...DOCUMENTED, ...Object.fromEntries(named) };
}

function toRateLimit(value: unknown): RateLimit {
  const { rps, burst } = asRecord(value);
  return { rps: Number(rps), burst: Number(burst) };
}

function milliseconds(time: string): number {
  const unit = time.endsWith('ms') ? 1 : time.endsWith('s') ? 1000 : 60_000;
  return Number.parseFloat(time) * unit;
}

function absolute(rootDir: string, file: string | null): string | null {
  return file === null ? null : path.resolve(rootDir, file);
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
