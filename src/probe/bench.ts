// The bench of a probe: throw-away profiles, made and looked at by their UIDs, and taken away again whatever happens.
import type { Clock } from '../palette/clock.ts';
import type { RawAnswer, RawCaller } from '../palette/raw-call.ts';
import type { Leftover } from './finding.ts';
import { isYes, read, text } from './reading.ts';

export interface Bench {
  readonly caller: RawCaller;
  readonly clock: Clock;
  readonly projectUid: string;
  /** Begins the name of everything that is made; nobody else has it. */
  readonly prefix: string;
  /** Sends a create of a profile in the project. */
  create(facts: Made): Promise<RawAnswer>;
  /** Sends a clone; `header` is the `ProjectUid` that it carries. */
  clone(sourceUid: string, target: Target, header: string | null): Promise<RawAnswer>;
  /** Palette's dry run of a clone. */
  validate(sourceUid: string, target: Target, header: string | null): Promise<RawAnswer>;
  get(uid: string): Promise<RawAnswer>;
  /** Sends a change of one of the bench's own objects. */
  change(method: 'PATCH' | 'PUT' | 'DELETE', uid: string, rest: string, body?: unknown): Promise<RawAnswer>;
  /** Newest first; what could not be taken away is given back. */
  clear(): Promise<readonly Leftover[]>;
}

export interface Made {
  readonly name: string;
  readonly version: string;
  readonly isPublished: boolean;
}

export interface Target {
  readonly name: string;
  readonly version: string;
  /** null: tenant scope. */
  readonly projectUid: string | null;
}

export const SECRET_VALUE = 'not-a-secret';
export const LABELS = { 'cloneform-probe': 'yes' };
export const DESCRIPTION = 'Thrown away by cloneform doctor --probe.';

export function makeBench(caller: RawCaller, clock: Clock, projectUid: string, prefix: string): Bench {
  const made: Leftover[] = [];
  const keep = (answer: RawAnswer, facts: Omit<Leftover, 'uid'>): RawAnswer => {
    const uid = text(read(answer.body, 'uid'));
    if (isYes(answer) && uid !== '') made.push({ uid, ...facts });
    return answer;
  };
  return {
    caller,
    clock,
    projectUid,
    prefix,
    create: async (facts) => {
      const path = `/v1/clusterprofiles?publish=${facts.isPublished}`;
      const answer = await caller.call({ method: 'POST', path, projectUid, body: newProfile(facts) });
      return keep(answer, { name: facts.name, version: facts.version, projectUid });
    },
    clone: async (sourceUid, target, header) => {
      const path = `/v1/clusterprofiles/${sourceUid}/clone`;
      const body = { metadata: wireTarget(target) };
      return keep(await caller.call({ method: 'POST', path, projectUid: header, body }), target);
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
    clear: () => clear(caller, made),
  };
}

/** Only what this bench was told it had made. What Palette no longer has is gone; anything else is told. */
async function clear(caller: RawCaller, made: readonly Leftover[]): Promise<readonly Leftover[]> {
  const left: Leftover[] = [];
  for (const item of made.toReversed()) {
    const path = `/v1/clusterprofiles/${item.uid}`;
    const answer = await caller
      .call({ method: 'DELETE', path, projectUid: item.projectUid })
      .catch(() => null);
    if (answer === null || (!isYes(answer) && answer.status !== 404)) left.push(item);
  }
  return left;
}

function wireTarget({ name, version, projectUid }: Target): object {
  const target = projectUid === null ? { scope: 'tenant' } : { scope: 'project', projectUid };
  return { name, version, target };
}

/** One manifest pack: it needs no registry, so that it can be made anywhere. */
function newProfile({ name, version }: Made): object {
  return {
    metadata: { name, labels: LABELS, annotations: { description: DESCRIPTION } },
    spec: {
      version,
      template: {
        type: 'add-on',
        cloudType: 'all',
        packs: [
          {
            name: 'probe',
            type: 'manifest',
            layer: 'addon',
            uid: 'spectro-manifest-pack',
            tag: '1.0.0',
            values: 'pack:\n  spectrocloud.com/install-priority: "0"\n',
            manifests: [
              { name: 'probe', content: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: probe\n' },
            ],
          },
        ],
      },
      variables: [
        { name: 'probe', format: 'string', defaultValue: 'a' },
        { name: 'hidden', format: 'string', defaultValue: SECRET_VALUE, isSensitive: true },
      ],
    },
  };
}
