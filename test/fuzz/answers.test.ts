// Answers of Palette that were damaged by chance, under a whole plan and apply: each run ends in results, a PaletteError or a UserError, never in
// a fault of ours, and nothing of an answer is obeyed by a terminal. `npm run fuzz` makes many more.
import { expect, test } from 'vitest';
import { UserError } from '../../src/flow/user-error.ts';
import { PaletteError } from '../../src/palette/palette-error.ts';
import type { Transport } from '../../src/palette/transport.ts';
import { renderJson } from '../../src/render/json-document.ts';
import { renderPlanText } from '../../src/render/plan-text.ts';
import { createSandboxTransport } from '../../src/sandbox/sandbox-transport.ts';
import { findRawControls } from '../render/golden.ts';
import { aClone, aDesired } from '../support/a-world.ts';
import { corpus, fuzzed, mutateAnswer, type Random, rounds } from '../support/fuzzing.ts';
import { aHouse, type House } from '../support/histories.ts';
import { aClient, aSandbox, aSeed, fakeClock, seedVersion } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

const SEEDS = corpus('.json');

/** Damages some of the answers, and keeps what it gave, for whoever has to look into it. */
function damaged(inner: Transport, random: Random, given: string[]): Transport {
  return {
    send: async (request) => {
      const response = await inner.send(request);
      if (random() > 0.15) return response;
      const answer = mutateAnswer(response, SEEDS, random);
      given.push(`${request.method} ${request.path} → ${answer.status} ${answer.body.slice(0, 600)}`);
      return answer;
    },
    close: inner.close,
  };
}

const DESIRED = aDesired(
  aClone('edge', { target: { labels: { a: 'b' }, description: 'd' } }),
  aClone('across', {
    content: 'mirror',
    source: { profile: 'infra', scope: 'project', project: 'platform' },
  }),
  aClone('golden', { target: { scope: 'tenant', project: null, name: 'golden' } }),
);

async function settle(house: House): Promise<void> {
  try {
    const { planned } = { planned: await house.plan(DESIRED) };
    expect(
      findRawControls(renderPlanText(planned, { width: 80, color: false }, { command: 'plan' })),
    ).toEqual([]);
    expect(findRawControls(renderJson(planned))).toEqual([]);
    const { applied } = await house.apply(DESIRED);
    expect(findRawControls(renderJson(applied))).toEqual([]);
  } catch (error) {
    if (!(error instanceof PaletteError || error instanceof UserError)) throw error;
  }
}

test('no answer breaks a run', async () => {
  for (const { random, name } of rounds(60)) {
    const clock = fakeClock();
    const sandbox = aSandbox(
      aSeed(
        base('1.0.0'),
        base('1.1.0'),
        seedVersion({ name: 'infra', version: '1.0.0', scope: 'project', project: 'platform' }),
      ),
      { clock },
    );
    const house = aHouse(sandbox, clock);
    const honest = house.client;
    const given: string[] = [];
    house.client = aClient(damaged(createSandboxTransport(sandbox, clock), random, given), clock);
    await fuzzed(name, '', async () => {
      try {
        for (let runs = 0; runs < 2; runs++) await settle(house);
        // Whatever was believed meanwhile: an honest Palette and the state are brought together without a fault.
        house.client = honest;
        await settle(house);
        expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      } catch (error) {
        throw new Error(given.join('\n'), { cause: error });
      }
    });
    sandbox.close();
  }
});
