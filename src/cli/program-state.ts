// The commands about recorded state: what is in it, keeping it safe, carrying it elsewhere.
import type { Command } from 'commander';
import { examples, type Wire } from './wire.ts';

function addSafetyCommands(state: Command, wire: Wire): void {
  wire(
    state
      .command('check')
      .description('check the state: every page, journal, lock, modes, backups')
      .addHelpText('after', examples('cloneform state check', 'cloneform state check --json')),
    async () => (await import('./commands/doctor.ts')).stateCheck,
  );
  wire(
    state
      .command('backup')
      .argument('<file>', 'a file that does not exist yet')
      .description('copy the whole state to a file, also while a run is under way')
      .addHelpText('after', examples('cloneform state backup before-upgrade.db')),
    async () => (await import('./commands/state-safety.ts')).stateBackup,
  );
  wire(
    state
      .command('unlock')
      .option('--auto-approve', 'do not ask')
      .description('evict a holder of the lock that is surely dead; one that is seen to live is left alone')
      .addHelpText('after', examples('cloneform state unlock')),
    async () => (await import('./commands/state-safety.ts')).stateUnlock,
  );
}

export function addStateCommands(program: Command, wire: Wire): void {
  const state = program.command('state').description('look at and mend the recorded state');
  addSafetyCommands(state, wire);
  wire(
    state
      .command('list')
      .description('the recorded clones')
      .addHelpText('after', examples('cloneform state list', 'cloneform state list --json')),
    async () => (await import('./commands/state-list.ts')).stateList,
  );
  wire(
    state
      .command('show')
      .option('--format <format>', '`text`, `json`, `markdown` or `html` (default: text)')
      .argument('<address>', 'as state list prints it')
      .description('one recorded clone, whole')
      .addHelpText('after', examples(`cloneform state show 'edge-base["edge-dev"]'`)),
    async () => (await import('./commands/state-show.ts')).stateShow,
  );
  wire(
    state
      .command('rm')
      .argument('<address>', 'as state list prints it')
      .description('forget a clone and its superseded versions; they stay in Palette')
      .addHelpText('after', examples(`cloneform state rm 'edge-base["edge-dev"]'`)),
    async () => (await import('./commands/state-rm.ts')).stateRm,
  );
  wire(
    state
      .command('mv')
      .argument('<from>', 'as state list prints it')
      .argument('<to>', 'its new address')
      .description('give a recorded clone another address; nothing changes in Palette')
      .addHelpText('after', examples('cloneform state mv old-id new-id')),
    async () => (await import('./commands/state-mv.ts')).stateMv,
  );
  addTransferCommands(state, wire);
  for (const name of ['protect', 'unprotect'] as const) {
    const isOn = name === 'protect';
    wire(
      state
        .command(name)
        .argument('<address>', 'as state list prints it')
        .description(
          isOn ? 'block any delete or replace of a clone' : 'allow deletes and replaces of a clone again',
        )
        .addHelpText('after', examples(`cloneform state ${name} edge-base`)),
      async () => {
        const commands = await import('./commands/state-mv.ts');
        return isOn ? commands.stateProtect : commands.stateUnprotect;
      },
    );
  }
}

function addTransferCommands(state: Command, wire: Wire): void {
  wire(
    state
      .command('pull')
      .option('-o, --out <file>', 'write it to this file instead of standard output')
      .description('the whole state as one JSON document (schemas/state.v1.json)')
      .addHelpText('after', examples('cloneform state pull -o state.json')),
    async () => (await import('./commands/state-transfer.ts')).statePull,
  );
  wire(
    state
      .command('push')
      .argument('<file>', 'a document that state pull wrote')
      .option(
        '--force',
        'also when it is older than what is recorded, which is lost then, or when that was moved',
      )
      .description('put a document in the place of the recorded state')
      .addHelpText('after', examples('cloneform state push state.json')),
    async () => (await import('./commands/state-transfer.ts')).statePush,
  );
  wire(
    state
      .command('migrate')
      .argument('[target]', 'a postgres:// URL, or the path of a file')
      .option(
        '--schema',
        'move nothing: bring the state, where it is, to the format of this version (PostgreSQL: as the owner of its tables)',
      )
      .description(
        'move the recorded state to another place, journal and history included; or upgrade its format in place',
      )
      .addHelpText(
        'after',
        examples(
          "cloneform state migrate 'postgres://ann@db.example/cloneform?workspace=edge'",
          'cloneform state migrate state/cloneform.db',
          'cloneform state migrate --schema',
        ),
      ),
    async () => (await import('./commands/state-transfer.ts')).stateMigrate,
  );
  wire(
    state
      .command('rebuild')
      .option('--lineage <id>', 'take the stamps of this state only')
      .option('--auto-approve', 'do not ask')
      .description('record again what carries a stamp (stamp: in the declarations); changes state only')
      .addHelpText('after', examples('cloneform state rebuild', 'cloneform state rebuild --auto-approve')),
    async () => (await import('./commands/state-rebuild.ts')).stateRebuild,
  );
}
