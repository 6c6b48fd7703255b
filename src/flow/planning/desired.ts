// What is desired, once the projects that selectors mean are known: as Palette lists them, or, without a look at it, as recorded.
import type { Declarations } from '../../declare/read-declarations.ts';
import { readProjectsWhole } from '../../inventory/read-tenant.ts';
import { parseAddress } from '../../model/address.ts';
import type { Desired } from '../../model/desired.ts';
import type { Diagnostic, Result } from '../../model/diagnostic.ts';
import type { Recorded } from '../../model/recorded.ts';
import type { Settings } from '../../model/settings.ts';
import type { PaletteReader } from '../../palette/port.ts';
import type { FlowDeps } from '../deps.ts';
import { type ReadingReport, whileReading } from '../reading-progress.ts';
import { withReader } from '../state/open-state.ts';
import { EXIT, UserError, userError } from '../user-error.ts';

const NOT_RESOLVED = 'plan/selector-not-resolved';

export type Selectable = Pick<Declarations, 'desired' | 'selecting' | 'select'>;

/**
 * Reads the projects only where a declaration selects them. Fails with UserError where their list is incomplete: a project that is not
 * in such a list has not left.
 */
export async function desiredNow(
  client: Pick<PaletteReader, 'whoAmI' | 'countProjects'>,
  declared: Selectable,
  report?: ReadingReport,
): Promise<Desired> {
  const [first] = declared.selecting;
  if (first === undefined) return declared.desired;
  // A key that is refused is reported as such, whatever the list says to it.
  const [projects] = await whileReading(report, () =>
    Promise.all([readProjectsWhole(client), client.whoAmI()]),
  );
  if (projects === null)
    throw userError(
      EXIT.error,
      'palette/incomplete-projects',
      `the list of projects is incomplete, so ${first.id} cannot select its projects`,
      'a project that is missing from an incomplete list is never treated as one that left; try again',
    );
  return orRefuse(await declared.select({ from: 'palette', projects }));
}

/** For the projects that were read before in the same run. */
export async function desiredAsBefore(declared: Selectable, { selection }: Desired): Promise<Desired> {
  if (declared.selecting.length === 0 || selection === undefined) return declared.desired;
  return orRefuse(await declared.select({ from: 'palette', projects: selection.projects }));
}

/** Selectors stand for the projects that have a recorded clone; a warning says so. */
export async function desiredAsRecorded(
  declared: Selectable,
  { clones }: Pick<Recorded, 'clones'>,
): Promise<Desired> {
  if (declared.selecting.length === 0) return declared.desired;
  const byId = new Map<string, Set<string>>();
  for (const { address } of clones) {
    const { id = '', project = null } = parseAddress(address) ?? {};
    if (project !== null) byId.set(id, (byId.get(id) ?? new Set()).add(project));
  }
  const names = new Map([...byId].map(([id, projects]) => [id, [...projects].sort()]));
  const desired = orRefuse(await declared.select({ from: 'state', byId: names }));
  const told = declared.selecting.map(({ id, place }): Diagnostic => {
    const message = `the projects of ${id} were not looked up: this counts those that have a recorded clone`;
    return { code: NOT_RESOLVED, severity: 'warning', message, place: place() };
  });
  return { ...desired, warnings: [...(desired.warnings ?? []), ...told] };
}

/** The same for questions that need no network. State is not opened where nothing is selected. */
export async function desiredOffline(
  deps: FlowDeps,
  settings: Settings,
  declared: Selectable,
): Promise<Desired> {
  if (declared.selecting.length === 0) return declared.desired;
  const recorded = await withReader(deps, settings, (reader) => reader.readRecorded());
  const desired = await desiredAsRecorded(declared, recorded);
  for (const warning of desired.warnings ?? []) if (warning.code === NOT_RESOLVED) deps.warn?.(warning);
  return desired;
}

function orRefuse(result: Result<Desired>): Desired {
  if (!result.ok) throw new UserError(EXIT.error, result.diagnostics);
  return result.value;
}
