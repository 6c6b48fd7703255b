// `--events FILE`: one JSON object a line for whoever follows a run (schemas/event.v1.json).
import { createEventLines, type ToldEvent } from '../library/event-lines.ts';
import type { Context } from './context.ts';

export interface EventsFile {
  line(event: ToldEvent): void;
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
  const lineOf = createEventLines(deps);
  let isLost = false;
  let writing: Promise<void> = Promise.resolve();
  return {
    line: (event) => {
      const text = `${lineOf(event)}\n`;
      writing = writing
        .then(() => stream.write(text))
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
