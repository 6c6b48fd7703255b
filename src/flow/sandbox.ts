// Use cases of the embedded Palette: serve it, reset it, show it.
import type { Settings } from '../model/settings.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { FlowDeps } from './deps.ts';
import { openProjectSandbox, sandboxPath } from './project-sandbox.ts';
import { EXIT, Refusal, refusal } from './refusal.ts';

export function seedPathOf(settings: Settings): string {
  const { sandbox } = settings.palette;
  if (sandbox !== null) return sandbox;
  throw refusal(
    EXIT.error,
    'sandbox/not-declared',
    'these declarations name no sandbox',
    'add `palette: { sandbox: sandbox.yaml }`, or start a project with cloneform init --sandbox',
  );
}

export function openSandboxOf(deps: FlowDeps, settings: Settings): Promise<Sandbox> {
  return openProjectSandbox(deps, seedPathOf(settings));
}

export async function resetSandbox(deps: FlowDeps, settings: Settings): Promise<string> {
  const seedPath = seedPathOf(settings);
  const { readSeed } = await import('../sandbox/seed.ts');
  const seed = await readSeed(seedPath);
  if (!seed.ok) throw new Refusal(EXIT.error, seed.diagnostics);
  const sandbox = await openProjectSandbox(deps, seedPath);
  try {
    sandbox.reset(seed.value);
  } finally {
    sandbox.close();
  }
  return sandboxPath(seedPath);
}
