// Plan files: written whole and for their owner alone, and fully checked before anything in them is used.
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { ValidateFunction } from 'ajv';
import { outOfBounds } from '../../declare/bounds.ts';
import { compileSchema } from '../../declare/compile-schema.ts';
import { createDeclareDisk } from '../../declare/disk.ts';
import { toState } from '../../declare/settings.ts';
import { sha256 } from '../../inventory/digest.ts';
import type { Settings } from '../../model/settings.ts';
import { withGroups } from '../../plan/groups.ts';
import { addIntegrityHash, findIntegrityFault, hasIntegrityHash } from '../../plan/integrity-hash.ts';
import type { Plan, SavedPlan } from '../../plan/plan.ts';
import { renderJson } from '../../render/json-document.ts';
import type { FlowDeps } from '../deps.ts';
import { writeOutput } from '../output-file.ts';
import { EXIT, UserError, userError } from '../user-error.ts';
import { checkSignature, signedPlan } from './plan-signature.ts';

/** A plan of 100 000 changes has about a third of this. */
const MOST_BYTES = 256 * 1024 * 1024;
const MOST_FAULTS = 5;

/** The plan as a document of its own: with the settings that apply needs and an integrity hash, and signed where there is a key. */
export function toSavedPlan(deps: Pick<FlowDeps, 'cwd' | 'env'>, plan: Plan, settings: Settings): SavedPlan {
  return signedPlan(deps, addIntegrityHash(withGroups(plan), portable(deps.cwd, settings), sha256));
}

/** Replaces a file of that name. Fails with UserError. */
export function writePlanFile(
  deps: Pick<FlowDeps, 'cwd' | 'newId'>,
  file: string,
  plan: SavedPlan,
): Promise<void> {
  return writeOutput(deps, file, renderJson(plan), { existing: 'replace' });
}

/** Any plan of the right shape, with an integrity hash or without, stale or not. Fails with UserError. */
export async function readPlanFile(deps: Pick<FlowDeps, 'cwd'>, file: string): Promise<Plan> {
  const value = parsePlan(file, await readText(path.resolve(deps.cwd, file), file));
  const validate = await compileSchema('plan.v1.json');
  if (isPlan(validate, value)) return value;
  const faults = (validate.errors ?? []).slice(0, MOST_FAULTS);
  const words = faults.map(
    ({ instancePath, message }) => `${instancePath || '/'} ${message ?? 'is not valid'}`,
  );
  throw userError(
    EXIT.error,
    'plan/not-a-plan',
    `${file} is not a plan: ${words.join('; ')}`,
    'save one with cloneform plan -o FILE',
  );
}

/** A plan that is what was saved, to the letter. Fails with UserError, exit 6 where somebody changed it. */
export async function readSavedPlan(deps: Pick<FlowDeps, 'cwd' | 'env'>, file: string): Promise<SavedPlan> {
  const plan = await readPlanFile(deps, file);
  const problem = findIntegrityFault(plan, sha256);
  if (problem === null && hasIntegrityHash(plan)) {
    checkSignature(deps, file, plan);
    return plan;
  }
  throw userError(
    EXIT.stale,
    'plan/tampered',
    tampered(file, problem),
    'make and review a new plan: cloneform plan -o FILE',
  );
}

/** For people who only look: what is wrong with a plan that can still be shown; null when nothing is. */
export function planFileProblem(file: string, plan: Plan): string | null {
  if (plan.seal === undefined && plan.settings === undefined) return null;
  const problem = findIntegrityFault(plan, sha256);
  return problem === null ? null : tampered(file, problem);
}

function tampered(file: string, problem: ReturnType<typeof findIntegrityFault>): string {
  switch (problem) {
    case 'wrong_checksum':
      return `${file} was changed after it was saved: its checksum does not match its changes`;
    case 'broken_integrity':
      return `${file} was changed after it was saved: its integrity hash does not match its content`;
    case 'no_integrity_hash':
    case null:
      return `${file} has no integrity hash: it was not saved by cloneform plan`;
  }
}

/**
 * Settings for a run from a saved plan. The environment overrides them as it overrides declarations. Whoever can change a plan file
 * can compute its integrity hash, so its paths are bounded like those of declarations: to the folder of the run. Fails with UserError, exit 6.
 */
export async function settingsOf(
  deps: Pick<FlowDeps, 'cwd' | 'env'>,
  { settings }: SavedPlan,
): Promise<Settings> {
  const { palette, state } = settings;
  const at = (file: string | null): string | null => (file === null ? null : path.resolve(deps.cwd, file));
  const isStateGiven = (deps.env['CLONEFORM_STATE'] ?? '') !== '';
  await refuseOutside(deps, palette.sandbox, 'run this from the folder where the plan was made: -C FOLDER');
  if (!deps.env['PALETTE_CA_FILE'])
    await refuseOutside(deps, palette.caFile, 'set PALETTE_CA_FILE to the file');
  if (!isStateGiven) await refuseOutside(deps, state.path, 'set CLONEFORM_STATE to the state', true);
  const override = deps.env['CLONEFORM_STATE'];
  if (state.path === null && state.url === null && (override === undefined || override === ''))
    throw userError(
      EXIT.error,
      'store/no-url',
      'this plan was made with a state whose URL contains a password, and plan files never contain passwords',
      'set CLONEFORM_STATE to that URL',
    );
  const declared = state.url === null ? { path: state.path ?? undefined } : { url: state.url };
  return {
    palette: { ...palette, sandbox: at(palette.sandbox), caFile: at(palette.caFile) },
    state: toState(deps.cwd, declared, override),
  };
}

async function refuseOutside(
  deps: Pick<FlowDeps, 'cwd'>,
  file: string | null,
  hint: string,
  mayBeHidden = false,
): Promise<void> {
  const why = file === null ? null : await outOfBounds(deps.cwd, file, createDeclareDisk());
  if (why === null || (why === 'hidden' && mayBeHidden)) return;
  const where = why === 'hidden' ? 'is hidden' : 'is outside the folder of this run';
  const message = `the plan names ${file}, which ${where}`;
  throw userError(EXIT.stale, 'plan/file-outside', message, hint);
}

/** Paths as seen from the folder of the run, so that the file works in another checkout; a password stays behind. */
function portable(cwd: string, { palette, state }: Settings): Settings {
  const from = (file: string | null): string | null => (file === null ? null : path.relative(cwd, file));
  const hasPassword = state.url !== null && /^[^/]*\/\/[^/@]*:[^/]*@|[?&]password=/i.test(state.url);
  return {
    palette: { ...palette, sandbox: from(palette.sandbox), caFile: from(palette.caFile) },
    state: { path: from(state.path), url: hasPassword ? null : state.url },
  };
}

async function readText(full: string, file: string): Promise<string> {
  try {
    const facts = await stat(full);
    if (!facts.isFile()) throw notRead(file, 'it is not a regular file');
    if (facts.size > MOST_BYTES)
      throw notRead(file, `it has ${facts.size} bytes, which is too large for a plan`);
    return await readFile(full, 'utf8');
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw notRead(file, codeOf(error));
  }
}

function notRead(file: string, why: string): UserError {
  return userError(
    EXIT.error,
    'plan/file-not-read',
    `the plan file ${file} cannot be read (${why})`,
    'check the path; cloneform plan -o FILE saves one',
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}

function parsePlan(file: string, text: string): unknown {
  const value = parseJson(text);
  const format =
    typeof value === 'object' && value !== null && 'formatVersion' in value ? value.formatVersion : undefined;
  if (format === '1.0') return value;
  if (typeof format === 'string')
    throw userError(
      EXIT.error,
      'plan/other-format',
      `${file} is a plan in format ${format.slice(0, 20)}; this version of cloneform supports 1.0`,
      'apply it with the version of cloneform that made it',
    );
  throw userError(
    EXIT.error,
    'plan/not-a-plan',
    `${file} is not a plan`,
    'save one with cloneform plan -o FILE',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isPlan(validate: ValidateFunction, value: unknown): value is Plan {
  return validate(value);
}
