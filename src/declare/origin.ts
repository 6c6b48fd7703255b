// Where a value of a merged declaration was written: in the declaration, in the defaults, or nowhere.
import type { Place } from '../model/diagnostic.ts';
import type { DataPath, SourceFile } from './source-file.ts';

export interface Origin {
  /** The file and path of the declaration itself. */
  readonly file: SourceFile;
  readonly path: DataPath;
  readonly root: SourceFile;
}

/** Place of a member as it was written; the declaration's own key when it was not written at all. */
export function placeIn(origin: Origin, member: DataPath, at: 'key' | 'value' = 'value'): Place {
  const own = [...origin.path, ...member];
  if (origin.file.has(own)) return origin.file.place(own, at);
  const fallback = ['defaults', ...member];
  if (origin.root.has(fallback)) return origin.root.place(fallback, at);
  return origin.file.place(origin.path, 'key');
}
