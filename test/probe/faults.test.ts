// The probe under faults: whatever happens on the way, no finding is wrong, and nothing of its own is said to be gone while it stands.

import { describe, expect, test } from 'vitest';
import { ASSUMPTIONS, type AssumptionName, type Assumptions } from '../../src/palette/assumptions.ts';
import {
  type Transport,
  TransportError,
  type TransportRequest,
  type TransportResponse,
} from '../../src/palette/transport.ts';
import { probe } from '../../src/probe/probe.ts';
import { fc } from '../support/fast-check.ts';
import { type ProbeScene, probeScene } from '../support/probe-scene.ts';

const NOTHING = () => undefined;

/** One request that goes wrong: the nth, before or after Palette carried it out. */
interface Fault {
  readonly nth: number;
  readonly isCommitted: boolean;
  readonly answer: 'lost' | TransportResponse;
}

const json = (status: number, code: string, headers = {}): TransportResponse => ({
  status,
  headers,
  body: JSON.stringify({ code, message: 'a fault' }),
});
const PLAIN_404: TransportResponse = { status: 404, headers: {}, body: '404 page not found' };
const ANSWERS: readonly Fault['answer'][] = [
  'lost',
  PLAIN_404,
  json(404, 'ResourceNotFound'),
  json(400, 'InvalidRequest'),
  json(409, 'Conflict'),
  json(422, 'ClusterProfileAlreadyExists'),
  json(429, 'TooManyRequests'),
  json(429, 'TooManyRequests', { 'retry-after': '1' }),
  json(500, 'InternalServerError'),
  json(503, 'ServiceUnavailable'),
  { status: 200, headers: {}, body: '<html>Log in</html>' },
  { status: 200, headers: {}, body: '' },
  { status: 502, headers: {}, body: '' },
];

function struck(inner: Transport, fault: Fault): Transport {
  let calls = 0;
  return {
    ...inner,
    send: async (request) => {
      if (++calls !== fault.nth) return inner.send(request);
      if (fault.isCommitted) await inner.send(request);
      if (fault.answer === 'lost') throw new TransportError('reset', 'unknown', 'cut');
      return fault.answer;
    },
  };
}

const anyAssumptions: fc.Arbitrary<Assumptions> = fc.record(
  Object.fromEntries(
    Object.entries(ASSUMPTIONS).map(([name, { values }]) => [name, fc.constantFrom(...values)]),
  ),
) as unknown as fc.Arbitrary<Assumptions>;

/** What stands in Palette is reported by its UID, whatever else is. */
function expectTold(scene: ProbeScene, left: readonly { readonly uid: string | null }[]): void {
  const told = left.map(({ uid }) => uid);
  expect(scene.standing().filter((uid) => !told.includes(uid))).toEqual([]);
}

test('one fault anywhere: every finding is true or open, and nothing is left', async () => {
  await fc.assert(
    fc.asyncProperty(
      anyAssumptions,
      fc.integer({ min: 1, max: 125 }),
      fc.boolean(),
      fc.constantFrom(...ANSWERS),
      async (assumptions, nth, isCommitted, answer) => {
        const scene = probeScene(assumptions, (inner) => struck(inner, { nth, isCommitted, answer }));
        const { findings, left } = await probe(scene.bench, NOTHING);
        const wrong = findings.filter(({ name, seen }) => seen !== null && seen !== assumptions[name]);
        expect(wrong).toEqual([]);
        expect(scene.standing()).toEqual([]);
        expect(left).toEqual([]);
      },
    ),
    {
      numRuns: Number(process.env['RUNS'] ?? 60),
      seed: Number(process.env['CLONEFORM_SEED'] ?? 20_261_127),
    },
  );
}, 300_000);

test.each(['503 at every PATCH', '500 at every validate', '429 at every clone after the first'])(
  'a fault that stays leaves open what it touches: %s',
  async (what) => {
    let clones = 0;
    const touches = (request: TransportRequest): TransportResponse | null => {
      if (what.includes('clone') && request.path.endsWith('/clone') && ++clones > 1)
        return json(429, 'TooManyRequests');
      if (what.includes('PATCH') && request.method === 'PATCH') return json(503, 'Unavailable');
      return what.includes('validate') && request.path.endsWith('/validate')
        ? json(500, 'InternalServerError')
        : null;
    };
    const scene = probeScene({}, (inner) => ({
      ...inner,
      send: async (request) => touches(request) ?? inner.send(request),
    }));
    const { findings } = await probe(scene.bench, NOTHING);
    const known = (name: AssumptionName): string => ASSUMPTIONS[name].assumed;
    const wrong = findings.filter(({ name, seen }) => seen !== null && seen !== known(name));
    expect(wrong).toEqual([]);
    expect(findings.filter(({ seen }) => seen === null).length).toBeGreaterThan(3);
  },
);

describe('what was made is taken away, or told by its UID', () => {
  test.each([3, 20, 45, 70, 100])('plain-text 404s from request %i on', async (from) => {
    let calls = 0;
    const scene = probeScene({}, (inner) => ({
      ...inner,
      send: async (request) => (++calls >= from ? PLAIN_404 : inner.send(request)),
    }));
    const { left } = await probe(scene.bench, NOTHING);
    expect(scene.standing().length).toBeGreaterThan(0);
    expectTold(scene, left);
  });

  test('DELETE answers 404 as text while the objects stand', async () => {
    const scene = probeScene({}, (inner) => ({
      ...inner,
      send: async (request) => (request.method === 'DELETE' ? PLAIN_404 : inner.send(request)),
    }));
    const { left } = await probe(scene.bench, NOTHING);
    expect(new Set(left.map(({ uid }) => uid))).toEqual(new Set(scene.standing()));
  });

  test('DELETE says ResourceNotFound, and the lists continue showing the objects', async () => {
    const scene = probeScene({}, (inner) => ({
      ...inner,
      send: async (request) =>
        request.method === 'DELETE' ? json(404, 'ResourceNotFound') : inner.send(request),
    }));
    const { left } = await probe(scene.bench, NOTHING);
    expect(new Set(left.map(({ uid }) => uid))).toEqual(new Set(scene.standing()));
  });

  test('no list is whole: nothing is said to be gone', async () => {
    const scene = probeScene({}, (inner) => ({
      ...inner,
      send: async (request) => {
        const answer = await inner.send(request);
        return request.path.startsWith('/v1/dashboard')
          ? { ...answer, body: answer.body.replace(/"count":(\d+)/, '"count":1$1') }
          : answer;
      },
    }));
    const { left } = await probe(scene.bench, NOTHING);
    expect(left.length).toBeGreaterThan(5);
  });

  test.each(Array.from({ length: 12 }, (_, index) => index + 1))(
    'the answer to the create or clone no. %i is lost, and lists are late',
    async (nth) => {
      let makes = 0;
      const scene = probeScene({ listsShowNewObjects: 'late' }, (inner) => ({
        ...inner,
        send: async (request) => {
          const isMake = request.method === 'POST' && /\/clone$|\/clusterprofiles\?/.test(request.path);
          const answer = await inner.send(request);
          if (isMake && !request.path.includes('dashboard') && ++makes === nth)
            throw new TransportError('reset', 'unknown', 'cut');
          return answer;
        },
      }));
      const { left } = await probe(scene.bench, NOTHING);
      expect(scene.standing()).toEqual([]);
      expect(left).toEqual([]);
    },
  );

  test('one of the identical clones is reset', async () => {
    const scene = probeScene({}, (inner) => {
      let same = 0;
      return {
        ...inner,
        send: async (request) => {
          const answer = await inner.send(request);
          if (request.body?.includes('8.0.0') && ++same === 1)
            throw new TransportError('reset', 'unknown', 'cut');
          return answer;
        },
      };
    });
    const { left, identicalAtOnce } = await probe(scene.bench, NOTHING);
    expect([scene.standing(), left, identicalAtOnce]).toEqual([[], [], null]);
  });

  test.each(Array.from({ length: 20 }, (_, index) => index * 5 + 1))(
    'it has to stop at request %i',
    async (at) => {
      let calls = 0;
      const scene = probeScene({}, (inner) => ({
        ...inner,
        send: (request) => {
          if (++calls === at) scene.stop.abort();
          return inner.send(request);
        },
      }));
      const { left, isStopped, unseen } = await probe(scene.bench, NOTHING);
      expect([scene.standing(), left, unseen]).toEqual([[], [], []]);
      expect(scene.untouched()).toBe(true);
      expect(isStopped).toBe(true);
    },
  );

  test('the first answer is lost: every question is open or answered, and nothing is thrown', async () => {
    const scene = probeScene({}, (inner) => ({
      ...inner,
      send: () => Promise.reject(new TransportError('reset', 'unknown', 'cut')),
    }));
    const { findings, left } = await probe(scene.bench, NOTHING);
    expect(findings.every(({ seen }) => seen === null)).toBe(true);
    expect(left.every(({ uid }) => uid === null)).toBe(true);
  });
});

test('what cannot be journaled is not sent', async () => {
  let makes = 0;
  const broken = {
    sending: () => {
      throw new Error('ENOSPC');
    },
    answered: NOTHING,
  };
  const scene = probeScene(
    {},
    (inner) => ({
      ...inner,
      send: (request) => {
        if (request.method === 'POST') makes += 1;
        return inner.send(request);
      },
    }),
    broken,
  );
  const { findings, left } = await probe(scene.bench, NOTHING);
  expect([makes, left]).toEqual([0, []]);
  expect(findings.every(({ seen }) => seen === null)).toBe(true);
  expect(findings.find(({ name }) => name === 'patchLabels')?.detail).toContain('journal');
});
