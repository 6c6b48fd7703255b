// Fleets to show.

import { countStandings, standingOf } from '../../src/questions/status/states.ts';
import type { Status, StatusCell } from '../../src/questions/status/status.ts';

export function aCell(address: string, project: string | null, facts: Partial<StatusCell> = {}): StatusCell {
  return {
    address,
    project,
    name: 'edge-base',
    version: '1.2.0',
    uid: '690b0c0000000000000000aa',
    status: 'current',
    source: { name: 'docs-ubuntu-k3s', version: '1.2.0' },
    behind: 0,
    latest: '1.2.0',
    waitsFor: null,
    jump: null,
    clusters: [],
    drift: [],
    action: 'noop',
    blockedBy: null,
    older: 0,
    isProtected: false,
    consoleLink: null,
    recordedAt: '2026-01-01T00:00:00.000Z',
    ...facts,
  };
}

const refs = (...names: readonly string[]): StatusCell['clusters'] =>
  names.map((name) => ({ uid: `c-${name}`, name }));

/** One of everything. */
export function aStatus(name = 'edge-base'): Status {
  const cells = {
    base: [
      aCell('edge-base["edge-dev"]', 'edge-dev', { name }),
      aCell('edge-base["edge-prod"]', 'edge-prod', {
        name,
        version: '1.0.0',
        source: { name, version: '1.0.0' },
        behind: 2,
        latest: '1.2.0',
        jump: 'minor',
        clusters: refs('berlin-1', 'oslo-1', name),
        drift: ['clone_edited', 'metadata_edited'],
        isProtected: true,
        older: 1,
      }),
    ],
    addons: [
      aCell('addons["edge-dev"]', 'edge-dev', { name: 'addons', status: 'incomplete', action: 'resume' }),
      aCell('addons["edge-prod"]', 'edge-prod', {
        status: 'missing',
        version: null,
        uid: null,
        action: 'create',
      }),
    ],
    golden: [aCell('golden', null, { name: 'golden', clusters: refs('berlin-1') })],
    lost: [aCell('lost', 'edge-prod', { status: 'unreadable', action: 'blocked', blockedBy: 'unreadable' })],
  };
  return {
    tool: 'cloneform 0.0.0',
    createdAt: '2026-01-01T00:00:00.000Z',
    tenantUid: 't-1',
    host: 'api.spectrocloud.com',
    projects: [null, 'edge-dev', 'edge-prod'],
    hasState: true,
    declarations: [
      { id: 'addons', isDeclared: true, cells: cells.addons },
      { id: 'edge-base', isDeclared: true, cells: cells.base },
      { id: 'golden', isDeclared: true, cells: cells.golden },
      { id: 'lost', isDeclared: false, cells: cells.lost },
    ],
    filter: { addresses: [], projects: [], states: [] },
    shown: { clones: 6, of: 6 },
    standings: countStandings(Object.values(cells).flat()),
    lateClusters: [
      {
        cluster: { uid: 'c-riga-1', name: 'riga-1' },
        address: 'edge-base["edge-prod"]',
        project: 'edge-prod',
        name: 'edge-base',
        version: '0.9.0',
        current: '1.0.0',
        behind: 3,
        latest: '1.2.0',
        jump: 'major',
      },
    ],
    summary: {
      clones: 6,
      projects: 2,
      upToDate: 2,
      blocked: 1,
      pending: 0,
      behind: 1,
      drifted: 1,
      halfDone: 1,
      missing: 1,
      unrecorded: 0,
      unreadable: 1,
      clusters: 3,
    },
    unmanaged: [
      { uid: 'u-9', name: `by-hand ${name}`, version: '1.0.0', scope: 'project', project: 'edge-dev' },
    ],
    errored: true,
  };
}

/** Five declarations in so many projects. */
export function manyProjects(count: number): Status {
  const projects = Array.from({ length: count }, (_, index) => `project-${index}`);
  const cells = (id: string): readonly StatusCell[] =>
    projects.map((project, index) =>
      aCell(`${id}["${project}"]`, project, {
        behind: index % 4,
        source: { name: 'docs-ubuntu-k3s', version: ['1.2.0', '1.1.0', '1.0.0', '0.9.0'][index % 4] ?? '' },
        jump: [null, 'minor', 'minor', 'major'][index % 4] ?? null,
        drift: index % 5 === 0 ? ['clone_edited'] : [],
        clusters: index % 3 === 0 ? refs('berlin-1', 'oslo-1') : [],
        status: index % 11 === 10 ? 'incomplete' : 'current',
      }),
    );
  const declarations = ['addons', 'edge-base', 'monitoring', 'network', 'storage'].map((id) => ({
    id,
    isDeclared: true,
    cells: cells(id),
  }));
  const all = declarations.flatMap((row) => row.cells);
  return {
    ...aStatus(),
    projects,
    declarations,
    standings: countStandings(all),
    summary: {
      clones: 5 * count,
      projects: count,
      upToDate: all.filter((cell) => standingOf(cell) === 'current').length,
      blocked: 0,
      pending: 0,
      behind: all.filter((cell) => cell.behind > 0).length,
      drifted: all.filter((cell) => cell.drift.length > 0).length,
      halfDone: all.filter((cell) => cell.status === 'incomplete').length,
      missing: 0,
      unrecorded: 0,
      unreadable: 0,
      clusters: 2,
    },
    shown: { clones: 5 * count, of: 5 * count },
    lateClusters: [],
    unmanaged: null,
    errored: false,
  };
}

/** One declaration in so many stores; `special` says what is not as it should be, by the number of the store. */
export function storeFleet(
  count: number,
  special: Readonly<Record<number, Partial<StatusCell>>> = { 216: LATE },
): Status {
  const cells = Array.from({ length: count }, (_, index) => {
    const project = `store-${String(index + 1).padStart(3, '0')}`;
    return aCell(`edge-base["${project}"]`, project, special[index]);
  });
  const of = (is: (cell: StatusCell) => boolean): number => cells.filter(is).length;
  return {
    ...aStatus(),
    projects: cells.map(({ project }) => project),
    declarations: [{ id: 'edge-base', isDeclared: true, cells }],
    standings: countStandings(cells),
    summary: {
      ...aStatus().summary,
      clones: count,
      projects: count,
      upToDate: of((cell) => standingOf(cell) === 'current'),
      blocked: of((cell) => cell.blockedBy !== null),
      pending: 0,
      behind: of((cell) => cell.behind > 0),
      drifted: of((cell) => cell.drift.length > 0),
      halfDone: of((cell) => cell.status === 'incomplete'),
      missing: of((cell) => cell.status === 'missing'),
      unreadable: 0,
      clusters: 0,
    },
    shown: { clones: count, of: count },
    lateClusters: [],
    unmanaged: null,
    errored: false,
  };
}

const LATE: Partial<StatusCell> = {
  version: '1.1.0',
  source: { name: 'docs-ubuntu-k3s', version: '1.1.0' },
  behind: 1,
  jump: 'minor',
  consoleLink:
    'https://console.example/projects/690b0c0000000000000000bb/profiles/cluster/690b0c0000000000000000aa',
};
