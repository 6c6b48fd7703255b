// A drift job must not be green where nobody could look.
import { expect, test } from 'vitest';
import type { FaultRule } from '../../src/sandbox/fault-rules.ts';
import { aPlace } from '../support/place.ts';
import { aSeed } from '../support/sandboxes.ts';
import { base } from '../support/scene.ts';

test('drift names the clones that it could not read, and exits with 1', async () => {
  const faults: { seed: number; rules: FaultRule[] } = { seed: 1, rules: [] };
  const at = await aPlace(aSeed(base('1.0.0')), { faults });
  try {
    const target = (project: string): string =>
      `{ source: { profile: base, version: 1.0.0 }, target: { name: one, scope: project, project: ${project} } }`;
    at.declare({ seen: target('edge-dev'), unseen: target('edge-prod') });
    expect((await at.run('apply', '--auto-approve')).code).toBe(0);
    expect(await at.run('drift')).toMatchObject({
      code: 0,
      out: expect.stringContaining('No drift: 2 clones'),
    });
    const fault = { kind: 'hidden', names: [], project: 'edge-prod' } as const;
    faults.rules.push({ calls: null, turn: { kind: 'each' }, times: null, fault });
    const end = await at.run('drift');
    expect(end.code).toBe(1);
    expect((await at.run('plan', '--fail-on', 'drift')).code).toBe(1);
    expect((await at.run('plan')).code).toBe(0);
    expect(end.out).toContain('No drift in the clones that could be read.');
    expect(end.out).toMatch(/Not read: 1\n {2}unseen {2}/);
  } finally {
    await at.close();
  }
});
