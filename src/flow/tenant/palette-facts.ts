// What a probe saw of a Palette, in a file beside the root file: committed with the declarations, so that every run knows it.
import { open } from 'node:fs/promises';
import path from 'node:path';
import { ASSUMPTIONS, type AssumptionName, withAssumed } from '../../palette/assumptions.ts';
import type { ClientAssumptions } from '../../palette/port.ts';
import type { ProbeReport } from '../../probe/finding.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { writeOutput } from '../output-file.ts';

export const FACTS_FILE = 'palette-facts.json';
const MAX_BYTES = 100_000;

export interface KeptFacts {
  /** Where the findings were written. */
  readonly file: string;
  /** Assumptions that this probe left open, and whose findings of an earlier probe were kept. */
  readonly earlier: readonly AssumptionName[];
}

/** Beside the root file. */
export function factsPath(deps: Pick<FlowDeps, 'cwd'>, options: Pick<CommonOptions, 'file'>): string {
  return path.join(path.dirname(path.resolve(deps.cwd, options.file)), FACTS_FILE);
}

/** Writes what was seen. A question that stayed open this time keeps what an earlier probe of the same host found out. */
export async function keepPaletteFacts(
  deps: Pick<FlowDeps, 'cwd' | 'newId'>,
  options: Pick<CommonOptions, 'file'>,
  report: ProbeReport,
): Promise<KeptFacts> {
  const file = factsPath(deps, options);
  const before = await readFacts(file);
  const older = before.kind === 'facts' && before.host === report.host ? before : null;
  const known = new Map(older?.findings.map((finding) => [finding.name, finding]));
  const earlier: AssumptionName[] = [];
  const findings = report.findings.map((finding) => {
    const kept = finding.seen === null ? known.get(finding.name) : undefined;
    if (kept === undefined) return finding;
    earlier.push(finding.name);
    return { ...finding, seen: kept.seen, detail: kept.detail, at: kept.at };
  });
  const document = { paletteFacts: 1, ...report, findings };
  await writeOutput(deps, file, `${JSON.stringify(document, null, 2)}\n`, {
    existing: 'replace',
    mode: 0o644,
  });
  return { file, earlier };
}

/** What was seen on this host, and what is assumed where nothing was. A file that cannot be used is reported: `warn`. */
export async function readPaletteFacts(
  deps: Pick<FlowDeps, 'cwd' | 'warn'>,
  options: Pick<CommonOptions, 'file'>,
  host: string,
): Promise<ClientAssumptions> {
  const facts = await readFacts(factsPath(deps, options));
  if (facts.kind === 'damaged') deps.warn?.(damagedFacts(facts.why));
  if (facts.kind !== 'facts' || facts.host !== host) return withAssumed({});
  return withAssumed(
    Object.fromEntries(
      facts.findings.flatMap(({ name, seen }) => (isValueOf(name, seen) ? [[name, seen] as const] : [])),
    ),
  );
}

/** Why the facts file cannot be used; null where it can, or where there is none. */
export async function factsDamage(
  deps: Pick<FlowDeps, 'cwd'>,
  options: Pick<CommonOptions, 'file'>,
): Promise<ReturnType<typeof damagedFacts> | null> {
  const facts = await readFacts(factsPath(deps, options));
  return facts.kind === 'damaged' ? damagedFacts(facts.why) : null;
}

function damagedFacts(why: string) {
  return {
    severity: 'warning',
    code: 'palette/facts-damaged',
    message: `${FACTS_FILE} ${why}: the findings of an earlier probe are not used`,
    hint: 'restore it from version control, or delete it and run cloneform doctor --probe PROJECT',
  } as const;
}

interface KnownFinding {
  readonly name: AssumptionName;
  readonly seen: string;
  readonly detail: string;
  /** RFC 3339: when it was seen. */
  readonly at: string;
}

type Facts =
  | { readonly kind: 'none' }
  | { readonly kind: 'damaged'; readonly why: string }
  | { readonly kind: 'facts'; readonly host: string; readonly findings: readonly KnownFinding[] };

async function readFacts(file: string): Promise<Facts> {
  const read = await readSmall(file);
  if (read.kind !== 'text') return read;
  const document = parse(read.text);
  if (document === undefined) return damaged('is not JSON');
  const [format, host, at] = ['paletteFacts', 'host', 'at'].map((name) => member(document, name));
  if (typeof format === 'number' && format > 1)
    return damaged(`has the format ${format} of a newer cloneform`);
  const findings = member(document, 'findings');
  if (format !== 1 || typeof host !== 'string' || !Array.isArray(findings))
    return damaged('was not written by doctor --probe');
  if (findings.some((finding) => !isFinding(finding))) return damaged('has findings that no probe writes');
  const known = findings.flatMap((finding: unknown) => {
    const [name, seen, detail, seenAt] = ['name', 'seen', 'detail', 'at'].map((key) => member(finding, key));
    // Assumptions come and go with versions of this tool: one that it does not know says nothing.
    if (!isAssumption(name) || typeof seen !== 'string') return [];
    return [{ name, seen, detail: textOr(detail, ''), at: textOr(seenAt, textOr(at, '')) }];
  });
  return { kind: 'facts', host, findings: known };
}

function damaged(why: string): Facts {
  return { kind: 'damaged', why };
}

function isFinding(value: unknown): boolean {
  const seen = member(value, 'seen');
  return typeof member(value, 'name') === 'string' && (seen === null || typeof seen === 'string');
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' ? value : otherwise;
}

function isAssumption(name: unknown): name is AssumptionName {
  return typeof name === 'string' && Object.hasOwn(ASSUMPTIONS, name);
}

function isValueOf(name: AssumptionName, value: string): boolean {
  const values: readonly string[] = ASSUMPTIONS[name].values;
  return values.includes(value);
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readSmall(
  file: string,
): Promise<{ readonly kind: 'text'; readonly text: string } | Exclude<Facts, { kind: 'facts' }>> {
  try {
    const handle = await open(file, 'r');
    try {
      const stat = await handle.stat();
      if (!stat.isFile()) return { kind: 'damaged', why: 'is not a file' };
      if (stat.size > MAX_BYTES) return { kind: 'damaged', why: 'is too large for a file of findings' };
      return { kind: 'text', text: await handle.readFile('utf8') };
    } finally {
      await handle.close();
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return code === 'ENOENT' ? { kind: 'none' } : { kind: 'damaged', why: `cannot be read (${code})` };
  }
}
