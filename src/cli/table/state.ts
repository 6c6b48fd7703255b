// The command table: runs, recorded state, and whether all is well.
import { command, family } from '../command.ts';
import { APPLYING, DANGER, FORMAT, PREFLIGHT, REPORT, SELECTION } from '../flags.ts';
import { address, argument, on, optional, value, wholeNumber } from '../params.ts';

const CLONE = { address: address('<address>', 'as state list prints it') };
const AUTO_APPROVE = { autoApprove: APPLYING.autoApprove };

const STATE = [
  command({
    name: 'check',
    about: 'check the state: every page, journal, lock, modes, backups',
    params: {},
    examples: ['cloneform state check', 'cloneform state check --json'],
    load: async () => (await import('../../questions/doctor/answer.ts')).stateCheck,
  }),
  command({
    name: 'backup',
    about: 'copy the whole state to a file, also while a run is under way',
    params: { file: argument('<file>', 'a file that does not exist yet') },
    examples: ['cloneform state backup before-upgrade.db'],
    load: async () => (await import('../commands/state-safety.ts')).stateBackup,
  }),
  command({
    name: 'unlock',
    about: 'evict a holder of the lock that is surely dead; one that is seen to live is left alone',
    params: AUTO_APPROVE,
    examples: ['cloneform state unlock'],
    load: async () => (await import('../commands/state-safety.ts')).stateUnlock,
  }),
  command({
    name: 'list',
    about: 'the recorded clones',
    params: {},
    examples: ['cloneform state list', 'cloneform state list --json'],
    load: async () => (await import('../commands/state.ts')).stateList,
  }),
  command({
    name: 'show',
    about: 'one recorded clone, whole',
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
    params: { from: address('<from>', 'as state list prints it'), to: address('<to>', 'its new address') },
    examples: ['cloneform state mv old-id new-id'],
    load: async () => (await import('../commands/state.ts')).stateMv,
  }),
  command({
    name: 'pull',
    about: 'the whole state as one JSON document (schemas/state.v1.json)',
    params: { out: value('-o, --out <file>', 'write it to this file instead of standard output') },
    examples: ['cloneform state pull -o state.json'],
    load: async () => (await import('../commands/state-transfer.ts')).statePull,
  }),
  command({
    name: 'push',
    about: 'put a document in the place of the recorded state',
    params: {
      file: argument('<file>', 'a document that state pull wrote'),
      force: on(
        '--force',
        'also when it is older than what is recorded, which is lost then, or when that was moved',
      ),
    },
    examples: ['cloneform state push state.json'],
    load: async () => (await import('../commands/state-transfer.ts')).statePush,
  }),
  command({
    name: 'migrate',
    about:
      'move the recorded state to another place, journal and history included; or upgrade its format in place',
    params: {
      target: optional('[target]', 'a postgres:// URL, or the path of a file'),
      schema: on(
        '--schema',
        'move nothing: bring the state, where it is, to the format of this version (PostgreSQL: as the owner of its tables)',
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
    about: 'record again what carries a stamp (stamp: in the declarations); changes state only',
    params: { lineage: value('--lineage <id>', 'take the stamps of this state only'), ...AUTO_APPROVE },
    examples: ['cloneform state rebuild', 'cloneform state rebuild --auto-approve'],
    load: async () => (await import('../commands/state-rebuild.ts')).stateRebuild,
  }),
  command({
    name: 'protect',
    about: 'block any delete or replace of a clone',
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
    about: 'look whether all is well: key, scopes, clock, state, lock, half-done work; and what to do',
    params: {
      probe: value(
        '--probe <project>',
        'find out in this project, with throw-away profiles, what no document settles about Palette',
      ),
    },
    examples: ['cloneform doctor', 'cloneform doctor --json', 'cloneform doctor --probe scratch'],
    load: async () => (await import('../commands/doctor.ts')).doctorCommand,
  }),
  command({
    name: 'history',
    about: 'show who ran what, when, from which commit; with a run, what became of it',
    params: {
      run: optional('[run]', 'id of a run, or its beginning'),
      limit: wholeNumber('--limit <n>', 'how many, newest first (default: 20; the newest 1000 are kept)'),
    },
    examples: ['cloneform history', 'cloneform history 3f2a91c0', 'cloneform history --json'],
    load: async () => (await import('../../questions/history/answer.ts')).history,
  }),
  command({
    name: 'rollback',
    about: 'undo a run, or go back to what a run left: an ordinary plan, asked for and done as by apply',
    params: {
      ...SELECTION,
      ...APPLYING,
      ...REPORT,
      ...DANGER,
      run: optional('[run]', 'id of a run, or its beginning; the same as --to'),
      to: value('--to <run>', 'go back to what this run left'),
      undo: value('--undo <run>', 'take back what this run changed, and leave the rest alone'),
      out: value('-o, --out <file>', 'save the plan and do nothing yet, for cloneform apply FILE'),
      ...PREFLIGHT,
    },
    examples: [
      'cloneform rollback --undo 3f2a91c0',
      'cloneform rollback --to 3f2a91c0 -o back.json --report markdown=back.md',
      "cloneform rollback --undo 3f2a91c0 --target 'edge-*' --auto-approve",
    ],
    load: async () => (await import('../commands/rollback.ts')).rollback,
  }),
  family('state', 'look at and mend the recorded state', STATE),
];
