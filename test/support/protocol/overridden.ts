// Overrides of clones in histories, and what a clone that has settled must show of them: looked at in Palette, not rendered by the tool.
import type { DesiredClone, DesiredOverrides } from '../../../src/model/desired.ts';
import type { SandboxProfile } from '../../../src/sandbox/sandbox.ts';
import { desiredOverrides } from '../desired-overrides.ts';
import type { House } from '../histories.ts';
import { type Answered, call } from '../sandboxes.ts';

/** Each with its trace: a text that is in the packs or the variables exactly where it is declared. */
export const OVERRIDES: Readonly<Record<string, { readonly yaml: string; readonly trace: string }>> = {
  'one more value': { yaml: 'packs: { hello: { values: { own: 1 } } }', trace: '\\nown: 1' },
  'another value': { yaml: 'packs: { hello: { values: { v: ours } } }', trace: '"v: ours' },
  'another tag': { yaml: 'packs: { hello: { tag: 2.0.0 } }', trace: '"tag":"2.0.0"' },
  'one more pack': {
    yaml: 'packs: { more: { add: { registry: Public Repo, tag: 1.0.0, valuesFile: more.yaml } } }',
    trace: 'more: yes',
  },
  'a manifest pack': {
    yaml: 'packs: { kept: { add: { type: manifest }, manifests: { ns: { add: true, file: ns.yaml } } } }',
    trace: 'kind: Namespace',
  },
  'one more variable': { yaml: 'variables: { zone: { add: true, format: string } }', trace: '"name":"zone"' },
};
const FILES = { 'more.yaml': 'more: yes\n', 'ns.yaml': 'kind: Namespace\n' };

export function overridesNamed(name: string): DesiredOverrides {
  return desiredOverrides(OVERRIDES[name]?.yaml ?? '', FILES);
}

/** Throws where a trace is missing, or is there although nobody declares it. */
export async function expectRendered(
  { sandbox }: House,
  { address, overrides }: DesiredClone,
  { uid, projectUid }: SandboxProfile,
): Promise<void> {
  const ask = (rest: string): Promise<{ body: Answered }> =>
    call(
      sandbox,
      'GET',
      `/v1/clusterprofiles/${uid}${rest}`,
      projectUid === null ? {} : { project: projectUid },
    );
  const whole = (await ask('')).body;
  if (whole['spec']?.['draft'] !== undefined) throw new Error(`${address} has a draft`);
  const shown = JSON.stringify([
    whole['spec']?.['published'],
    (await ask('/packs/manifests')).body['spec'],
    (await ask('/variables')).body,
  ]);
  for (const [name, { yaml, trace }] of Object.entries(OVERRIDES)) {
    const isWanted = overrides?.digest === overridesNamed(name).digest;
    if (shown.includes(trace) !== isWanted)
      throw new Error(`${address} ${isWanted ? 'lacks' : 'has'} ${name} (${yaml}): ${shown}`);
  }
}
