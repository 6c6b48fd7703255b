// Use case: find out on this Palette what no document settles, and keep it for later runs.

import { nearest } from '../../model/nearest.ts';
import type { Settings } from '../../model/settings.ts';
import { createBuckets } from '../../palette/buckets.ts';
import { createPaletteClient } from '../../palette/client.ts';
import { createRawCaller, type RawCaller } from '../../palette/raw-call.ts';
import { makeBench } from '../../probe/bench.ts';
import { isConclusive, type Leftover, type ProbeReport } from '../../probe/finding.ts';
import { type Probed, probe } from '../../probe/probe.ts';
import { confirmMade, sweep } from '../../probe/sweep.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { EXIT, userError } from '../user-error.ts';
import { openLine } from './connect.ts';
import { type KeptFacts, keepPaletteFacts } from './palette-facts.ts';
import {
  newPrefix,
  type OlderProbe,
  openProbeJournal,
  readEndedProbes,
  removeOlderProbe,
} from './probe-journal.ts';

export interface ProbeEnd {
  readonly report: ProbeReport;
  readonly identicalAtOnce: string | null;
  /** Whether it settled enough to be of use. */
  readonly conclusive: boolean;
  /** It was stopped before every question was asked; nothing is written then. */
  readonly interrupted: boolean;
  /** Requests whose answers were lost, and of which no list shows anything. */
  readonly unseen: readonly Leftover[];
  /** What was written; null: nothing, because nothing was settled. */
  readonly kept: KeptFacts | null;
}

export interface ProbeReporter {
  /** Called with each question as it is asked. */
  asking(question: string): void;
  /** From the first request on that makes something: the signal that is aborted when the user wants the probe to stop. */
  begin(): AbortSignal;
}

/** Fails with UserError as `connect` does, and for a project that is not there. */
export async function probePalette(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  projectName: string,
  reporter: ProbeReporter,
): Promise<ProbeEnd> {
  const line = await openLine(deps, options, settings);
  const { rateLimits: limits, requestTimeoutMs, retries } = settings.palette;
  const { clock, random, signal } = deps;
  const { transport, apiKey, host } = line;
  const client = createPaletteClient({
    transport,
    apiKey,
    host,
    limits,
    requestTimeoutMs,
    retries,
    clock,
    random,
    ...(signal === undefined ? {} : { signal }),
  });
  try {
    const { tenantUid } = await client.whoAmI();
    const projectUid = await findProject(client, projectName);
    const buckets = createBuckets(limits, clock);
    const caller = createRawCaller({ transport, apiKey, buckets, timeoutMs: requestTimeoutMs });
    const place = { host: journalHost(settings, host), tenantUid, projectUid };
    const { older, probed } = await runProbe(deps, caller, place, reporter);
    const at = new Date(clock.now()).toISOString();
    const left = [...older, ...probed.left];
    const { findings, identicalAtOnce, isStopped, unseen } = probed;
    const report: ProbeReport = { host, tenantUid, project: projectName, at, findings, left };
    const isWorthIt = !isStopped && findings.some(({ seen }) => seen !== null);
    const kept = isWorthIt ? await keepPaletteFacts(deps, options, report) : null;
    const conclusive = isConclusive(findings);
    return { report, identicalAtOnce, conclusive, interrupted: isStopped, unseen, kept };
  } finally {
    await client.close();
  }
}

interface ProbePlace {
  readonly host: string;
  readonly tenantUid: string;
  readonly projectUid: string;
}

/** A sandbox is a file, and its name as people see it is relative to where they are. */
export function journalHost({ palette }: Settings, host: string): string {
  return palette.sandbox === null ? host : `sandbox:${palette.sandbox}`;
}

async function runProbe(
  deps: FlowDeps,
  caller: RawCaller,
  place: ProbePlace,
  reporter: ProbeReporter,
): Promise<{ readonly older: readonly Leftover[]; readonly probed: Probed }> {
  const { clock, env, newId } = deps;
  const signal = reporter.begin();
  const older = await sweepOlder(deps, caller, readEndedProbes(deps, place).ended);
  const prefix = newPrefix(newId);
  const { hostname, pid } = deps.process;
  const at = new Date(clock.now()).toISOString();
  const journal = openProbeJournal(env, { ...place, prefix, hostname, pid, at });
  if (journal === null) deps.tell?.('No folder for the journal of this probe: set XDG_STATE_HOME or HOME.');
  const bench = makeBench({
    caller,
    clock,
    projectUid: place.projectUid,
    prefix,
    signal,
    journal: journal ?? { sending: () => undefined, answered: () => undefined },
  });
  const probed = await probe(bench, (question) => reporter.asking(question));
  if (probed.left.length === 0 && probed.unseen.length === 0) journal?.remove();
  return { older, probed };
}

/** What earlier probes of this user could not take away: the process was killed, or Palette was. */
async function sweepOlder(
  { clock }: Pick<FlowDeps, 'clock'>,
  caller: RawCaller,
  probes: readonly OlderProbe[],
): Promise<readonly Leftover[]> {
  const left: Leftover[] = [];
  for (const older of probes) {
    const { made, unclear } = await confirmMade({ caller, clock }, older.prefix, older.made);
    const { prefix, doubtful, projectUid } = older;
    const scopes = [projectUid, ...older.made.map((item) => item.projectUid)];
    const swept = await sweep({ caller, clock }, { prefix, made, doubtful, scopes, areFresh: false });
    const rest = [
      ...swept.left,
      ...unclear.filter(({ uid }) => !swept.left.some((item) => item.uid === uid)),
    ];
    if (rest.length === 0) removeOlderProbe(older);
    left.push(...rest);
  }
  return left;
}

async function findProject(
  client: Pick<ReturnType<typeof createPaletteClient>, 'listProjects'>,
  name: string,
): Promise<string> {
  const projects = await client.listProjects();
  const found = projects.find((project) => project.name === name);
  if (found !== undefined) return found.uid;
  const names = projects.map((project) => project.name).toSorted();
  const guess = nearest(name, names);
  throw userError(
    EXIT.error,
    'palette/project-missing',
    `there is no project ${JSON.stringify(name)}`,
    `${guess === undefined ? '' : `did you mean ${JSON.stringify(guess)}? `}projects: ${names.join(', ')}`,
  );
}
