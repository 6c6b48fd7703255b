// `apply --interactive`: each change by itself. What hangs on a change that was refused is left with it, unasked.
import type { Approval } from '../flow/running/run-plan.ts';
import { withDependents } from '../plan/depend.ts';
import { isWork } from '../plan/document.ts';
import type { ChangeEntry, Plan } from '../plan/plan.ts';
import { QUESTION, renderChangeQuestion, renderLeft } from '../render/change-question.ts';
import type { Context } from './context.ts';

type Output = 'yes' | 'no' | 'all' | 'quit' | 'interrupted';

/** Quit leaves the rest; what was approved until then is done. */
export async function askEach(context: Context, plan: Plan): Promise<Approval> {
  const { io, errStyle } = context;
  const work = plan.changes.filter(isWork);
  const leave = new Set<ChangeEntry>();
  for (const [index, change] of work.entries()) {
    const because = withDependents(work, leave).get(change);
    if (because !== undefined) {
      io.writeErr(renderLeft(change, because, errStyle));
      continue;
    }
    const answer = await askOne(context, change, `${index + 1}/${work.length}`);
    if (answer === 'interrupted') return 'interrupted';
    if (answer === 'all') break;
    if (answer === 'no') leave.add(change);
    if (answer === 'quit') {
      for (const rest of work.slice(index)) leave.add(rest);
      break;
    }
  }
  return leave.size === work.length ? 'no' : { leave };
}

async function askOne({ io, errStyle }: Context, change: ChangeEntry, place: string): Promise<Output> {
  io.writeErr(renderChangeQuestion(change, place, errStyle));
  for (;;) {
    const line = await io.ask(QUESTION);
    if (line === null) return 'interrupted';
    const answer = ANSWERS.get(line.trim().toLowerCase());
    if (answer !== undefined) return answer;
    io.writeErr('Output y, n, a or q.\n');
  }
}

const ANSWERS: ReadonlyMap<string, Output> = new Map([
  ['y', 'yes'],
  ['yes', 'yes'],
  ['n', 'no'],
  ['no', 'no'],
  ['a', 'all'],
  ['all', 'all'],
  ['q', 'quit'],
  ['quit', 'quit'],
]);
