// Use case: the first files of a project. What already exists is left alone.
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { rootTemplate } from '../../declare/template.ts';
import { sandboxTemplate } from './sandbox-template.ts';

export interface InitEnd {
  readonly written: readonly string[];
  readonly kept: readonly string[];
}

export async function initProject(dir: string, options: { readonly sandbox: boolean }): Promise<InitEnd> {
  const files = new Map([
    ['cloneform.yaml', rootTemplate(options)],
    ['.gitignore', 'state/\n'],
  ]);
  if (options.sandbox) files.set('sandbox.yaml', sandboxTemplate());
  await mkdir(dir, { recursive: true });
  const written: string[] = [];
  const kept: string[] = [];
  for (const [name, text] of files) {
    if (await writeNew(path.join(dir, name), text)) written.push(name);
    else kept.push(name);
  }
  return { written, kept };
}

async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}
