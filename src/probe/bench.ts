// The bench of a probe: temporary profiles, journaled before they are asked for, looked at by their UIDs, and taken away whatever happens.
import type { Clock } from '../palette/clock.ts';
import type { RawAnswer, RawCaller } from '../palette/raw-call.ts';
import { Unsettled } from './evidence.ts';
import type { Leftover } from './finding.ts';
import { type Made, newProfile, type Target, wireTarget } from './profile-body.ts';
import { createdUid, isYes, mayBeRefusal } from './reading.ts';
import { type Swept, sweep } from './sweep.ts';

export interface Bench {
  readonly caller: RawCaller;
  readonly clock: Clock;
  readonly projectUid: string;
  /** Begins the name of everything that is made; nobody else has it. */
  readonly prefix: string;
  /** Good answers so far to creates and clones, and to everything: what headers they carry. */
  readonly heard: { readonly made: RawAnswer[]; readonly all: RawAnswer[] };
  /** A name that nothing has yet. */
  freshName(what: string): string;
  /** Sends a create of a profile in the project. */
  create(facts: Made): Promise<RawAnswer>;
  /** Sends a clone; `header` is the `ProjectUid` that it carries. */
  clone(sourceUid: string, target: Target, header: string | null): Promise<RawAnswer>;
  /** Palette's dry run of a clone. */
  validate(sourceUid: string, target: Target, header: string | null): Promise<RawAnswer>;
  get(uid: string): Promise<RawAnswer>;
  /** Sends a change of one of the bench's own objects. */
  change(method: 'PATCH' | 'PUT', uid: string, rest: string, body?: unknown): Promise<RawAnswer>;
  sleep(ms: number): Promise<void>;
  isStopping(): boolean;
  /** Takes everything away, also what nobody knows the UID of. To be called once, at the end. */
  clear(): Promise<Swept>;
}

/** What a probe sends, kept where it outlives the process. Each method has written its line when it returns. */
export interface ProbeJournal {
  /** Before the request is sent. */
  sending(id: number, object: Omit<Leftover, 'uid'>): void;
  /** Palette gave the UID; null: it refused, and made nothing. */
  answered(id: number, uid: string | null): void;
}

/** The user wants the probe to stop: nothing more is asked, and what was made is taken away. */
export class ProbeStopped extends Error {
  override readonly name = 'ProbeStopped';
}

export interface BenchDeps {
  readonly caller: RawCaller;
  readonly clock: Clock;
  readonly projectUid: string;
  readonly prefix: string;
  readonly journal: ProbeJournal;
  /** Aborted when the probe is to stop. */
  readonly signal: AbortSignal;
}

/** Answers that are on their way when the probe stops are waited for so long; without them their objects have no UID. */
const LAST_ANSWERS_MS = 15_000;

export function makeBench(deps: BenchDeps): Bench {
  const { clock, projectUid, prefix, signal } = deps;
  const heard: Bench['heard'] = { made: [], all: [] };
  const makes = createMakes(deps, heard);
  let names = 0;
  const guarded = <T>(work: () => Promise<T>): Promise<T> =>
    signal.aborted ? Promise.reject(new ProbeStopped('the probe is to stop')) : work();
  const caller: RawCaller = {
    call: (call) =>
      guarded(async () => {
        const answer = await deps.caller.call(call);
        if (isYes(answer)) heard.all.push(answer);
        return answer;
      }),
    rush: (call) => guarded(() => deps.caller.rush(call)),
  };
  return {
    caller,
    clock,
    projectUid,
    prefix,
    heard,
    freshName: (what) => `${prefix}-${what}-${++names}`,
    create: (facts) => {
      const path = `/v1/clusterprofiles?publish=${facts.isPublished}`;
      const { name, version } = facts;
      const send = () => caller.call({ method: 'POST', path, projectUid, body: newProfile(facts) });
      return guarded(() => makes.make({ name, version, projectUid }, send));
    },
    clone: (sourceUid, target, header) => {
      const path = `/v1/clusterprofiles/${sourceUid}/clone`;
      const body = { metadata: wireTarget(target) };
      const send = () => caller.call({ method: 'POST', path, projectUid: header, body });
      return guarded(() => makes.make(target, send));
    },
    validate: (sourceUid, target, header) =>
      caller.call({
        method: 'POST',
        path: `/v1/clusterprofiles/${sourceUid}/clone/validate`,
        projectUid: header,
        body: wireTarget(target),
      }),
    get: (uid) => caller.call({ method: 'GET', path: `/v1/clusterprofiles/${uid}`, projectUid }),
    change: (method, uid, rest, body) =>
      caller.call({ method, path: `/v1/clusterprofiles/${uid}${rest}`, projectUid, body }),
    sleep: (ms) =>
      guarded(() =>
        clock.sleep(ms, signal).catch((error: unknown) => {
          throw signal.aborted ? new ProbeStopped('the probe is to stop') : error;
        }),
      ),
    isStopping: () => signal.aborted,
    clear: async () => {
      await makes.settled();
      return sweep(deps, { prefix, made: makes.made, doubtful: makes.doubtful(), scopes: makes.scopes() });
    },
  };
}

interface Makes {
  readonly made: (Leftover & { readonly uid: string })[];
  /** Sent, and neither made nor refused for certain. */
  doubtful(): readonly Leftover[];
  /** Scopes in which anything was asked for: a project's UID, null for the tenant. */
  scopes(): readonly (string | null)[];
  make(object: Omit<Leftover, 'uid'>, send: () => Promise<RawAnswer>): Promise<RawAnswer>;
  /** Once no answer is awaited any more, or after the longest wait. */
  settled(): Promise<void>;
}

function createMakes({ journal, clock }: BenchDeps, heard: Bench['heard']): Makes {
  const made: (Leftover & { readonly uid: string })[] = [];
  const sent = new Map<number, Omit<Leftover, 'uid'>>();
  const scopes = new Set<string | null>();
  const underWay = new Set<Promise<unknown>>();
  let ids = 0;
  const settle = (id: number, object: Omit<Leftover, 'uid'>, answer: RawAnswer): RawAnswer => {
    const uid = createdUid(answer);
    if (uid !== '') {
      made.push({ uid, ...object });
      heard.made.push(answer);
    }
    // Anything but Palette's own refusal may have been carried out all the same.
    if (uid === '' && !isRefusal(answer)) return answer;
    sent.delete(id);
    try {
      journal.answered(id, uid === '' ? null : uid);
    } catch {
      // The line before it is there: a later look finds the object by its name.
    }
    return answer;
  };
  return {
    made,
    doubtful: () => [...sent.values()].map((object) => ({ uid: null, ...object })),
    scopes: () => [...scopes],
    make: ({ name, version, projectUid }, send) => {
      const object = { name, version, projectUid };
      const id = ++ids;
      try {
        journal.sending(id, object);
      } catch {
        // What no journal knows is not sent.
        return Promise.reject(new Unsettled('the journal of the probe cannot be written'));
      }
      sent.set(id, object);
      scopes.add(projectUid);
      const answer = send().then((value) => settle(id, object, value));
      const ended = answer.catch(() => undefined).finally(() => underWay.delete(ended));
      underWay.add(ended);
      return answer;
    },
    settled: async () => {
      if (underWay.size === 0) return;
      const patience = new AbortController();
      const waited = clock.sleep(LAST_ANSWERS_MS, patience.signal).catch(() => undefined);
      await Promise.race([Promise.allSettled(underWay), waited]);
      patience.abort();
    },
  };
}

/** A 5xx may follow a commit, whatever it says; 4xx of Palette's do not. */
function isRefusal(answer: RawAnswer): boolean {
  return answer.status < 500 && (mayBeRefusal(answer) || (answer.code !== null && answer.status < 405));
}
