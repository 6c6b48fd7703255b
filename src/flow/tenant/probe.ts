// Use case: find out on this Palette what no document settles, and keep it for later runs.

import { nearest } from '../../model/nearest.ts';
import type { Settings } from '../../model/settings.ts';
import { createBuckets } from '../../palette/buckets.ts';
import { createPaletteClient } from '../../palette/client.ts';
import { createRawCaller } from '../../palette/raw-call.ts';
import { makeBench } from '../../probe/bench.ts';
import { isConclusive, type ProbeReport } from '../../probe/finding.ts';
import { probe } from '../../probe/probe.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { EXIT, refusal } from '../refusal.ts';
import { openLine } from './connect.ts';
import { writePaletteFacts } from './palette-facts.ts';

export interface ProbeEnd {
  readonly report: ProbeReport;
  readonly identicalAtOnce: string | null;
  /** Whether it settled enough to be of use. */
  readonly conclusive: boolean;
  /** Where the findings were written. */
  readonly file: string;
}

/** Fails with Refusal as `connect` does, and for a project that is not there. `tell` gets each question as it is asked. */
export async function probePalette(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  projectName: string,
  tell: (question: string) => void,
): Promise<ProbeEnd> {
  const line = await openLine(deps, options, settings);
  const { rateLimits: limits, requestTimeoutMs, retries } = settings.palette;
  const { clock, random } = deps;
  const client = createPaletteClient({
    transport: line.transport,
    apiKey: line.apiKey,
    host: line.host,
    limits,
    requestTimeoutMs,
    retries,
    clock,
    random,
  });
  try {
    const { tenantUid } = await client.whoAmI();
    const projectUid = await findProject(client, projectName);
    const caller = createRawCaller({
      transport: line.transport,
      apiKey: line.apiKey,
      buckets: createBuckets(limits, clock),
      timeoutMs: requestTimeoutMs,
    });
    const bench = makeBench(caller, clock, projectUid, `cloneform-probe-${deps.newId().slice(0, 13)}`);
    const { findings, left, identicalAtOnce } = await probe(bench, tell);
    const at = new Date(clock.now()).toISOString();
    const report: ProbeReport = { host: line.host, tenantUid, project: projectName, at, findings, left };
    const file = await writePaletteFacts(deps, options, report);
    return { report, identicalAtOnce, conclusive: isConclusive(findings), file };
  } finally {
    await client.close();
  }
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
  throw refusal(
    EXIT.error,
    'palette/project-missing',
    `there is no project ${JSON.stringify(name)}`,
    `${guess === undefined ? '' : `did you mean ${JSON.stringify(guess)}? `}projects: ${names.join(', ')}`,
  );
}
