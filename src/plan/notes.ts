// What a plan says of the circumstances that it was made in: a run in progress, questions that Palette did not answer.
import type { Diagnostic } from '../model/diagnostic.ts';
import type { PlannedSelector } from './planned-selector.ts';
import type { PlanInput, PlanningContext } from './planning-context.ts';

const SHOWN_ADDRESSES = 5;

/** What another run has begun looks interrupted, or like somebody else's, until it has ended. */
export function noteRunning({ input }: PlanningContext): readonly Diagnostic[] {
  const { running } = input.recorded;
  if (running === undefined) return [];
  const { command, user, host, since } = running;
  return [
    {
      code: 'plan/run-in-progress',
      severity: 'warning',
      message: `a run is in progress: ${command} by ${user} on ${host}, since ${since}; this plan shows its remaining changes, and changes in progress may look interrupted`,
      hint: 'make a new plan when that run has ended',
    },
  ];
}

/** Disabled projects are left out: what was selected there is kept as it is, and nothing is made. */
export function noteDisabled(selectors: readonly PlannedSelector[]): readonly Diagnostic[] {
  return selectors.flatMap(({ id, disabled }): readonly Diagnostic[] => {
    if (disabled.length === 0) return [];
    const names = disabled.slice(0, SHOWN_ADDRESSES).map(({ name }) => name);
    const more = disabled.length - names.length;
    return [
      {
        code: 'plan/project-disabled',
        severity: 'warning',
        message: `${id} leaves ${disabled.length === 1 ? 'a disabled project' : `${disabled.length} disabled projects`} alone: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`,
        hint: 'clones there are kept as they are, and not read; enable the project in Palette to manage them again',
      },
    ];
  });
}

export interface Unanswered {
  readonly address: string;
  readonly code: string;
  readonly message: string;
}

/** Creates that Palette's dry run said nothing about. */
export function unansweredIn({ observed }: PlanInput): readonly Unanswered[] {
  return [...observed.preflight].flatMap(([address, answer]) =>
    answer.status === 'unanswered' ? [{ address, code: answer.code, message: answer.message }] : [],
  );
}

export function noteUnanswered(unanswered: readonly Unanswered[]): readonly Diagnostic[] {
  const [first] = unanswered;
  if (first === undefined) return [];
  const shown = unanswered.slice(0, SHOWN_ADDRESSES).map(({ address }) => address);
  const more = unanswered.length - shown.length;
  return [
    {
      code: 'plan/preflight-unanswered',
      severity: 'warning',
      message: `Palette's own check (clone/validate) did not answer for ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}: ${first.code}: ${first.message}`,
      hint: 'make a new plan, or skip the check with --no-preflight',
    },
  ];
}
