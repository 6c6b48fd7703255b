// The one writer of files that users name: whole or not at all, 0600, never through a link, never outside.
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { checkOutput, openOutput, writeOutput } from '../../src/flow/output-file.ts';
import { UserError } from '../../src/flow/user-error.ts';
import { tempDir } from '../support/cli.ts';

const REPLACE = { existing: 'replace' } as const;
const REFUSE = { existing: 'refuse' } as const;

const from = (cwd: string): { cwd: string; newId: () => string } => ({ cwd, newId: () => 'id' });

async function codeOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof UserError)) throw new Error(`no refusal: ${String(error)}`);
  return error.diagnostics[0]?.code ?? '';
}

const modeOf = (file: string): number => statSync(file).mode & 0o777;

describe('what is written', () => {
  test('is the owner’s alone, whole, and leaves nothing else behind', async () => {
    const dir = tempDir();
    await writeOutput(from(dir), 'plan.json', 'text', REPLACE);
    expect(readFileSync(path.join(dir, 'plan.json'), 'utf8')).toBe('text');
    expect(modeOf(path.join(dir, 'plan.json'))).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['plan.json']);
  });

  test('replaces what exists, its wider mode too', async () => {
    const dir = tempDir({ 'plan.json': 'a longer text from before' });
    chmodSync(path.join(dir, 'plan.json'), 0o666);
    await writeOutput(from(dir), 'plan.json', 'new', REPLACE);
    expect(readFileSync(path.join(dir, 'plan.json'), 'utf8')).toBe('new');
    expect(modeOf(path.join(dir, 'plan.json'))).toBe(0o600);
  });

  test('has the usual mode where that is asked for', async () => {
    const dir = tempDir();
    await writeOutput(from(dir), 'clones.yaml', 'text', { existing: 'refuse', mode: 0o666 });
    expect(modeOf(path.join(dir, 'clones.yaml'))).toBe(0o666 & ~process.umask());
    expect(readdirSync(dir)).toEqual(['clones.yaml']);
  });

  test('may lie elsewhere when the user says so', async () => {
    const dir = tempDir();
    const other = tempDir();
    await writeOutput(from(dir), path.join(other, 'a'), '1', REPLACE);
    await writeOutput(from(dir), path.relative(dir, path.join(other, 'b')), '2', REPLACE);
    expect(readdirSync(other)).toEqual(['a', 'b']);
  });

  test('a stream shows its lines as they come, in a new file', async () => {
    const dir = tempDir({ events: 'old' });
    const file = path.join(dir, 'events');
    const stream = await openOutput(from(dir), 'events', REPLACE);
    expect(readFileSync(file, 'utf8')).toBe('');
    await stream.write('one\n');
    expect(readFileSync(file, 'utf8')).toBe('one\n');
    await stream.write('two\n');
    await stream.close();
    expect(readFileSync(file, 'utf8')).toBe('one\ntwo\n');
    expect(modeOf(file)).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['events']);
  });
});

describe('what is refused, before anything is written', () => {
  test.each([
    checkOutput,
    async (...[deps, file, options]: Parameters<typeof checkOutput>) =>
      writeOutput(deps, file, 'text', options),
    openOutput,
  ])('by check, writer and stream alike (%#)', async (run) => {
    const outside = tempDir({ victim: 'keep' });
    const dir = tempDir({ there: 'keep', 'state.db': `SQLite format 3\0${'x'.repeat(100)}` });
    symlinkSync(path.join(outside, 'victim'), path.join(dir, 'link'));
    symlinkSync(path.join(outside, 'absent'), path.join(dir, 'dangling'));
    symlinkSync(outside, path.join(dir, 'linked-folder'));
    mkdirSync(path.join(dir, 'folder'));
    const before = readdirSync(dir);
    expect(await codeOf(run(from(dir), 'link', REPLACE))).toBe('cli/file-is-link');
    expect(await codeOf(run(from(dir), 'dangling', REPLACE))).toBe('cli/file-is-link');
    expect(await codeOf(run(from(dir), 'linked-folder/new', REPLACE))).toBe('cli/file-outside');
    expect(await codeOf(run(from(dir), 'folder', REPLACE))).toBe('cli/file-not-written');
    expect(await codeOf(run(from(dir), 'no/such/folder', REPLACE))).toBe('cli/file-not-written');
    expect(await codeOf(run(from(dir), 'there/below', REPLACE))).toBe('cli/file-not-written');
    expect(await codeOf(run(from(dir), 'there', REFUSE))).toBe('cli/file-exists');
    expect(await codeOf(run(from(dir), 'state.db', REPLACE))).toBe('cli/file-is-state');
    expect(await codeOf(run(from(dir), '/dev/null', REPLACE))).toBe('cli/file-not-written');
    expect(readdirSync(dir)).toEqual(before);
    expect(readdirSync(outside)).toEqual(['victim']);
    expect(readFileSync(path.join(outside, 'victim'), 'utf8')).toBe('keep');
    expect(readFileSync(path.join(dir, 'there'), 'utf8')).toBe('keep');
  });

  test('a link within the folder of the user is a folder like any', async () => {
    const dir = tempDir();
    mkdirSync(path.join(dir, 'real'));
    symlinkSync('real', path.join(dir, 'alias'));
    await writeOutput(from(dir), 'alias/plan', 'text', REPLACE);
    expect(existsSync(path.join(dir, 'real', 'plan'))).toBe(true);
  });

  test('a file that appears while ours is written is kept', async () => {
    const dir = tempDir();
    const racing = {
      cwd: dir,
      newId: (): string => {
        // The name of the temporary file is asked for after the check: the moment of the other writer.
        writeFileSync(path.join(dir, 'clones.yaml'), 'theirs');
        return 'id';
      },
    };
    expect(await codeOf(writeOutput(racing, 'clones.yaml', 'ours', REFUSE))).toBe('cli/file-exists');
    expect(readFileSync(path.join(dir, 'clones.yaml'), 'utf8')).toBe('theirs');
    expect(readdirSync(dir)).toEqual(['clones.yaml']);
  });

  test('a temporary name that somebody planted is not written into', async () => {
    const outside = tempDir({ victim: 'keep' });
    const dir = tempDir();
    symlinkSync(path.join(outside, 'victim'), path.join(dir, '.plan.id'));
    expect(await codeOf(writeOutput(from(dir), 'plan', 'text', REPLACE))).toMatch(/^cli\/file-/);
    expect(readFileSync(path.join(outside, 'victim'), 'utf8')).toBe('keep');
    expect(existsSync(path.join(dir, 'plan'))).toBe(false);
  });
});
