// A client for the time of a command: its requests are counted and it is closed, however the command ends.
import type { Desired } from '../../model/desired.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteClient } from '../../palette/port.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { loadDeclarations } from '../planning/declarations.ts';
import { desiredNow } from '../planning/desired.ts';
import { withReader } from '../state/open-state.ts';
import { connect } from './connect.ts';

/** Fails with UserError where `connect` does. */
export async function withClient<T>(
  deps: FlowDeps,
  options: CommonOptions,
  settings: Settings,
  use: (client: PaletteClient) => Promise<T>,
): Promise<T> {
  const client = await connect(deps, options, settings);
  try {
    return await use(client);
  } finally {
    deps.requestsMade?.(client.stats());
    await client.close();
  }
}

/** Desired, recorded, and the way to what Palette has. */
export interface Situation {
  readonly settings: Settings;
  readonly desired: Desired;
  readonly recorded: Recorded;
  readonly client: PaletteClient;
}

/** For commands that only read: takes no lock. */
export async function withSituation<T>(
  deps: FlowDeps,
  options: CommonOptions,
  use: (situation: Situation) => Promise<T>,
): Promise<T> {
  const { settings, declared } = await loadDeclarations(deps, options);
  return withClient(deps, options, settings, async (client) => {
    const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
    const desired = await desiredNow(client, declared, deps.reading);
    return use({ settings, desired, recorded, client });
  });
}
