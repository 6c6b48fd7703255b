// Somebody at the console: edits of a profile version through the sandbox's API, one member at a time.
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { type Answered, call } from './sandboxes.ts';

export interface HandPack {
  readonly name: string;
  readonly tag?: string;
  readonly values?: string;
  readonly layer?: string;
  readonly type?: string;
  readonly registryUid?: string;
  readonly manifests?: readonly { readonly name: string; readonly content: string }[];
}

export interface HandVariable {
  readonly name: string;
  readonly [member: string]: unknown;
}

export interface Hands {
  /** UID of a version by name, version and project name; "" for the tenant. */
  uid(name: string, version: string, project?: string): Promise<string>;
  packs(uid: string, change: (packs: readonly HandPack[]) => readonly HandPack[]): Promise<void>;
  draft(uid: string, change: (packs: readonly HandPack[]) => readonly HandPack[]): Promise<void>;
  variables(
    uid: string,
    change: (variables: readonly HandVariable[]) => readonly HandVariable[],
  ): Promise<void>;
  metadata(uid: string, metadata: object, spec?: object): Promise<void>;
  remove(uid: string): Promise<void>;
  hasDraft(uid: string): Promise<boolean>;
  digestFacts(uid: string): Promise<{ packs: readonly Answered[]; variables: readonly Answered[] }>;
}

/** `project`: the project's UID where the object is, or undefined at tenant scope. */
export function handsOn(sandbox: Sandbox, projectUid?: (name: string) => string): Hands {
  const homes = new Map<string, string | undefined>();
  const at = async (method: string, uid: string, rest: string, body?: unknown): Promise<Answered> => {
    const project = homes.get(uid);
    const answer = await call(sandbox, method, `/v1/clusterprofiles/${uid}${rest}`, {
      ...(project === undefined ? {} : { project }),
      ...(body === undefined ? {} : { body }),
    });
    if (answer.status >= 300)
      throw new Error(`${method} ${rest}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const packsOf = async (uid: string): Promise<readonly HandPack[]> => {
    const [whole, texts] = [await at('GET', uid, ''), await at('GET', uid, '/packs/manifests')];
    const contents = new Map<string, readonly Answered[]>();
    for (const pack of texts['spec']?.['packs'] ?? [])
      contents.set(pack['spec']?.['name'] ?? '', pack['spec']?.['manifests'] ?? []);
    return (whole['spec']?.['published']?.['packs'] ?? []).map((pack) => ({
      name: String(pack['name']),
      tag: String(pack['tag'] ?? ''),
      values: String(pack['values'] ?? ''),
      layer: String(pack['layer']),
      type: String(pack['type']),
      registryUid: String(pack['registryUid'] ?? ''),
      manifests: (contents.get(String(pack['name'])) ?? []).map((item) => ({
        name: String(item['name']),
        content: String(item['content']),
      })),
    }));
  };
  const draft: Hands['draft'] = async (uid, change) => {
    const whole = await at('GET', uid, '');
    await at('PUT', uid, '', {
      metadata: { name: whole['metadata']?.['name'], uid },
      spec: { template: { packs: change(await packsOf(uid)) } },
    });
  };
  return {
    uid: async (name, version, project) => {
      const scope = project === undefined ? undefined : projectUid?.(project);
      const list = await call(sandbox, 'POST', '/v1/dashboard/clusterprofiles?limit=50', {
        ...(scope === undefined ? {} : { project: scope }),
        body: { filter: { scope: scope === undefined ? 'tenant' : 'project' } },
      });
      for (const row of list.body['items'] ?? []) {
        if (row['metadata']?.['name'] !== name) continue;
        for (const item of row['specSummary']?.['versions'] ?? []) {
          if (item['version'] !== version) continue;
          const uid = String(item['uid']);
          homes.set(uid, scope);
          return uid;
        }
      }
      throw new Error(`no ${name} ${version}`);
    },
    packs: async (uid, change) => {
      await draft(uid, change);
      await at('PATCH', uid, '/publish');
    },
    draft,
    variables: async (uid, change) => {
      const now = (await at('GET', uid, '/variables'))['variables'] ?? [];
      await at('PUT', uid, '/variables', { variables: change(now as unknown as readonly HandVariable[]) });
    },
    metadata: async (uid, metadata, spec) => {
      await at('PATCH', uid, '/metadata', { metadata, ...(spec === undefined ? {} : { spec }) });
    },
    remove: async (uid) => {
      await at('DELETE', uid, '');
    },
    hasDraft: async (uid) => Boolean((await at('GET', uid, ''))['spec']?.['draft']),
    digestFacts: async (uid) => ({
      packs: (await packsOf(uid)) as unknown as readonly Answered[],
      variables: (await at('GET', uid, '/variables'))['variables'] ?? [],
    }),
  };
}
