// The command table: runs, recorded state, and whether all is well.
import { command, family } from '../command.ts';
import { APPLYING, DANGER, FORMAT, IN_STATE, POLICY, PREFLIGHT, REPORT, SELECTION, WHICH } from '../flags.ts';
import { address, argument, on, optional, value, wholeNumber } from '../params.ts';

const CLONE = { address: address('<address>', 'address of a clone, as state list prints it') };
const AUTO_APPROVE = { autoApprove: APPLYING.autoApprove };

const STATE = [
  command({
    name: 'check',
    about: 'check the state: pages, journal, lock, file modes, backups',
    params: {},
    examples: ['cloneform state check', 'cloneform state check --json'],
    load: async () => (await import('../../questions/doctor/answer.ts')).stateCheck,
  }),
  command({
    name: 'backup',
    about: 'copy the whole state to a file, even while a run is in progress',
    params: { file: argument('<file>', 'a file that does not exist yet') },
    examples: ['cloneform state backup before-upgrade.db'],
    load: async () => (await import('../commands/state-safety.ts')).stateBackup,
  }),
  command({
    name: 'unlock',
    about: 'release a stale lock; the lock of a live run is left alone',
    params: AUTO_APPROVE,
    examples: ['cloneform state unlock'],
    load: async () => (await import('../commands/state-safety.ts')).stateUnlock,
  }),
  command({
    name: 'list',
    about: 'list the recorded clones',
    params: { ...WHICH, incomplete: IN_STATE.incomplete },
    examples: ['cloneform state list', `cloneform state list --project 'edge-*' --json`],
    load: async () => (await import('../commands/state.ts')).stateList,
  }),
  command({
    name: 'show',
    about: 'show everything recorded about one clone',
    params: { ...FORMAT, ...CLONE },
    examples: [`cloneform state show 'edge-base["edge-dev"]'`],
    load: async () => (await import('../commands/state.ts')).stateShow,
  }),
  command({
    name: 'rm',
    about: 'forget a clone and its superseded versions; they stay in Palette',
    params: CLONE,
    examples: [`cloneform state rm 'edge-base["edge-dev"]'`],
    load: async () => (await import('../commands/state.ts')).stateRm,
  }),
  command({
    name: 'mv',
    about: 'give a recorded clone another address; nothing changes in Palette',
    params: {
      from: address('<from>', 'address of a clone, as state list prints it'),
      to: address('<to>', 'the new address of the clone'),
    },
    examples: ['cloneform state mv old-id new-id'],
    load: async () => (await import('../commands/state.ts')).stateMv,
  }),
  command({
    name: 'pull',
    about: 'write the whole state as one JSON document (schemas/state.v1.json)',
    params: { out: value('-o, --out <file>', 'write to this file instead of standard output') },
    examples: ['cloneform state pull -o state.json'],
    load: async () => (await import('../commands/state-transfer.ts')).statePull,
  }),
  command({
    name: 'push',
    about: 'replace the recorded state with a document',
    params: {
      file: argument('<file>', 'a document written by state pull'),
      force: on(
        '--force',
        'push even if the document is older than the state (newer records are lost) or the state was moved',
      ),
    },
    examples: ['cloneform state push state.json'],
    load: async () => (await import('../commands/state-transfer.ts')).statePush,
  }),
  command({
    name: 'migrate',
    about:
      'move the recorded state, journal and history included, to another place, or upgrade its format in place',
    params: {
      target: optional('[target]', 'a postgres:// URL, or the path of a file'),
      schema: on(
        '--schema',
        'upgrade the format of the state in place (PostgreSQL: run as the owner of its tables)',
      ),
    },
    examples: [
      "cloneform state migrate 'postgres://ann@db.example/cloneform?workspace=edge'",
      'cloneform state migrate state/cloneform.db',
      'cloneform state migrate --schema',
    ],
    load: async () => (await import('../commands/state-transfer.ts')).stateMigrate,
  }),
  command({
    name: 'rebuild',
    about:
      'rebuild lost state from the stamps on the clones (stamp: in the declarations); changes state only',
    params: { lineage: value('--lineage <id>', 'only clones with the stamp of this state'), ...AUTO_APPROVE },
    examples: ['cloneform state rebuild', 'cloneform state rebuild --auto-approve'],
    load: async () => (await import('../commands/state-rebuild.ts')).stateRebuild,
  }),
  command({
    name: 'protect',
    about: 'block deletes and replaces of a clone',
    params: CLONE,
    examples: ['cloneform state protect edge-base'],
    load: async () => (await import('../commands/state.ts')).stateProtect,
  }),
  command({
    name: 'unprotect',
    about: 'allow deletes and replaces of a clone again',
    params: CLONE,
    examples: ['cloneform state unprotect edge-base'],
    load: async () => (await import('../commands/state.ts')).stateUnprotect,
  }),
];

export const RUNS_AND_STATE = [
  command({
    name: 'doctor',
    about: 'check the setup and report problems: key, scopes, clock, state, lock, unfinished work',
    params: {
      probe: value(
        '--probe <project>',
        'test undocumented behavior of this Palette in this project, with temporary profiles',
      ),
    },
    examples: ['cloneform doctor', 'cloneform doctor --json', 'cloneform doctor --probe scratch'],
    load: async () => (await import('../commands/doctor.ts')).doctorCommand,
  }),
  command({
    name: 'history',
    about: 'show who ran what, when, and from which commit; with a run, its results',
    params: {
      run: optional('[run]', 'id of a run, or its first characters'),
      limit: wholeNumber(
        '--limit <n>',
        'how many runs to list, newest first (default: 20, with --html 100; the newest 1000 are kept)',
      ),
      html: value(
        '--html <file>',
        'also write an HTML page: what runs changed over time, each with its results',
      ),
      drift: value('--drift <file>', 'also show drift over time, from the file of drift --record'),
    },
    examples: [
      'cloneform history',
      'cloneform history 3f2a91c0',
      'cloneform history --json',
      'cloneform history --html history.html',
      'cloneform history --drift drift.json --html history.html',
    ],
    load: async () => (await import('../../questions/history/answer.ts')).history,
  }),
  command({
    name: 'output',
    about:
      'print the UID of a recorded clone, for scripts; with --json, everything that state list shows of it',
    params: CLONE,
    examples: [`cloneform output 'edge-base["edge-dev"]'`, 'cloneform output edge-base --json'],
    load: async () => (await import('../commands/state.ts')).output,
  }),
  command({
    name: 'rollback',
    about: 'undo a run, or return to the result of a run: plans it, asks for confirmation and applies it',
    params: {
      ...SELECTION,
      ...APPLYING,
      ...REPORT,
      ...POLICY,
      ...DANGER,
      run: optional('[run]', 'id of a run, or its first characters; the same as --to'),
      to: value('--to <run>', 'return to the result of this run'),
      undo: value('--undo <run>', 'undo the changes of this run and leave everything else as it is'),
      out: value('-o, --out <file>', 'save the plan for cloneform apply FILE instead of applying it'),
      ...PREFLIGHT,
    },
    examples: [
      'cloneform rollback --undo 3f2a91c0',
      'cloneform rollback --to 3f2a91c0 -o back.json --report markdown=back.md',
      "cloneform rollback --undo 3f2a91c0 --target 'edge-*' --auto-approve",
    ],
    load: async () => (await import('../commands/rollback.ts')).rollback,
  }),
  family('state', 'inspect and repair the recorded state', STATE),
];
