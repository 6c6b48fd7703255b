// What can happen in a history, each step with a line that says it.

import { keyId } from '../../../src/model/natural-key.ts';
import type { SandboxProfile } from '../../../src/sandbox/sandbox.ts';
import { aClone, type CloneFacts } from '../a-world.ts';
import { fc } from '../fast-check.ts';
import { OVERRIDES, overridesNamed } from './overridden.ts';
import { byHand, land, run, type Strike, settle, type World, wanted } from './world.ts';

export class Step {
  readonly text: string;
  readonly happen: (world: World) => Promise<void>;

  constructor(text: string, happen: (world: World) => Promise<void>) {
    this.text = text;
    this.happen = happen;
  }

  [fc.toStringMethod](): string {
    return `\n  ${this.text}`;
  }
}

const ids = fc.constantFrom('a', 'b');

const facts: fc.Arbitrary<CloneFacts & { readonly words: string }> = fc
  .record({
    name: fc.constantFrom('x', 'y'),
    source: fc.constantFrom('1.0.0', '1.1.0'),
    version: fc.constantFrom('1.0.0', '1.0.0', '2.0.0', 'source'),
    content: fc.constantFrom('snapshot', 'update', 'newVersion', 'recreate'),
    labels: fc.constantFrom(null, null, { team: 'x' }),
    adopt: fc.boolean(),
    retain: fc.constantFrom('all', 'none'),
  })
  .map(({ name, source, version, content, labels, adopt, retain }) => {
    const mirrorBy = content === 'snapshot' ? 'update' : content;
    const counted = version === 'source' && mirrorBy === 'newVersion' ? '1.0.0' : version;
    return {
      words: `${name} ${counted} from base ${source}, ${content}${labels === null ? '' : ', labels'}${adopt ? ', adopt' : ''}, retain ${retain}`,
      source: { profile: 'base', version: source },
      target: { name, version: counted, labels },
      content: content === 'snapshot' ? ('snapshot' as const) : ('mirror' as const),
      mirrorBy,
      adopt,
      retain,
    };
  });

const overridden: typeof facts = fc
  .tuple(facts, fc.constantFrom(null, ...Object.keys(OVERRIDES)))
  .map(([clone, name]) =>
    name === null
      ? clone
      : { ...clone, words: `${clone.words}, with ${name}`, overrides: overridesNamed(name) },
  );

/** Two declarations at one key are refused before anything is planned. */
const declareOf = (clones: typeof facts): fc.Arbitrary<Step> =>
  fc.tuple(ids, clones).map(
    ([id, { words, ...clone }]) =>
      new Step(`declare ${id}: ${words}`, async ({ declared }) => {
        const isTaken = [...declared].some(
          ([other, { target }]) => other !== id && target.name === clone.target?.name,
        );
        if (!isTaken) declared.set(id, aClone(id, clone));
      }),
  );

const undeclare = ids.map(
  (id) => new Step(`undeclare ${id}`, async ({ declared }) => void declared.delete(id)),
);

const strike: fc.Arbitrary<Strike | null> = fc.option(
  fc.record({
    nth: fc.nat(14),
    blow: fc.constantFrom('before', 'after', 'lost', 'hung', 'late', 'late', 'refused'),
    times: fc.constantFrom(1, 3, 9),
  }),
  { freq: 4 },
);

function struck(blow: Strike | null): string {
  if (blow === null) return '';
  const at = `effect ${blow.nth}`;
  const times = blow.times === 1 ? '' : ` and the next ${blow.times - 1}`;
  const words = {
    before: `dies before ${at}`,
    after: `dies after ${at}`,
    lost: `the answer of ${at}${times} is lost`,
    hung: `${at}${times} never arrives`,
    late: `${at}${times} arrives late`,
    refused: `${at}${times} is refused`,
  };
  return `, ${words[blow.blow]}`;
}

const apply = strike.map((blow) => new Step(`apply${struck(blow)}`, (world) => run(world, 'apply', blow)));
const destroy = strike.map(
  (blow) => new Step(`destroy${struck(blow)}`, (world) => run(world, 'destroy', blow)),
);

const editSource = fc.nat(3).map(
  (n) =>
    new Step(`base 1.0.0 is edited to v: ${n}`, async (world) => {
      const source = find(world, ({ name, version }) => name === 'base' && version === '1.0.0')[0];
      if (source === undefined) return;
      const packs = [{ name: 'hello', values: `v: edited-${n}` }];
      await byHand(world, 'PUT', source, '', { spec: { template: { packs } } });
      await byHand(world, 'PATCH', source, '/publish');
    }),
);

type Hand = 'deletes' | 'edits' | 'labels' | 'renames';
const hand = fc.tuple(fc.constantFrom<Hand>('deletes', 'edits', 'labels', 'renames'), fc.nat(2)).map(
  ([kind, nth]) =>
    new Step(`somebody ${kind} clone ${nth}`, async (world) => {
      const clones = find(world, ({ name }) => name === 'x' || name === 'y');
      const object = clones[nth];
      if (object === undefined) return;
      if (kind === 'deletes') return byHand(world, 'DELETE', object, '');
      if (kind === 'edits') {
        const packs = [{ name: 'hello', values: 'v: by hand' }];
        await byHand(world, 'PUT', object, '', { spec: { template: { packs } } });
        return byHand(world, 'PATCH', object, '/publish');
      }
      // Nobody can follow what was renamed before its first answer: its name is all that is known of it.
      const { clones: rows } = await world.house.store.readRecorded();
      if (kind === 'renames' && !rows.some(({ uid }) => uid === object.uid)) return;
      const metadata =
        kind === 'labels'
          ? { name: object.name, labels: { by: 'hand' } }
          : { name: `${object.name}-renamed` };
      await byHand(world, 'PATCH', object, '/metadata', { metadata });
    }),
);

/** A copy that looks like ours only where no entry waits for one: the two cannot be distinguished by anybody. */
const foreign = fc.tuple(fc.constantFrom('x', 'y'), fc.boolean()).map(
  ([name, isCopy]) =>
    new Step(`somebody makes ${name} 1.0.0${isCopy ? ', a copy of base 1.0.0' : ''}`, async (world) => {
      const { house } = world;
      const projectUid = house.sandbox.describe().projects.find((p) => p.name === 'edge-dev')?.uid ?? '';
      const key = keyId({ scope: 'project', projectUid, name, version: '1.0.0' });
      const { openEntries } = await house.store.readRecorded();
      if (isCopy && openEntries.some((open) => keyId(open.key) === key)) return;
      const uid = find(world, (item) => item.name === (isCopy ? 'base' : 'theirs'))[0];
      if (uid === undefined) return;
      const target = { scope: 'project', projectUid };
      await byHand(world, 'POST', uid, '/clone', { metadata: { name, version: '1.0.0', target } });
    }),
);

const arrive = fc.constant(new Step('what is late arrives', land));
const wait = fc
  .constantFrom(1, 60)
  .map((seconds) => new Step(`${seconds} s pass`, async ({ house }) => house.clock.advance(seconds * 1000)));
const plan = fc.constant(
  new Step('plan', async (world) => {
    const desired = wanted(world);
    if (desired.clones.length === 0) return;
    const before = JSON.stringify(await world.house.store.readDump());
    await world.house.plan(desired);
    if (JSON.stringify(await world.house.store.readDump()) !== before) throw new Error('a plan wrote state');
  }),
);

const backup = fc.constant(
  new Step('state is backed up', async (world) => {
    world.backup = await world.house.store.readDump();
  }),
);

const restore = fc.constant(
  new Step('the backup is restored', async (world) => {
    const { house, made, excused } = world;
    if (world.backup === null) return;
    const holder = {
      runId: house.clock.now().toString(),
      user: 'u',
      host: 'h',
      pid: 1,
      command: 'state push',
    };
    const lease = await house.store.acquire(holder);
    await house.store.replaceAll(lease, world.backup);
    await house.store.release(lease);
    // What was created since is nobody's to know: the next plan tells of what is in the way. So is what is still on its way.
    await land(world);
    const { clones, openEntries } = await house.store.readRecorded();
    const known = new Set([...clones, ...openEntries].map(({ uid }) => uid));
    for (const uid of made) if (!known.has(uid)) excused.add(uid);
  }),
);

function find({ house }: World, is: (profile: SandboxProfile) => boolean): readonly SandboxProfile[] {
  return house.sandbox.describe().profiles.filter(is);
}

const stepWith = (declare: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.oneof(
    { weight: 5, arbitrary: declare },
    { weight: 2, arbitrary: undeclare },
    { weight: 9, arbitrary: apply },
    { weight: 2, arbitrary: destroy },
    { weight: 2, arbitrary: editSource },
    { weight: 2, arbitrary: hand },
    { weight: 1, arbitrary: foreign },
    { weight: 2, arbitrary: arrive },
    { weight: 1, arbitrary: wait },
    { weight: 1, arbitrary: plan },
    { weight: 1, arbitrary: backup },
    { weight: 1, arbitrary: restore },
  );

/** It begins with something to do. */
const historyOf = (declare: fc.Arbitrary<Step>): fc.Arbitrary<readonly Step[]> =>
  fc
    .tuple(declare, apply, fc.array(stepWith(declare), { maxLength: 5 }))
    .map(([first, second, rest]) => [first, second, ...rest]);

export const history = historyOf(declareOf(facts));
export const historyWithOverrides = historyOf(declareOf(overridden));

export async function live(world: World, steps: readonly Step[]): Promise<void> {
  for (const { happen } of steps) {
    await happen(world);
    world.house.clock.advance(700);
  }
  await settle(world);
}
