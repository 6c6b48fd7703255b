// Overrides into the text of a declaration file: what stands there stays as it is, with its comments and its layout.
import { isMap, isScalar } from 'yaml';
import { withValues } from '../../content/overrides/edit-text.ts';
import type { OverrideLayer, OverrideMap, OverrideValue } from '../../content/overrides/overrides.ts';
import { Faults } from '../faults.ts';
import { parseFile } from '../parse-file.ts';
import type { DataPath, SourceFile } from '../source-file.ts';
import { appendItems } from './append-items.ts';
import { type EditedFile, refused } from './edited.ts';
import { findObstacle } from './obstacles.ts';
import { writtenLayer } from './written-overrides.ts';

/**
 * The text of the file with `overrides` merged into those of the declaration `id`, or of one project of it. `project` is the name of
 * a project where the declaration fans out; null: it does not. Nothing is changed that is inherited through an alias or given by a
 * variable: then the edit is refused. Lists (`unset`, `replace`) grow by what they lack.
 *
 * Who calls this reads the text again and checks what the overrides come to: a layer has values beside those that are added.
 */
export function insertOverrides(
  text: string,
  id: string,
  project: string | null,
  overrides: OverrideLayer,
): EditedFile {
  const file = declarationFile(text);
  if (file === null) return refused('the file is not one of declarations, or has errors');
  if (!file.has(['clones', id])) return refused(`the file does not declare ${JSON.stringify(id)}`);
  if (/[*?]/.test(project ?? ''))
    return refused(`${JSON.stringify(project)} would be a glob as a key of perProject`);
  const path: readonly string[] = [
    'clones',
    id,
    ...(project === null ? [] : ['perProject', project]),
    'overrides',
  ];
  const layer = writtenLayer(overrides);
  if (layer.entries.length === 0) return refused('there is nothing to insert');
  const obstacle = findObstacle(file, path, layer);
  if (obstacle !== null) return refused(obstacle.reason, obstacle.line);
  const { values, lists } = withoutLists(file, path, layer);
  return finish(appendAll(withMap(file, path, values), lists));
}

/** null: the text is none of a declaration file. */
export function declarationFile(text: string): SourceFile | null {
  const faults = new Faults();
  const file = parseFile('declarations.yaml', new TextEncoder().encode(text), faults, 'cloneform');
  return faults.isEmpty && file?.has(['cloneform']) === true ? file : null;
}

interface List {
  readonly path: DataPath;
  readonly items: readonly OverrideValue[];
}

/** Lists that stand there grow item by item: replaced as a whole, they would lose their comments. */
function withoutLists(
  file: SourceFile,
  path: readonly string[],
  map: OverrideMap,
): { readonly values: OverrideMap; readonly lists: readonly List[] } {
  const lists: List[] = [];
  const visit = (below: OverrideMap, at: readonly string[]): OverrideMap => {
    const isPack = at.length === path.length + 2;
    const entries = below.entries.flatMap(({ key, isQuoted = false, value }) => {
      const own = [...at, key];
      if (value.kind === 'list' && ['unset', 'replace'].includes(key) && file.has(own)) {
        lists.push({ path: own, items: value.items });
        return [];
      }
      const isOurs = value.kind === 'map' && !(isPack && key === 'values');
      return [{ key, isQuoted: isQuoted && !isThere(file, own), value: isOurs ? visit(value, own) : value }];
    });
    return { ...below, entries };
  };
  return { values: visit(map, path), lists };
}

function withMap(file: SourceFile, path: readonly string[], values: OverrideMap): EditedFile {
  const nested = path.reduceRight<OverrideMap>((value, key, index) => {
    const isQuoted = !isThere(file, path.slice(0, index + 1));
    return { kind: 'map', entries: [{ key, isQuoted, value }] };
  }, values);
  const { text: edited, failures } = withValues(file.text, nested);
  const [failure] = failures;
  return failure === undefined ? { ok: true, text: edited } : refused(failure.message);
}

/** Names that charts would not read as texts, such as `on`, are texts here: one that is there is found with quotes or without. */
function isThere(file: SourceFile, path: readonly string[]): boolean {
  const map = file.nodeAt(path.slice(0, -1));
  return isMap(map) && map.items.some(({ key }) => isScalar(key) && key.value === path.at(-1));
}

function appendAll(edited: EditedFile, lists: readonly List[]): EditedFile {
  return lists.reduce<EditedFile>(
    (result, { path, items }) => (result.ok ? appendItems(result.text, path, items) : result),
    edited,
  );
}

/** What cannot be read as declarations is never handed out. */
function finish(edited: EditedFile): EditedFile {
  if (!edited.ok || declarationFile(edited.text) !== null) return edited;
  return refused('the overrides cannot be written there as YAML that cloneform reads');
}
