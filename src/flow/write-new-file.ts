// Writes a file that is not there yet. Never over another one, never through a link.
import { open } from 'node:fs/promises';
import { EXIT, refusal } from './refusal.ts';

export async function writeNewFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o644).catch((error: unknown) => {
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code === 'EEXIST')
      throw refusal(
        EXIT.error,
        'cli/file-exists',
        `${file} is there already`,
        'name another file, or move that one away',
      );
    throw refusal(
      EXIT.error,
      'cli/file-not-written',
      `${file} cannot be written (${String(code)})`,
      'check the folder and its mode',
    );
  });
  try {
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
