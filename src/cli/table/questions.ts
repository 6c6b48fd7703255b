// The command table: what changed, what is behind, what already exists.
import { RAISE_LEVELS } from '../../model/raise-level.ts';
import { command } from '../command.ts';
import {
  APPLYING,
  DANGER,
  DIFF,
  DISCARD,
  FAIL_ON,
  IN_STATE,
  METRICS,
  POLICY,
  PREFLIGHT,
  REPORT,
  SELECTION,
  WHICH,
} from '../flags.ts';
import { address, addresses, durationOr, on, optional, optionalAddress, value, wordOf } from '../params.ts';

const PACK = {
  pack: value('--pack <name>', 'only packs with this name or of this chart; `*` and `?` are wildcards'),
};
const SECRETS = { showSecrets: on('--show-secrets', 'print values that look like secrets, too') };

/** How `outdated` raises versions. */
const RAISE = {
  write: on(
    '--write',
    'raise exact source versions in the declarations to the newest published release; ranges stay as they are',
  ),
  level: wordOf(
    '--level <level>',
    RAISE_LEVELS,
    'with --write: how far to go: `patch`, `minor` or `major` (default: major)',
  ),
  minAgeMs: durationOr(
    '--min-age <time>',
    'with --write: leave out releases that were modified less than this ago, e.g. 7d',
    null,
  ),
  dryRun: on('--dry-run', 'with --write: print what would be written as a unified diff, and write nothing'),
};

export const CHANGED_AND_BEHIND = [
  command({
    name: 'drift',
    about: 'show what changed in Palette without a change of the declarations; exit 2 on drift',
    params: {
      ...WHICH,
      ...SELECTION,
      ...FAIL_ON,
      ...REPORT,
      ...METRICS,
      record: value(
        '--record <file>',
        'also add what was found, as counts, to this file; history --drift shows it over time',
      ),
    },
    examples: [
      'cloneform drift',
      `cloneform drift --project 'edge-*'`,
      'cloneform drift --json --fail-on drift,unmanaged',
      'cloneform drift --metrics /var/lib/node-exporter/cloneform.prom',
      'cloneform drift --record drift.json',
    ],
    load: async () => (await import('../commands/plan.ts')).drift,
  }),
  command({
    name: 'outdated',
    about:
      'show how far clones are behind their sources; with --write, raise their versions in the declarations',
    params: {
      ...WHICH,
      behind: IN_STATE.behind,
      blocked: IN_STATE.blocked,
      incomplete: IN_STATE.incomplete,
      ...RAISE,
      format: wordOf(
        '--format <format>',
        ['renovate'],
        '`renovate`: print the releases of each source as JSON for a custom datasource of Renovate; one request for each release',
      ),
    },
    examples: [
      'cloneform outdated',
      `cloneform outdated --behind --project 'edge-*' --json`,
      `cloneform outdated --write --level minor 'edge-*'`,
      'cloneform outdated --write --min-age 7d --dry-run',
      'cloneform outdated --format renovate > releases.json',
    ],
    load: async () => (await import('../commands/outdated.ts')).outdatedCommand,
  }),
  command({
    name: 'status',
    about: 'show the status of each clone: version, how far it is behind its source, use, drift',
    params: {
      ...WHICH,
      ...IN_STATE,
      verbose: on('--verbose', 'also list the clones that are up to date'),
      unmanaged: on(
        '--unmanaged',
        'also list unmanaged profiles in the projects of the clones (the same ones that --fail-on unmanaged counts); one list, a tenth of a second, for each project',
      ),
      html: value('--html <file>', 'also write an HTML page'),
    },
    examples: [
      'cloneform status',
      'cloneform status --behind --drifted',
      `cloneform status --project 'edge-*' --json`,
      'cloneform status --unmanaged --html status.html',
    ],
    load: async () => (await import('../../questions/status/answer.ts')).status,
  }),
  command({
    name: 'where',
    about: 'show which clones and sources have a pack, at which version, or who overrides it',
    params: {
      range: optional('[range]', 'range of pack versions, such as `<3.26`'),
      pack: value('--pack <name>', 'name of the pack or of its chart; `*` and `?` are wildcards'),
      override: value(
        '--override <name>',
        'list who overrides packs with this name or of this chart, and where; needs no network',
      ),
    },
    examples: [`cloneform where --pack cni-calico '<3.26'`, 'cloneform where --override cni-calico'],
    load: async () => (await import('../../questions/where/answer.ts')).where,
  }),
  command({
    name: 'graph',
    about: 'show which clone is copied from which source; needs no network',
    params: {
      format: wordOf('--format <format>', ['mermaid', 'dot'], '`mermaid` or `dot` (default: mermaid)'),
    },
    examples: ['cloneform graph', 'cloneform graph --format dot | dot -Tsvg > graph.svg'],
    load: async () => (await import('../../questions/graph/answer.ts')).graph,
  }),
  command({
    name: 'render',
    about: 'print what a clone should hold: its source with the overrides of the declaration',
    params: {
      address: address('<address>', 'a declared clone'),
      ...PACK,
      ...SECRETS,
    },
    examples: [
      `cloneform render 'edge-base["edge-dev"]'`,
      `cloneform render 'edge-base["edge-dev"]' --pack cni-calico`,
    ],
    load: async () => (await import('../../questions/render/answer.ts')).render,
  }),
  command({
    name: 'diff',
    about: 'show how a clone differs from its source (overrides) and from what it should hold (manual edits)',
    params: {
      address: address('<address>', 'a declared clone'),
      ...PACK,
      ...DIFF,
      ...SECRETS,
    },
    examples: [
      `cloneform diff 'edge-base["edge-dev"]'`,
      `cloneform diff 'edge-base["edge-dev"]' --pack cni-calico --json`,
    ],
    load: async () => (await import('../../questions/diff/answer.ts')).diff,
  }),
  command({
    name: 'accept',
    about: 'keep a manual edit: as the new baseline, or in the declarations; nothing changes in Palette',
    params: {
      addresses: addresses('<address...>', 'clones whose drift you want to keep; globs are allowed'),
      ...DIFF,
      asOverride: on(
        '--as-override',
        'write the edit into the declarations, as overrides; the clone itself does not change',
      ),
      dryRun: on('--dry-run', 'with --as-override: print the difference of the files and write nothing'),
      autoApprove: on('--auto-approve', 'do not ask for confirmation'),
    },
    examples: [
      `cloneform accept 'edge-base["edge-dev"]'`,
      `cloneform accept 'edge-base["edge-dev"]' --as-override --dry-run`,
      `cloneform accept 'edge-*' --as-override --auto-approve`,
    ],
    load: async () => (await import('../commands/accept.ts')).accept,
  }),
  command({
    name: 'revert',
    about: 'discard manual edits of clones: give them the declared content again, after you confirm the plan',
    params: {
      addresses: addresses('<address...>', 'clones whose edits you want to discard; globs are allowed'),
      out: value('-o, --out <file>', 'save the plan for cloneform apply FILE instead of applying it'),
      upgrade: on('--upgrade', 'also upgrade them, and take a source that was edited as it is now'),
      ...DIFF,
      ...DISCARD,
      ...PREFLIGHT,
      ...APPLYING,
      ...REPORT,
      ...POLICY,
      ...DANGER,
    },
    examples: [`cloneform revert 'edge-base["edge-dev"]'`, `cloneform revert 'edge-*' -o plan.json`],
    load: async () => (await import('../commands/revert.ts')).revert,
  }),
];

export const THERE_ALREADY = [
  command({
    name: 'inventory',
    about: 'list profiles and versions in Palette: scope, published, in use, managed',
    params: {
      project: value('--project <project>', 'only this project'),
      projects: on('--projects', 'list the projects with their tags instead'),
    },
    examples: [
      'cloneform inventory',
      'cloneform inventory --project edge-dev --json',
      'cloneform inventory --projects',
    ],
    load: async () => (await import('../../questions/inventory/answer.ts')).inventory,
  }),
  command({
    name: 'import',
    about: 'bring existing objects under management',
    params: {
      ...POLICY,
      address: optionalAddress('[address]', 'a declared clone'),
      uid: optional('[uid]', 'UID of the object in Palette'),
      all: on('--all', 'write declarations for unmanaged profiles'),
      match: value('--match <glob>', 'with --all: only profiles with these names'),
      write: value(
        '--write <file>',
        'with --all: the YAML file to write (it must not exist), with whole texts of overrides in files below `overrides`; without it, the YAML is printed',
      ),
    },
    examples: [
      `cloneform import 'edge-base["edge-dev"]' 690b0c2d5e4f3a2b1c0d9e8f`,
      `cloneform import --all --match 'edge-*' --write clones/edge.yaml`,
    ],
    load: async () => (await import('../commands/import.ts')).importCommand,
  }),
];
