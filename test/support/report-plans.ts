// Plans for reports: very many changes, and names that try to be markup.
import { formatAddress } from '../../src/model/address.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aChange, aPlan, PLAN_CASES } from '../render/plan-cases.ts';

/** No two alike: two thirds creates, a quarter updates with packs, a tenth deletes. */
export function bigPlan(size: number): Plan {
  const [creates, updates] = [Math.floor((size * 2) / 3), Math.floor(size * 0.9)];
  const content = Array.from({ length: 4 }, (_, pack) => ({
    pack: `pack-${pack}`,
    change: 'values',
    from: null,
    to: null,
    diff: Array.from({ length: 12 }, (_row, key) => `~ controller.key${key}: ${key} → ${key + 1}`).join('\n'),
  }));
  const changes = Array.from({ length: size }, (_, index) => {
    const clone = { name: `profile-${index}`, project: `project-${Math.floor(index / 50)}` };
    const at = (id: string): string => formatAddress(`${id}-${index % 50}`, clone.project);
    if (index < creates) return aChange(at('edge'), { clone });
    if (index < updates)
      return aChange(at('mirror'), { clone, action: 'update', reason: 'source_edited', content });
    return aChange(at('old'), { clone, action: 'delete', reason: 'not_declared', uid: `u-${index}` });
  });
  return aPlan(changes);
}

export const HOSTILE_NAME = '<img src=x onerror="document.title=\'owned\'">';

export function hostilePlan(): Plan {
  const names = [
    HOSTILE_NAME,
    '</script><script>document.title="owned"</script>',
    '"><svg onload=document.title=1>',
    '```` @octocat #1 <!-- x --> ````',
    '</details></code>| [x](javascript:alert(1)) https://evil.example',
    '</style><b>bold</b>',
  ];
  return aPlan(
    names.map((name, index) =>
      aChange(formatAddress(`edge-${index}`, name), {
        clone: { name, project: name },
        source: { name },
        action: index % 2 === 0 ? 'update' : 'create',
        reason: index % 2 === 0 ? 'source_edited' : 'new',
        content: [
          {
            pack: name,
            change: `manifest ${name} changed`,
            from: null,
            to: null,
            diff: `- ${name}\n+ \`\`\`\n+ ${name}`,
          },
        ],
        after: { name, version: '1.0.0', labels: { [name]: name }, description: name },
        overrides: [
          {
            pack: name,
            part: `manifest ${name}`,
            path: name,
            source: name,
            wanted: `${name}\n\`\`\``,
            conflict: 'kept',
            sourceBefore: name,
            clone: name,
            declaredAt: { file: name, line: 1 },
          },
        ],
      }),
    ),
    {
      host: HOSTILE_NAME,
      drift: [{ address: formatAddress('edge-0', HOSTILE_NAME), kind: 'renamed', detail: HOSTILE_NAME }],
      diagnostics: [
        { code: 'plan/retained', severity: 'warning', message: HOSTILE_NAME, hint: '@octocat #1' },
      ],
    },
  );
}

const declaredAt = (line: number): { readonly file: string; readonly line: number } => ({
  file: 'cloneform.yaml',
  line,
});

/** A new clone with overrides, a conflict in which the override stays, one that blocks, and an override that cannot be applied. */
export function overridesPlan(): Plan {
  const after = { name: 'edge-base', version: '1.0.0', labels: null, description: null };
  const upgraded = [{ pack: 'cni-calico', change: 'tag', from: '3.28.0', to: '3.28.1' }] as const;
  const mtu = { pack: 'cni-calico', part: 'values', path: 'calico.mtu', source: '8900' } as const;
  const update = {
    action: 'update',
    reason: 'source_upgraded',
    content: upgraded,
    after,
    before: after,
  } as const;
  return aPlan(
    [
      aChange('edge["edge-dev"]', {
        overrides: [
          {
            pack: 'edge-k3s',
            part: 'pack',
            path: 'tag',
            source: '1.30.4',
            wanted: '1.30.5',
            declaredAt: declaredAt(30),
          },
          {
            pack: 'edge-k3s',
            part: 'values',
            path: 'cluster.config.kube-apiserver-arg["audit-log-maxage"]',
            source: null,
            wanted: '"30"',
            declaredAt: {
              file: 'teams/edge/a-folder-with-a-long-name/overrides-of-production.yaml',
              line: 1204,
            },
          },
          {
            pack: 'edge-k3s',
            part: 'values',
            path: 'replace:write-kubeconfig-mode: 0600',
            source: 'write-kubeconfig-mode: 0600\nprotect-kernel-defaults: true',
            wanted: 'write-kubeconfig-mode: 0644\nprotect-kernel-defaults: false',
            declaredAt: declaredAt(36),
          },
          {
            pack: 'cni-calico',
            part: 'manifest policies',
            path: '',
            source: 'kind: NetworkPolicy',
            wanted: null,
            declaredAt: declaredAt(41),
          },
          { pack: '(variables)', part: 'variable region', path: 'defaultValue', source: 'eu', wanted: 'eu' },
        ],
      }),
      aChange('sites["edge-oslo"]', {
        ...update,
        clone: { project: 'edge-oslo' },
        overrides: [
          {
            pack: 'edge-k3s',
            part: 'pack',
            path: 'tag',
            source: '1.30.4',
            wanted: '1.30.5',
            declaredAt: declaredAt(30),
          },
          {
            ...mtu,
            wanted: '9000',
            conflict: 'kept',
            sourceBefore: '1440',
            clone: '9000',
            declaredAt: declaredAt(42),
          },
        ],
      }),
      aChange('sites["edge-riga"]', {
        ...update,
        action: 'blocked',
        wouldBe: 'update',
        clone: { project: 'edge-riga' },
        blockedBy: 'override_conflict',
        obstacles: [
          {
            by: 'override_conflict',
            detail:
              'cloneform.yaml:60: the source changed cni-calico values calico.mtu, which an override sets: the source has 8900, the override 1400',
            hint: 'change the override, or keep it: onConflict: keep for this pack, or --keep-overrides \'sites["edge-riga"]\'',
          },
        ],
        overrides: [
          { ...mtu, wanted: '1400', conflict: 'blocked', clone: '1350', declaredAt: declaredAt(60) },
        ],
      }),
      aChange('sites["edge-turku"]', {
        ...update,
        action: 'blocked',
        wouldBe: 'update',
        content: [],
        clone: { project: 'edge-turku' },
        blockedBy: 'override_failed',
        obstacles: [
          {
            by: 'override_failed',
            detail: 'cloneform.yaml:71: the source has no pack cni-calico',
            hint: 'change the override, or mark it optional where the source may lack the place',
          },
        ],
      }),
      aChange('sites["edge-vaasa"]', {
        action: 'blocked',
        wouldBe: 'resume',
        reason: 'interrupted',
        resume: { operation: 'o', verdict: 'continue', source: null },
        clone: { project: 'edge-vaasa' },
        blockedBy: 'override_failed',
        obstacles: [
          {
            by: 'override_failed',
            detail: 'cloneform.yaml:71: the source has no pack cni-calico',
            hint: 'change the override, or mark it optional where the source may lack the place',
          },
        ],
      }),
    ],
    { diagnostics: OVERRIDE_NOTES },
  );
}

const OVERRIDE_NOTES: Plan['diagnostics'] = [
  {
    code: 'plan/override-unused',
    severity: 'warning',
    message: 'edge["edge-dev"]: pack vault: unset a.b: nothing stands there',
    hint: 'correct it, or remove it',
  },
  {
    code: 'plan/override-redundant',
    severity: 'hint',
    message: 'edge["edge-dev"]: variable region, defaultValue: the source has it already',
    hint: 'the override can be removed',
  },
];

/** Something of every section. */
export function fullPlan(): Plan {
  const named = (name: string): Plan => PLAN_CASES.get(name) ?? aPlan([]);
  const { changes, drift, unmanaged, diagnostics } = named('plan-mixed');
  const isReplace = ({ action }: Plan['changes'][number]): boolean => action === 'replace';
  return aPlan(
    [
      ...changes.filter((change) => !isReplace(change)),
      ...named('plan-blocked').changes.slice(0, 2),
      ...changes.filter(isReplace),
      ...named('plan-deletes').changes.slice(1),
    ],
    { drift, unmanaged, diagnostics },
  );
}

/** A plan of one change with its difference. */
export function oneUpdate(): Plan {
  const content = [{ pack: 'kubernetes', change: 'tag', from: '1.29.4', to: '1.30.2' }] as const;
  return aPlan([aChange('edge', { action: 'update', reason: 'source_edited', uid: 'u-1', content })]);
}

/** A fleet with creates, deletes, blocked changes and a warning in each of 40 projects. */
export function fleetPlan(): Plan {
  const projects = Array.from({ length: 400 }, (_, index) => `store-${index}`);
  const each = (id: string, facts: Parameters<typeof aChange>[1], size = 400) =>
    projects
      .slice(0, size)
      .map((project) => aChange(formatAddress(id, project), { ...facts, clone: { project } }));
  const changes = [
    ...each('edge', {}),
    ...projects.slice(0, 20).map((project, index) => aChange(formatAddress(`kind-${index}`, project), {})),
    ...each('old', { action: 'delete', reason: 'not_declared', uid: 'u-1' }),
    ...each('held', {
      action: 'blocked',
      wouldBe: 'delete',
      reason: 'not_declared',
      uid: 'u-2',
      blockedBy: 'mass_delete',
      obstacles: [{ by: 'mass_delete', detail: 'because of the guard', hint: 'raise it' }],
    }),
  ];
  return aPlan(changes, {
    drift: projects.slice(0, 8).map((project) => ({
      address: formatAddress('edge', project),
      kind: 'renamed',
      detail: 'is called other',
    })),
    diagnostics: projects.slice(0, 40).map((project) => ({
      code: 'plan/retained',
      severity: 'warning',
      message: `${project} keeps an old version`,
      hint: 'wait',
    })),
  });
}
