// Plans for reports: very many changes, and names that try to be markup.
import { formatAddress } from '../../src/model/address.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { aChange, aPlan, PLAN_CASES } from '../render/plan-cases.ts';

/** Two thirds creates, a quarter updates with packs, a tenth deletes. */
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
    const clone = { name: `profile-${index % 50}`, project: `project-${index % 40}` };
    const at = (id: string): string => formatAddress(`${id}-${index % 50}`, `project-${index}`);
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
