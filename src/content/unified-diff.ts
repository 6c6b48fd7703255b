// Two texts of a file as a unified diff, as `diff -u` prints it.
import { createTwoFilesPatch } from 'diff';
import { maskText } from './mask.ts';

/** null: the file is not there yet. Secrets that stand around the change are masked. */
export function unifiedDiff(file: string, before: string | null, after: string): string {
  const from = before === null ? '/dev/null' : `a/${file}`;
  const patch = createTwoFilesPatch(
    from,
    `b/${file}`,
    maskText(before ?? ''),
    maskText(after),
    undefined,
    undefined,
    {
      context: 3,
    },
  );
  return patch.replace(/^=+\n/, '');
}
