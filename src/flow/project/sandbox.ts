// Use cases of the embedded Palette: serve it, reset it, show it.
import path from 'node:path';
import type { Settings } from '../../model/settings.ts';
import type { Sandbox, StrikeTold } from '../../sandbox/sandbox.ts';
import { StoreError } from '../../state/store-error.ts';
import type { FlowDeps } from '../deps.ts';
import { withReader } from '../state/open-state.ts';
import { EXIT, UserError, userError } from '../user-error.ts';
import { openProjectSandbox, sandboxPath } from './project-sandbox.ts';

export function seedPathOf(settings: Settings): string {
  const { sandbox } = settings.palette;
  if (sandbox !== null) return sandbox;
  throw userError(
    EXIT.error,
    'sandbox/not-declared',
    'these declarations do not use a sandbox',
    'add `palette: { sandbox: sandbox.yaml }`, or start a project with cloneform init --sandbox',
  );
}

export function openSandboxOf(deps: FlowDeps, settings: Settings): Promise<Sandbox> {
  return openProjectSandbox(deps, seedPathOf(settings));
}

/** For others to talk to; `faultsFile`: relative to the working folder; null: those of the seed. Fails with UserError. */
export async function openServedSandbox(
  deps: FlowDeps,
  settings: Settings,
  faultsFile: string | null,
  onStrike: (strike: StrikeTold) => void,
): Promise<Sandbox> {
  if (faultsFile === null) return openProjectSandbox(deps, seedPathOf(settings), { onStrike });
  const { readFaultPlan } = await import('../../sandbox/faults-file.ts');
  const read = await readFaultPlan(path.resolve(deps.cwd, faultsFile), faultsFile);
  if (!read.ok) throw new UserError(EXIT.error, read.faults.list());
  return openProjectSandbox(deps, seedPathOf(settings), { onStrike, faults: read.value });
}

export interface ResetEnd {
  /** Of the sandbox's own file. */
  readonly path: string;
  /** Clones that state continues to list, although the sandbox may no longer have them; null: state cannot be read. */
  readonly recorded: number | null;
}

/** Recorded state is left alone: it may be that of another Palette, and the next plan shows what is gone. */
export async function resetSandbox(deps: FlowDeps, settings: Settings): Promise<ResetEnd> {
  const seedPath = seedPathOf(settings);
  const { readSeed } = await import('../../sandbox/seed.ts');
  const seed = await readSeed(seedPath);
  if (!seed.ok) throw new UserError(EXIT.error, seed.diagnostics);
  const sandbox = await openProjectSandbox(deps, seedPath);
  try {
    sandbox.reset(seed.value);
  } finally {
    sandbox.close();
  }
  return { path: sandboxPath(seedPath), recorded: await countRecorded(deps, settings) };
}

async function countRecorded(deps: FlowDeps, settings: Settings): Promise<number | null> {
  try {
    return (await withReader(deps, settings, (reader) => reader.readRecorded())).clones.length;
  } catch (error) {
    if (error instanceof StoreError) return null;
    throw error;
  }
}
