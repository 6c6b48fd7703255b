// The wanted content as one text: a stream of YAML documents, each pack's values and manifests under a line that says what they are.
import { stringify } from 'yaml';
import type { Variable } from '../../content/content.ts';
import { count } from '../../render/plan-words.ts';
import { safeYamlLines } from '../../render/safe-text.ts';
import { paintsFor, type Style } from '../../render/style.ts';
import type { RenderedClone } from './judge.ts';

export function renderRendered(rendered: RenderedClone, style: Style): string {
  const { packs, variables } = rendered;
  const paints = paintsFor(style);
  const comment = (text: string): string =>
    `${paints.dim(safeYamlLines(`# ${text.replaceAll('\n', ' ')}`))}\n`;
  const document = (title: string, text: string): string =>
    `${paints.bold(`--- # ${safeYamlLines(title.replaceAll('\n', ' '))}`)}\n${ended(safeYamlLines(text))}`;
  return [
    ...headOf(rendered).map(comment),
    ...packs.flatMap(({ name, tag, layer, values, manifests }) => [
      document(`pack ${name}${tag === '' ? '' : ` ${tag}`}, layer ${layer}`, values),
      ...manifests.map((manifest) => document(`manifest ${manifest.name} of pack ${name}`, manifest.content)),
    ]),
    ...(variables === null || variables.length === 0
      ? []
      : [document('variables', stringify(variables.map(told), { lineWidth: 0 }))]),
  ].join('');
}

function headOf({ address, clone, source, overrides, hasSecretsMasked }: RenderedClone): readonly string[] {
  const place = clone.scope === 'tenant' ? 'at tenant scope' : `in ${clone.project ?? '?'}`;
  const how = overrides.length === 0 ? 'an exact copy of' : `${count(overrides.length, 'override')} on`;
  return [
    `${address}: ${clone.name} ${clone.version} ${place}, ${how} ${source.name} ${source.version}`,
    ...overrides.map(({ pack, part, path, place: at }) => {
      const where = at === null ? '' : ` (${at.file}:${at.line})`;
      return `  ${[pack, part === 'pack' ? '' : part, path].filter((word) => word !== '').join(' ')}${where}`;
    }),
    ...(hasSecretsMasked ? ['secrets are masked; --show-secrets prints them'] : []),
  ];
}

/** The members that say something. */
function told({ name, ...members }: Variable): object {
  const kept = Object.entries(members).filter(([, value]) => value !== '' && value !== false);
  return {
    name,
    ...Object.fromEntries(kept.filter(([, value]) => !Array.isArray(value) || value.length > 0)),
  };
}

function ended(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}
