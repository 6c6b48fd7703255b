// The command table: what changed, what is behind, what is there already.
import { command } from '../command.ts';
import { FAIL_ON, REPORT, SELECTION } from '../flags.ts';
import { addresses, on, optional, optionalAddress, value, wordOf } from '../params.ts';

export const CHANGED_AND_BEHIND = [
  command({
    name: 'drift',
    about: 'show what changed in Palette although nobody changed the declarations; exit 2 on drift',
    params: { ...SELECTION, ...FAIL_ON, ...REPORT },
    examples: ['cloneform drift', 'cloneform drift --json --fail-on drift,unmanaged'],
    load: async () => (await import('../commands/plan.ts')).drift,
  }),
  command({
    name: 'outdated',
    about: 'show how far clones are behind their sources',
    params: {},
    examples: ['cloneform outdated', 'cloneform outdated --json'],
    load: async () => (await import('../../questions/outdated/answer.ts')).outdated,
  }),
  command({
    name: 'status',
    about: 'show where each clone stands: version, distance behind its source, in use, drift',
    params: {
      unmanaged: on(
        '--unmanaged',
        'list what nobody manages in the projects of the clones, too; --fail-on unmanaged counts the same',
      ),
      html: value('--html <file>', 'write a page too'),
    },
    examples: ['cloneform status', 'cloneform status --unmanaged --html status.html'],
    load: async () => (await import('../../questions/status/answer.ts')).status,
  }),
  command({
    name: 'where',
    about: 'show which clones and sources have a pack, at which version',
    params: {
      range: optional('[range]', 'versions of the pack, such as `<3.26`'),
      pack: value('--pack <name>', 'its full name or the name of its chart; `*` and `?` stand for others'),
    },
    examples: [`cloneform where --pack cni-calico '<3.26'`],
    load: async () => (await import('../../questions/where/answer.ts')).where,
  }),
  command({
    name: 'graph',
    about: 'show what is copied from what; needs no network',
    params: {
      format: wordOf('--format <format>', ['mermaid', 'dot'], '`mermaid` or `dot` (default: mermaid)'),
    },
    examples: ['cloneform graph', 'cloneform graph --format dot | dot -Tsvg > graph.svg'],
    load: async () => (await import('../../questions/graph/answer.ts')).graph,
  }),
  command({
    name: 'accept',
    about: 'record the content that a clone has now as what it should be; changes state only',
    params: { addresses: addresses('<address...>', 'clones whose drift is wanted; globs are allowed') },
    examples: [`cloneform accept 'edge-base["edge-dev"]'`, `cloneform accept 'edge-*'`],
    load: async () => (await import('../commands/accept.ts')).accept,
  }),
];

export const THERE_ALREADY = [
  command({
    name: 'inventory',
    about: 'list profiles and versions in Palette: scope, published, in use, managed',
    params: { project: value('--project <project>', 'only this project') },
    examples: ['cloneform inventory', 'cloneform inventory --project edge-dev --json'],
    load: async () => (await import('../../questions/inventory/answer.ts')).inventory,
  }),
  command({
    name: 'import',
    about: 'bring existing objects under management',
    params: {
      address: optionalAddress('[address]', 'a declared clone'),
      uid: optional('[uid]', 'UID of the object in Palette that it is'),
      all: on('--all', 'write declarations for what nobody manages yet'),
      match: value('--match <glob>', 'with --all: names of profiles'),
      write: value(
        '--write <file>',
        'with --all: the YAML file to write, never over another one; without it, the YAML is printed',
      ),
    },
    examples: [
      `cloneform import 'edge-base["edge-dev"]' 690b0c2d5e4f3a2b1c0d9e8f`,
      `cloneform import --all --match 'edge-*' --write clones/edge.yaml`,
    ],
    load: async () => (await import('../commands/import.ts')).importCommand,
  }),
];
