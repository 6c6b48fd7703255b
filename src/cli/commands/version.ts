// `cloneform version`: the slow way, for --json and flags; the plain one is answered in main.ts.
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import type { Context } from '../context.ts';
import { VERSION } from '../version.ts';

export async function version(context: Context): Promise<ExitCode> {
  context.answer({ tool: 'cloneform', version: VERSION, node: process.versions.node }, () => `${VERSION}\n`);
  return EXIT.ok;
}
