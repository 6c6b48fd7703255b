// Pure modules are pure; clock, random, process and V8 are parameters everywhere but in the files whose task is the outside world.
import { codeOf, importsOf, moduleOf, type SourceFile, type Violation } from './source-file.ts';

const PURE_MODULES = new Set(['content', 'model', 'plan', 'render']);
/** A question reads in files of its own; deciding and laying out are pure. */
const PURE_FILES = /^src\/questions\/[^/]+\/(?:judge|html|(?:\w+-)?text)\.ts$/;
/** The command line knows the process; palette/clock.ts is the one place in the client that knows real time. */
const OUTSIDE_WORLD = /^src\/(?:cli\/|library\/process-facts\.ts$|palette\/clock\.ts$)/;
const EFFECTS =
  /\b(?:Date\.now\(|new Date\(\)|performance\.now\(|Math\.random\(|random(?:Bytes|UUID|Int)\(|set(?:Timeout|Interval|Immediate)\(|queueMicrotask\(|setFlagsFromString\(|process\.)/g;
const EFFECT_MODULES = /^(?:node:)?(?:process|timers(?:\/promises)?|v8)$/;

/** The key is the file and what it uses. */
export function impurities(files: readonly SourceFile[]): readonly Violation[] {
  return files.flatMap((file) => {
    const isPure = PURE_MODULES.has(moduleOf(file.path)) || PURE_FILES.test(file.path);
    const imports = importsOf(file).filter(
      (target) =>
        (isPure && target.startsWith('node:')) ||
        (EFFECT_MODULES.test(target) && !OUTSIDE_WORLD.test(file.path)),
    );
    // `deps.process` and a member called `process` are the process as a value.
    const code = codeOf(file.text).replaceAll(/\bdeps\.process\b|readonly process:/g, '');
    const effects = OUTSIDE_WORLD.test(file.path)
      ? []
      : [...code.matchAll(EFFECTS)].map(([effect]) => effect);
    return [...new Set([...imports, ...effects])].map((what) => ({
      key: `${file.path} ${what}`,
      message: `${file.path} uses ${what}`,
    }));
  });
}
