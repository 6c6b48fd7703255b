// `cloneform init`: first files, next step.
import path from 'node:path';
import { initProject } from '../../flow/project/init-project.ts';
import type { Output } from '../../questions/answer.ts';
import type { Context } from '../context.ts';

interface InitInput {
  /** The folder to start in. */
  readonly dir: string;
  readonly sandbox: boolean;
}

export async function init({ globals, io }: Context, { dir: wanted, sandbox }: InitInput): Promise<Output> {
  const dir = path.resolve(globals.dir, wanted);
  const { written, kept } = await initProject(dir, { sandbox });
  const at = path.relative(io.cwd, dir);
  const chdir = at === '' ? '' : ` -C ${at}`;
  const next = sandbox
    ? [`Next: cloneform${chdir} plan`]
    : [
        `Next: declare a clone in ${path.join(at, 'cloneform.yaml')}, set PALETTE_API_KEY,`,
        `then: cloneform${chdir} plan`,
      ];
  const lines = [
    ...written.map((name) => `wrote ${path.join(at, name)}`),
    ...kept.map((name) => `kept  ${path.join(at, name)} (it already existed)`),
    '',
    ...next,
    '',
    'State is kept in state/cloneform.db. On ephemeral CI runners, keep it on',
    'a mounted volume and point CLONEFORM_STATE to it. Never commit it.',
    '',
  ];
  return { value: { dir, written, kept }, text: () => lines.join('\n') };
}
