// Differences with the texts as they are, secrets included: only for people who asked to see them.

import { VARIABLES } from './compare-content.ts';
import { differingMembers } from './compare-variables.ts';
import type { Content, Variable } from './content.ts';
import { editLines } from './edit-lines.ts';
import { lineDiff } from './line-diff.ts';
import { byManifestKey } from './manifest-keys.ts';
import type { Edit, PackChange } from './pack-change.ts';
import { MASK } from './secret-text.ts';
import { uniqueKeys } from './unique-keys.ts';

/** `changes`: the differences of the two contents. Texts that differ are shown by lines. */
export function unmaskedChanges(
  changes: readonly PackChange[],
  from: Content,
  to: Content,
): readonly PackChange[] {
  const [before, after] = [textsOf(from), textsOf(to)];
  return changes.map((change) => {
    if (change.edits === undefined) return change;
    const edits =
      change.pack === VARIABLES
        ? variableEdits(change.change, change.edits, from.variables, to.variables)
        : textEdits(before.get(textId(change)) ?? '', after.get(textId(change)) ?? '');
    return { ...change, diff: editLines(edits), edits };
  });
}

/** Values and manifests, by pack and part. */
function textsOf({ packs }: Content): ReadonlyMap<string, string> {
  const keys = uniqueKeys(packs.map(({ name }) => name));
  return new Map(
    packs.flatMap(({ values, manifests }, index) => {
      const pack = keys[index] ?? '';
      return [
        [idOf(pack, ''), values.trim()] as const,
        ...[...byManifestKey(manifests)].map(([name, text]) => [idOf(pack, name), text] as const),
      ];
    }),
  );
}

function textId({ pack, change }: PackChange): string {
  const manifest = /^manifest (.*) changed(?: \(only .*\))?$/s.exec(change)?.[1];
  return idOf(pack, manifest ?? '');
}

function idOf(pack: string, manifest: string): string {
  return JSON.stringify([pack, manifest]);
}

function textEdits(before: string, after: string): readonly Edit[] {
  const { lines, note } = lineDiff(before, after, (text) => text);
  return [{ path: '', kind: 'text', lines, ...(note === null ? {} : { note }) }];
}

/** Of a variable with something masked; what Palette itself masks nobody can show. */
function variableEdits(
  change: string,
  masked: readonly Edit[],
  from: readonly Variable[],
  to: readonly Variable[],
): readonly Edit[] {
  const now = to.find(({ name }) => change.startsWith(`${name} changed`) || change === `${name} added`);
  const old = from.find(({ name }) => name === now?.name);
  if (now === undefined || now.isSensitive || old?.isSensitive === true || !masked.some(isMasked))
    return masked;
  if (old === undefined)
    return [{ path: 'defaultValue', kind: 'added', to: JSON.stringify(now.defaultValue) }];
  return differingMembers(old, now).map((member) => ({
    path: member,
    kind: 'changed',
    from: JSON.stringify(old[member]),
    to: JSON.stringify(now[member]),
  }));
}

function isMasked({ hidden, from = '', to = '' }: Edit): boolean {
  return hidden === true || from.includes(MASK) || to.includes(MASK);
}
