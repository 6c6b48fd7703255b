// The temporary profile that a probe makes.

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

export const MANIFEST_TEXT = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: probe\n';
export const SECRET_VALUE = 'not-a-secret';
export const LABELS = { 'cloneform-probe': 'yes' };
export const DESCRIPTION = 'Temporary profile of cloneform doctor --probe.';

export function wireTarget({ name, version, projectUid }: Target): object {
  const target = projectUid === null ? { scope: 'tenant' } : { scope: 'project', projectUid };
  return { name, version, target };
}

/** One manifest pack: it needs no registry, so that it can be made anywhere. */
export function newProfile({ name, version }: Made): object {
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
            manifests: [{ name: 'probe', content: MANIFEST_TEXT }],
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
