// The events of a run as others get them, one JSON object each (schemas/event.v1.json): a line of `--events`, an item of `events`.
import type { ApplyEvent } from '../apply/events.ts';
import type { FlowDeps } from '../flow/deps.ts';
import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import type { Plan } from '../plan/plan.ts';
import { safeJsonText } from '../render/safe-text.ts';

/** What happens, and what comes before and after a run. */
export type ToldEvent =
  | ApplyEvent
  | {
      readonly event: 'planned';
      readonly command: string;
      readonly checksum: string;
      readonly summary: Plan['summary'];
    }
  | { readonly event: 'ended'; readonly exitCode: number; readonly stopped: ApplyEnd['stopped'] };

/** `at`: when, RFC 3339. `runId`: null before the run began. */
export type RunEvent = ToldEvent & { readonly at: string; readonly runId: string | null };

/** Each event as one line of JSON, with the time and the run, without secrets. */
export function createEventLines({
  clock,
  secrets,
}: Pick<FlowDeps, 'clock' | 'secrets'>): (event: ToldEvent) => string {
  let runId: string | null = null;
  return ({ event, ...rest }) => {
    if ('runId' in rest) runId = rest.runId;
    const at = new Date(clock.now()).toISOString();
    const text = safeJsonText(JSON.stringify({ event, at, ...rest, runId }));
    return secrets?.redact(text) ?? text;
  };
}
