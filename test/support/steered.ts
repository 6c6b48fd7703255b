// An apply that is steered from within: what happens between the plan and its first call, what each call of the client is answered with,
// and, when it has ended, what was sent, what was written to state and what is left there.
import type { ApplyEvent } from '../../src/apply/events.ts';
import type { ApplyEnd, ApplyRequest } from '../../src/flow/running/apply-clones.ts';
import type { Desired } from '../../src/model/desired.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';
import type { PaletteClient } from '../../src/palette/port.ts';
import type { ApplyResult } from '../../src/plan/plan.ts';
import type { Mutation } from '../../src/state/mutation.ts';
import { call } from './sandboxes.ts';
import type { Scene } from './scene.ts';

/** Calls of the client that can be steered. */
export type CallName = {
  [K in keyof PaletteClient]: PaletteClient[K] extends (...args: never[]) => Promise<unknown> ? K : never;
}[keyof PaletteClient];

/** In place of the answer; `next` makes the call as usual. */
export type Answer = (next: () => Promise<unknown>, args: readonly unknown[]) => unknown;

/** The answers to the first calls of a name, one each; `null` stands for a call that is answered as usual. */
export type Answers = { readonly [K in CallName]?: readonly (Answer | null)[] | Answer };

/** What happens once the plan is approved. */
export interface Steering {
  readonly meanwhile?: (set: Scene) => unknown;
  readonly answers?: Answers;
  /** In place of a write of state: `next` writes. */
  readonly onWrite?: (mutations: readonly Mutation[], next: () => Promise<void>) => Promise<void>;
  readonly more?: Partial<ApplyRequest>;
}

export interface SteeredEnd {
  readonly end: ApplyEnd;
  /** Of the last change, which most cases are about. */
  readonly result: ApplyResult | undefined;
  readonly results: readonly ApplyResult[];
  /** Names of the calls after the approval, in order. */
  readonly calls: readonly string[];
  /** Those of them that change Palette, or would. */
  readonly sent: readonly string[];
  /** What was written to state, one word for each mutation beside the records of the run. */
  readonly written: readonly string[];
  readonly events: readonly ApplyEvent[];
  /** Milliseconds that were waited. */
  readonly waited: number;
}

/** What `toldOf` has of every failure without a hint. */
export const FAILED = { status: 'failed', hint: null };

const WRITES = new Set<string>([
  'clone',
  'putProfile',
  'publish',
  'patchVariables',
  'putVariables',
  'deleteVariables',
  'patchMetadata',
  'deleteProfile',
]);

/** Plans and applies `desired`; what is steered begins once the plan is approved. */
export async function steered(
  set: Scene,
  desired: Desired,
  { meanwhile, answers = {}, onWrite, more = {} }: Steering = {},
): Promise<SteeredEnd> {
  const { house } = set;
  const { client, applyStore } = house;
  const calls: string[] = [];
  const written: string[] = [];
  const events: ApplyEvent[] = [];
  const counts = new Map<string, number>();
  let isSteered = false;
  let startedAt = 0;
  const around =
    (name: string, send: (...args: readonly unknown[]) => unknown) =>
    (...args: readonly unknown[]): unknown => {
      if (!isSteered) return send(...args);
      calls.push(name);
      const next = async (): Promise<unknown> => send(...args);
      const given = answers[name as CallName];
      const nth = counts.get(name) ?? 0;
      counts.set(name, nth + 1);
      const answer = typeof given === 'function' ? given : given?.[nth];
      return answer === undefined || answer === null ? next() : (async () => answer(next, args))();
    };
  const members = Object.entries(client).map(([name, member]: [string, unknown]) => {
    const isCall =
      typeof member === 'function' && !['stats', 'tenantReadThrough', 'guardWrites'].includes(name);
    return [name, isCall ? around(name, member as (...args: readonly unknown[]) => unknown) : member];
  });
  house.client = Object.fromEntries(members) as PaletteClient;
  house.applyStore = {
    ...applyStore,
    write: async (lease, mutations) => {
      const next = (): Promise<void> => applyStore.write(lease, mutations);
      await (isSteered && onWrite !== undefined ? onWrite(mutations, next) : next());
      if (isSteered) written.push(...mutations.flatMap(wordOf));
    },
  };
  try {
    const end = await house.apply(
      desired,
      more,
      (event) => void events.push(event),
      async () => {
        await meanwhile?.(set);
        isSteered = true;
        startedAt = house.clock.now();
        return 'yes';
      },
    );
    const { results } = end.applied;
    return {
      end,
      result: results.at(-1),
      results,
      calls,
      sent: calls.filter((name) => WRITES.has(name)),
      written,
      events,
      waited: house.clock.now() - startedAt,
    };
  } finally {
    house.client = client;
    house.applyStore = applyStore;
  }
}

/** One word for each mutation beside the records of the run. */
export function wordOf(mutation: Mutation): readonly string[] {
  if (mutation.kind === 'put_clone') return [`put ${mutation.clone.address} ${mutation.clone.status}`];
  if (mutation.kind === 'remove_clone') return [`remove ${mutation.address}`];
  if (mutation.kind === 'move_clone') return [`move ${mutation.from} → ${mutation.to}`];
  if (mutation.kind === 'open_entry') return [`open ${mutation.entry.kind} ${mutation.entry.step}`];
  if (mutation.kind === 'step_entry') return [`step ${mutation.step}`];
  if (mutation.kind !== 'close_entry') return [];
  return [`close ${mutation.outcome}${mutation.error === undefined ? '' : ` ${mutation.error}`}`];
}

/** How a change ended, as a user reads it. */
export function toldOf(result: ApplyResult | undefined): Readonly<Record<string, unknown>> {
  const { status, error, because } = result ?? {};
  return {
    status,
    ...(error === undefined ? {} : { code: error.code, message: error.message, hint: error.hint }),
    ...(because === undefined ? {} : { because }),
  };
}

/** Palette's definite no, with its own body. */
export function no(status: number, code: string, message = 'no'): Answer {
  return () => {
    throw new PaletteError({
      kind: 'status',
      status,
      code,
      hasOwnBody: true,
      method: 'POST',
      path: '/',
      effect: 'none',
      message,
    });
  };
}

/** An error as given; the rest is that of a call that got no answer. */
export function failing(facts: Partial<ConstructorParameters<typeof PaletteError>[0]>): Answer {
  return () => {
    throw new PaletteError({
      kind: 'network',
      status: null,
      code: 'Timeout',
      method: 'POST',
      path: '/',
      effect: 'unknown',
      message: 'no answer',
      ...facts,
    });
  };
}

/** Nobody can tell whether it happened: it did not. */
export const hung: Answer = failing({});

/** Nobody can tell whether it happened: it did. */
export const lost: Answer = async (next, args) => {
  await next();
  return hung(next, args);
};

/** Palette says that it has no such object. */
export const denied: Answer = () => undefined;

/** The answer of a GET of a profile, changed. */
export function altered<Profile>(change: (profile: Profile) => void): Answer {
  return async (next) => {
    const answer = structuredClone(await next()) as { readonly value: Profile } | undefined;
    if (answer !== undefined) change(answer.value);
    return answer;
  };
}

/** A clone of base 1.0.0 in the project edge-dev that somebody made at the console; its UID. */
export async function cloneByHand({ house, hands }: Scene, name: string): Promise<string> {
  const projects = await house.client.listProjects();
  const projectUid = projects.find((project) => project.name === 'edge-dev')?.uid ?? '';
  await call(house.sandbox, 'POST', `/v1/clusterprofiles/${await hands.uid('base', '1.0.0')}/clone`, {
    body: { metadata: { name, version: '1.0.0', target: { scope: 'project', projectUid } } },
  });
  return hands.uid(name, '1.0.0', 'edge-dev');
}

/** A call of a client that nobody answers. */
export const noAnswer = async (): Promise<never> => {
  await hung(async () => undefined, []);
  throw new Error('hung answers nothing');
};
