// Which differences of a clone an override decides: they are marked, and every other one is left as it is.
import { expect, test } from 'vitest';
import { markOverrides } from '../../../src/content/overrides/mark-origin.ts';
import type { Edit, PackChange } from '../../../src/content/pack-change.ts';

const edit = (path: string): Edit => ({ path, kind: 'changed', from: '1', to: '2' });
const change = (what: string, ...paths: readonly string[]): PackChange => ({
  pack: 'p',
  change: what,
  from: null,
  to: null,
  ...(paths.length === 0 ? {} : { diff: 'as it was', edits: paths.map(edit) }),
});
const place = (part: string, path: string, pack = 'p') => ({ pack, part, path });

test.each<[string, PackChange, readonly ReturnType<typeof place>[], marked: readonly string[]]>([
  ['the place itself', change('values', 'a.b', 'c'), [place('values', 'a.b')], ['a.b']],
  ['what stands below it', change('values', 'a.b', 'a[0]', 'ab'), [place('values', 'a')], ['a.b', 'a[0]']],
  ['what it stands in', change('values', 'a', 'a.bc', 'd'), [place('values', 'a.b[0]')], ['a']],
  ['the text as a whole', change('values', 'a', ''), [place('values', '')], ['a', '']],
  ['nothing of a text as a whole for one place', change('values', ''), [place('values', 'a')], []],
  ['nothing of another pack', change('values', 'a'), [place('values', 'a', 'q')], []],
  ['nothing of a manifest for values', change('manifest m changed', 'a'), [place('values', 'a')], []],
  ['its manifest', change('manifest m changed', 'a', 'b'), [place('manifest m', 'a')], ['a']],
  ['nothing of another manifest', change('manifest m2 changed', 'a'), [place('manifest m', 'a')], []],
  ['its variable', change('size changed', 'a'), [place('variable size', 'a')], ['a']],
  ['a change named after its part', change('manifest m', 'a'), [place('manifest m', 'a')], ['a']],
  ['nothing for facts of the pack', change('values', 'a'), [place('pack', 'tag')], []],
])('%s', (_, before, places, marked) => {
  const [after] = markOverrides([before], places);
  if (marked.length === 0) expect(after).toBe(before);
  expect(after?.edits?.flatMap(({ path, by }) => (by === 'override' ? [path] : []))).toEqual(marked);
  expect(after?.diff === 'as it was').toBe(marked.length === 0);
  expect(after?.edits?.map(({ path }) => path)).toEqual(before.edits?.map(({ path }) => path));
});

test('a change without edits is that of a fact of its pack', () => {
  const tag = change('tag');
  expect(markOverrides([tag], [place('pack', 'tag')])).toEqual([{ ...tag, by: 'override' }]);
  expect(markOverrides([tag], [place('values', 'a')])).toEqual([tag]);
  expect(markOverrides([tag], [place('pack', 'tag', 'q')])).toEqual([tag]);
});

test('without places, all is as it was', () => {
  const changes = [change('values', 'a')];
  expect(markOverrides(changes, [])).toBe(changes);
});
