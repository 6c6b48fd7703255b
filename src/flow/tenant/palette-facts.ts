// What a probe saw of a Palette, in a file beside the root file: committed with the declarations, so that every run knows it.
import { open } from 'node:fs/promises';
import path from 'node:path';
import {
  ASSUMPTIONS,
  type AssumptionName,
  type Assumptions,
  withAssumed,
} from '../../palette/assumptions.ts';
import type { PaletteFacts } from '../../palette/port.ts';
import type { ProbeReport } from '../../probe/finding.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { writeOutput } from '../output-file.ts';

export const FACTS_FILE = 'palette-facts.json';
const MAX_BYTES = 100_000;

/** Beside the root file. */
export function factsPath(deps: Pick<FlowDeps, 'cwd'>, options: Pick<CommonOptions, 'file'>): string {
  return path.join(path.dirname(path.resolve(deps.cwd, options.file)), FACTS_FILE);
}

export async function writePaletteFacts(
  deps: Pick<FlowDeps, 'cwd' | 'newId'>,
  options: Pick<CommonOptions, 'file'>,
  report: ProbeReport,
): Promise<string> {
  const file = factsPath(deps, options);
  const document = { paletteFacts: 1, ...report };
  await writeOutput(deps, file, `${JSON.stringify(document, null, 2)}\n`, {
    existing: 'replace',
    mode: 0o644,
  });
  return file;
}

/** What was seen on this host; what is assumed where nothing was, or where the file does not read as one. */
export async function readPaletteFacts(
  deps: Pick<FlowDeps, 'cwd'>,
  options: Pick<CommonOptions, 'file'>,
  host: string,
): Promise<PaletteFacts> {
  return withAssumed(seenOn(await readSmall(factsPath(deps, options)), host));
}

function seenOn(text: string | null, host: string): Partial<Assumptions> {
  const document = parse(text);
  if (member(document, 'paletteFacts') !== 1 || member(document, 'host') !== host) return {};
  const findings = member(document, 'findings');
  const pairs = (Array.isArray(findings) ? findings : []).flatMap((finding: unknown) => {
    const [name, seen] = [member(finding, 'name'), member(finding, 'seen')];
    return isAssumption(name) && isValueOf(name, seen) ? [[name, seen] as const] : [];
  });
  return Object.fromEntries(pairs);
}

function isAssumption(name: unknown): name is AssumptionName {
  return typeof name === 'string' && Object.hasOwn(ASSUMPTIONS, name);
}

function isValueOf(name: AssumptionName, value: unknown): boolean {
  const values: readonly string[] = ASSUMPTIONS[name].values;
  return typeof value === 'string' && values.includes(value);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parse(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}

/** null: not there, or nothing that a probe wrote. */
async function readSmall(file: string): Promise<string | null> {
  const handle = await open(file, 'r').catch(() => null);
  if (handle === null) return null;
  try {
    const stat = await handle.stat();
    return stat.isFile() && stat.size <= MAX_BYTES ? await handle.readFile('utf8') : null;
  } finally {
    await handle.close();
  }
}
