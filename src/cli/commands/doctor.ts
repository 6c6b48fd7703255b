// `cloneform doctor`, and with --probe: what no document settles, found out with temporary profiles.
import path from 'node:path';
import { loadDeclarations } from '../../flow/planning/declarations.ts';
import type { ProbeEnd } from '../../flow/tenant/probe.ts';
import { EXIT, type ExitCode } from '../../flow/user-error.ts';
import type { Output } from '../../questions/answer.ts';
import { doctor } from '../../questions/doctor/answer.ts';
import type { Context } from '../context.ts';

interface DoctorInput {
  /** Name of the project to probe in. */
  readonly probe: string | undefined;
}

export function doctorCommand(context: Context, { probe }: DoctorInput): Promise<Output> {
  return probe === undefined ? doctor(context) : probeIn(context, probe);
}

async function probeIn(context: Context, project: string): Promise<Output> {
  const { deps, globals, io } = context;
  const { settings } = await loadDeclarations(deps, globals);
  const [{ probePalette }, { renderProbe }] = await Promise.all([
    import('../../flow/tenant/probe.ts'),
    import('../../questions/doctor/probe-text.ts'),
  ]);
  const end = await probePalette(deps, globals, settings, project, {
    asking: (question) => context.note(`asking: ${question}\n`),
    begin: () => {
      io.onWork();
      const stop = new AbortController();
      io.onStopping(() => {
        context.note('Stopping. Deleting what this probe created; a second signal stops immediately.\n');
        stop.abort();
      });
      return stop.signal;
    },
  });
  const { conclusive, identicalAtOnce, interrupted, kept, report, unseen } = end;
  const file = kept === null ? null : path.relative(deps.cwd, kept.file);
  const earlier = kept?.earlier ?? [];
  return {
    value: { ...report, identicalAtOnce, conclusive, interrupted, unseen, earlier },
    text: (style) => renderProbe({ ...end, file, earlier }, style),
    exitCode: exitOf(end),
  };
}

/** What is left in Palette counts most: a cut-off probe that cleaned up is an interrupt like any other. */
function exitOf({ conclusive, interrupted, report }: ProbeEnd): ExitCode {
  if (report.left.length > 0) return EXIT.error;
  if (interrupted) return EXIT.interrupted;
  return conclusive ? EXIT.ok : EXIT.error;
}
