// `cloneform init`: first files, next step.
import path from 'node:path';
import { initProject } from '../../flow/project/init-project.ts';
import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import type { Context } from '../context.ts';

export async function init(
  context: Context,
  args: readonly string[],
  flags: Readonly<Record<string, unknown>>,
): Promise<ExitCode> {
  const dir = path.resolve(context.globals.dir, args[0] ?? '.');
  const isSandbox = flags['sandbox'] === true;
  const end = await initProject(dir, { sandbox: isSandbox });
  context.answer({ dir, ...end }, () => {
    const at = path.relative(context.io.cwd, dir);
    const chdir = at === '' ? '' : ` -C ${at}`;
    const lines = [
      ...end.written.map((name) => `wrote ${path.join(at, name)}`),
      ...end.kept.map((name) => `kept  ${path.join(at, name)} (it was there already)`),
      '',
      isSandbox
        ? `Next: cloneform${chdir} plan`
        : `Next: declare a clone in ${path.join(at, 'cloneform.yaml')}, set PALETTE_API_KEY,`,
      ...(isSandbox ? [] : [`then: cloneform${chdir} plan`]),
      '',
      'State is kept in state/cloneform.db. On throw-away CI runners put it where it lasts:',
      'a mounted volume named by CLONEFORM_STATE. Never commit it.',
    ];
    return `${lines.join('\n')}\n`;
  });
  return EXIT.ok;
}
