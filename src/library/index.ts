// What `import … from 'cloneform'` gives. It loads nothing: the work is loaded when a function is called, so that it costs the command
// line, which is in the same file once it is built, no time to start.
import type * as published from '../../types/index.js';
import { asOutcome, isCloneformError } from './cloneform-error.ts';
import { EventQueue } from './event-queue.ts';

export const library: typeof published = {
  attempt: asOutcome,
  isCloneformError,
  plan: async (options) => (await import('./look-functions.ts')).planFunction(options),
  drift: async (options) => (await import('./look-functions.ts')).driftFunction(options),
  render: async (options) => (await import('./look-functions.ts')).renderFunction(options),
  apply: (options) => {
    const events = new EventQueue<published.RunEvent>();
    const run = applyWith(options, events);
    return Object.defineProperty(run, 'events', {
      get: () => {
        // Whoever follows the events learns of the end there, and may await the promise only then.
        run.catch(() => undefined);
        return events.open();
      },
    }) as ReturnType<typeof published.apply>;
  },
};

async function applyWith(
  options: published.ApplyOptions,
  events: EventQueue<published.RunEvent>,
): Promise<{ readonly result: published.ApplyDocument }> {
  try {
    const { applyFunction } = await import('./apply-function.ts');
    return await applyFunction(options, (event) => events.push(event));
  } finally {
    events.end();
  }
}
