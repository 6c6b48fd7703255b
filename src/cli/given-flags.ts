// What a command was given beside what its plan tells: with it, the next command comes to the same plan.
import path from 'node:path';
import { looksSecret } from '../content/secret-keys.ts';
import { maskSentence } from '../content/secret-text.ts';
import type { GivenFlags } from '../render/next-command.ts';
import type { Context } from './context.ts';
import { GLOBAL_FLAGS } from './globals.ts';

export function givenFlags(
  { globals, io, deps }: Pick<Context, 'globals' | 'io' | 'deps'>,
  { policy = [], locked = false }: { readonly policy?: readonly string[]; readonly locked?: boolean } = {},
): GivenFlags {
  const { dir, file, vars, varFiles, apiKeyFile } = globals;
  const each = (flag: string, values: readonly string[]): GivenFlags => values.map((value) => [flag, value]);
  const shownValue = ([name, value]: readonly [string, string]): string => {
    const pair = `${name}=${value}`;
    const safe = maskSentence(deps.secrets?.redact(pair) ?? pair);
    return looksSecret(name) || safe !== pair ? `${name}=…` : pair;
  };
  return [
    ...each('-C', path.resolve(io.cwd) === dir ? [] : [folderFrom(io.cwd, dir)]),
    ...each('-f', file === GLOBAL_FLAGS.file.fallback ? [] : [file]),
    ...each('--var-file', varFiles),
    ...each('--var', Object.entries(vars).map(shownValue)),
    ...each('--api-key-file', apiKeyFile === null ? [] : [apiKeyFile]),
    ...each('--policy', policy),
    ...(locked ? [['--locked', true] as const] : []),
  ];
}

/** As somebody would type it who is there. */
function folderFrom(cwd: string, dir: string): string {
  const relative = path.relative(cwd, dir);
  return relative.startsWith('..') ? dir : relative;
}
