// Two texts of a file as a unified diff, as `diff -u` prints it.
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import { maskText } from './mask.ts';

/** null: the file is not there yet. Secrets that stand around the change are masked. */
export function unifiedDiff(file: string, before: string | null, after: string): string {
  const from = before === null ? '/dev/null' : `a/${file}`;
  const texts = [maskText(before ?? ''), maskText(after)] as const;
  return createTwoFilesPatch(from, `b/${file}`, ...texts, undefined, undefined, {
    context: 3,
    headerOptions: FILE_HEADERS_ONLY,
  });
}
