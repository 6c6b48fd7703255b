// One name, one meaning: what is exported under the same name from two files is either the same thing twice, or two things that
// somebody will mix up.
import { codeOf, type SourceFile, type Violation } from './source-file.ts';

const DECLARED =
  /^export (?:declare |async |abstract )*(?:function\*?|const|let|class|interface|type|enum) (\w+)/gm;

export function namesExportedTwice(files: readonly SourceFile[]): readonly Violation[] {
  const places = new Map<string, Set<string>>();
  for (const file of files) {
    for (const [, name = ''] of codeOf(file.text).matchAll(DECLARED)) {
      const known = places.get(name) ?? new Set();
      places.set(name, known.add(file.path));
    }
  }
  return [...places]
    .filter(([, paths]) => paths.size > 1)
    .map(([name, paths]) => ({ key: name, message: `${name} is exported by ${[...paths].join(' and ')}` }));
}
