// The talk with whoever runs an apply: the plan, the question, progress.
import type { ApplyEnd } from '../flow/apply-clones.ts';
import type { ApplyTalk } from '../flow/run-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { renderPlanText } from '../render/plan-text.ts';
import { createProgress } from '../render/progress.ts';
import type { Context } from './context.ts';
import { text } from './globals.ts';

type Flags = Readonly<Record<string, unknown>>;

export interface TalkFacts {
  readonly command: 'apply' | 'destroy' | 'rollback';
  /** A saved plan that somebody named is approved where there is nobody to ask. */
  readonly planFile: string | null;
}

export async function withTalk(
  context: Context,
  flags: Flags,
  facts: TalkFacts,
  run: (talk: ApplyTalk) => Promise<ApplyEnd>,
): Promise<ApplyEnd> {
  context.io.onWork();
  return run(makeTalk(context, flags, facts));
}

function makeTalk(context: Context, flags: Flags, facts: TalkFacts): ApplyTalk {
  const { io, globals } = context;
  const progress = createProgress(context.errStyle, { isTerminal: io.stderrIsTerminal });
  let underWay = 0;
  return {
    showPlan: (plan) => {
      if (!globals.json)
        io.writeOut(
          renderPlanText(plan, context.style, { command: facts.command === 'destroy' ? 'destroy' : 'apply' }),
        );
    },
    approve: (plan) => approve(context, flags, facts, plan),
    emit: (event) => {
      if (event.event === 'run_started') {
        io.onStopping(() => context.note(progress.event({ event: 'stopping', inFlight: underWay })));
      }
      if (event.event === 'change_started') underWay++;
      if (event.event === 'change_finished') underWay--;
      context.note(progress.event(event));
    },
    isStopping: () => io.isStopping(),
  };
}

async function approve(
  context: Context,
  flags: Flags,
  { command, planFile }: TalkFacts,
  plan: Plan,
): ReturnType<ApplyTalk['approve']> {
  const { io, globals } = context;
  if (flags['autoApprove'] === true || text(flags['expect']) !== undefined) return 'yes';
  if (!io.stdinIsTerminal || globals.json) return planFile === null ? 'nobody_to_ask' : 'yes';
  const taken = plan.changes.filter((change) => change.action === 'delete' || change.action === 'replace');
  const verb = command === 'rollback' ? 'do' : command;
  const what = taken.length === 0 ? `${verb} this` : `${verb} this and delete ${taken.length} from Palette`;
  const answer = await io.ask(`\nDo you want to ${what}?\nOnly 'yes' is accepted: `);
  if (answer === null) return 'interrupted';
  return answer.trim() === 'yes' ? 'yes' : 'no';
}
