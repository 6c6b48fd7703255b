// Progress of a run: a line per change that ended. Stable in logs, readable on a terminal.
import type { ApplyEvent } from '../apply/events.ts';
import { assertNever } from '../model/invariant.ts';
import { pastOf } from './apply-text.ts';
import { safeText } from './safe-text.ts';
import { paintsFor, type Style } from './style.ts';

export interface Progress {
  /** Text for standard error; empty when the event says nothing to people. */
  event(event: ApplyEvent): string;
}

export function createProgress(style: Style): Progress {
  const paints = paintsFor(style);
  return {
    event: (event) => {
      switch (event.event) {
        case 'run_started':
        case 'change_started':
        case 'run_finished':
          return '';
        case 'stopping':
          return `Stopping: ${event.inFlight === 0 ? '' : 'finishing what is under way, '}starting nothing new. Once more stops at once.\n`;
        case 'change_finished': {
          const count = paints.dim(
            `[${String(event.done).padStart(String(event.total).length)}/${event.total}]`,
          );
          const seconds = paints.dim(`(${(event.elapsedMs / 1000).toFixed(1)}s)`);
          const address = safeText(event.address);
          if (event.status === 'applied') return `${count} ${pastOf(event.action)} ${address} ${seconds}\n`;
          const why =
            event.error === null || event.error === undefined
              ? (event.because ?? '')
              : `${event.error.code}: ${event.error.message}`;
          return `${count} ${paints.remove(event.status)} ${event.action} ${address}: ${safeText(why, 200)} ${seconds}\n`;
        }
        default:
          return assertNever(event);
      }
    },
  };
}
