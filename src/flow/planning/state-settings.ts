// Where recorded state is, for commands that only look at it: they work beside declarations that have errors.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Faults } from '../../declare/faults.ts';
import { parseFile } from '../../declare/parse-file.ts';
import { asRecord } from '../../declare/schema-check.ts';
import { toState } from '../../declare/settings.ts';
import type { Settings, StateSettings } from '../../model/settings.ts';
import type { CommonOptions, FlowDeps } from '../deps.ts';
import { UserError } from '../user-error.ts';
import { loadDeclarations } from './declarations.ts';

/** Fails with UserError where the errors leave open which state is meant. Palette is not to be asked with these settings. */
export async function loadStateSettings(deps: FlowDeps, options: CommonOptions): Promise<Settings> {
  try {
    return (await loadDeclarations(deps, options)).settings;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const state = await stateBeside(deps, options);
    if (state === null) throw error;
    deps.tell?.(
      'warning: the declarations have errors (cloneform validate lists them); recorded state is read without them',
    );
    return { palette: NO_PALETTE, state };
  }
}

const NO_PALETTE: Settings['palette'] = {
  host: null,
  sandbox: null,
  caFile: null,
  requestTimeoutMs: 30_000,
  retries: 0,
  rateLimits: 'off',
};

/** Of a root file that does not read as one, the block `state:` alone; null where that is not certain. */
async function stateBeside({ cwd, env }: FlowDeps, { file }: CommonOptions): Promise<StateSettings | null> {
  const root = path.resolve(cwd, file);
  const text = await readFile(root, 'utf8').catch(() => null);
  if (text === null) return null;
  const override = env['CLONEFORM_STATE'];
  if (override) return toState(path.dirname(root), {}, override);
  const block = /^state:.*(?:\n(?:[ \t].*|#.*|[ \t]*))*/m.exec(text)?.[0] ?? '';
  // Variables have their values from files that may be what is wrong.
  if (block.includes('${')) return null;
  if (block === '') return toState(path.dirname(root), {}, undefined);
  const parsed = parseFile(file, Buffer.from(`${block}\n`), new Faults(), null);
  if (parsed === null) return null;
  return toState(path.dirname(root), asRecord(asRecord(parsed.values())['state']), undefined);
}
