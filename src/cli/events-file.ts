// `--events FILE`: one JSON object a line for whoever follows a run (schemas/event.v1.json).
import type { ApplyEvent } from '../apply/events.ts';
import type { ApplyEnd } from '../flow/running/apply-clones.ts';
import type { Plan } from '../plan/plan.ts';
import { safeJsonText } from '../render/safe-text.ts';
import type { Context } from './context.ts';

type FileEvent =
  | ApplyEvent
  | {
      readonly event: 'planned';
      readonly command: string;
      readonly checksum: string;
      readonly summary: Plan['summary'];
    }
  | { readonly event: 'ended'; readonly exitCode: number; readonly stopped: ApplyEnd['stopped'] };

export interface EventsFile {
  line(event: FileEvent): void;
  /** Once all lines are written. */
  close(): Promise<void>;
}

const NOBODY: EventsFile = { line: () => undefined, close: async () => undefined };

/** Fails with UserError where the file cannot be written. Later, a run does not stop because its events are lost. */
export async function openEvents(context: Context, file: string | undefined): Promise<EventsFile> {
  if (file === undefined) return NOBODY;
  const { deps } = context;
  const { openOutput } = await import('../flow/output-file.ts');
  const stream = await openOutput(deps, file, { existing: 'replace' });
  let runId: string | null = null;
  let isLost = false;
  let writing: Promise<void> = Promise.resolve();
  return {
    line: ({ event, ...rest }) => {
      if ('runId' in rest) runId = rest.runId;
      const at = new Date(deps.clock.now()).toISOString();
      const text = `${safeJsonText(JSON.stringify({ event, at, ...rest, runId }))}\n`;
      writing = writing
        .then(() => stream.write(context.io.secrets?.redact(text) ?? text))
        .catch((error: unknown) => {
          if (!isLost)
            context.note(
              `The events file could no longer be written: ${error instanceof Error ? error.message : 'unknown'}\n`,
            );
          isLost = true;
        });
    },
    close: async () => {
      await writing;
      await stream.close().catch(() => undefined);
    },
  };
}
