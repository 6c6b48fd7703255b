// `cloneform outdated`: how far clones are behind; with --write, exact versions in the declarations are raised.
import { writeEdits } from '../../flow/declaration-edits.ts';
import { readAndDecide } from '../../flow/planning/read-and-decide.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { raiseVersions } from '../../flow/upgrades/raise-versions.ts';
import { EXIT, UserError, userError } from '../../flow/user-error.ts';
import { refuseIgnored } from '../../library/refuse-ignored.ts';
import type { FilterInput } from '../../model/clone-filter.ts';
import type { RaiseLevel } from '../../model/raise-level.ts';
import { JUST_LOOKING } from '../../plan/plan.ts';
import type { Output } from '../../questions/answer.ts';
import { outdated } from '../../questions/outdated/answer.ts';
import { outdatedForRenovate } from '../../questions/outdated/renovate.ts';
import { renderNotRaised, renderRaised } from '../../render/raised-text.ts';
import type { Context } from '../context.ts';

interface OutdatedInput extends FilterInput {
  readonly write: boolean;
  readonly level: RaiseLevel | undefined;
  readonly minAgeMs: number | null;
  readonly dryRun: boolean;
  readonly format: 'renovate' | undefined;
}

export async function outdatedCommand(context: Context, input: OutdatedInput): Promise<Output> {
  if (input.write) {
    refuseIgnored('--write', {
      '--project': input.project.length > 0,
      '--behind': input.behind === true,
      '--blocked': input.blocked === true,
      '--incomplete': input.incomplete === true,
      '--format': input.format !== undefined,
    });
    return raise(context, input);
  }
  const useless = [
    ...(input.level === undefined ? [] : ['--level']),
    ...(input.minAgeMs === null ? [] : ['--min-age']),
    ...(input.dryRun ? ['--dry-run'] : []),
  ];
  if (useless.length > 0)
    throw userError(EXIT.usage, 'cli/usage', `${useless.join(' and ')} cannot be used without --write`);
  return input.format === undefined ? outdated(context, input) : forRenovate(context, input);
}

async function forRenovate(context: Context, input: OutdatedInput): Promise<Output> {
  refuseIgnored('--format', {
    '--behind': input.behind === true,
    '--blocked': input.blocked === true,
    '--incomplete': input.incomplete === true,
  });
  const answer = await outdatedForRenovate(context, input);
  if (answer.unreadable.length > 0)
    context.note(`Left out, because they could not be read: ${answer.unreadable.join(', ')}\n`);
  return answer;
}

async function raise(context: Context, input: OutdatedInput): Promise<Output> {
  const { deps, globals } = context;
  const { addresses, dryRun, level = 'major', minAgeMs } = input;
  return withSituation(deps, globals, async ({ client, desired, recorded, settings }) => {
    const decided = await readAndDecide({
      client,
      desired,
      recorded,
      options: { ...JUST_LOOKING, target: addresses, upgrade: ['*'] },
      rateLimits: settings.palette.rateLimits,
      report: deps.reading,
    });
    const errors = decided.diagnostics.filter(({ code }) => code === 'plan/nothing-selected');
    if (errors.length > 0) throw new UserError(EXIT.error, errors);
    const request = { decided, client, wanted: addresses, level, minAgeMs };
    const { edits, ...value } = await raiseVersions(deps, globals, request);
    if (!dryRun) await writeEdits(deps, edits);
    if (dryRun && value.left.length > 0) context.note(renderNotRaised(value, context.errStyle));
    return {
      value: { formatVersion: '1.0', dryRun, ...value },
      text: (style) => (dryRun ? value.files.map(({ diff }) => diff).join('') : renderRaised(value, style)),
    };
  });
}
