// plan, apply, drift and render against a sandbox on a real socket: what they resolve to, what they reject with, what they leave alone.
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test, vi } from 'vitest';
import { library } from '../../src/library/index.ts';
import type { ApplyOptions, CloneformError, Outcome, RunEvent } from '../../types/index.js';
import { tempDir } from '../support/cli.ts';
import { handsOn } from '../support/hands.ts';
import { aSeed, seededRandom, seedVersion } from '../support/sandboxes.ts';
import { mustFit } from '../support/schemas.ts';
import { type Served, serving, strikes } from '../support/serving.ts';

const { apply, attempt, drift, isCloneformError, plan, render } = library;

const KEY = 'a-key-of-this-test-alone';
const PROJECTS = ['platform', 'edge-dev', 'edge-prod'];
const YAML = `cloneform: 1
palette: { rateLimits: off }
variables: { version: { default: 1.0.0 } }
clones:
  edge:
    source: { profile: base, version: '\${var.version}' }
    target: { name: edge, scope: project, projects: [${PROJECTS.join(', ')}] }
`;

interface Place extends Served {
  readonly options: { readonly directory: string; readonly host: string; readonly apiKey: string };
  /** UIDs of what was cloned. */
  clones(): readonly string[];
}

async function aPlace(
  yaml = YAML,
  rules: Parameters<typeof strikes>[] = [],
  key: string | null = KEY,
): Promise<Place> {
  const seed = aSeed(seedVersion({ name: 'base', version: '1.0.0' }));
  const faults = { seed: 1, rules: rules.map((rule) => strikes(...rule)) };
  const served = await serving(seed, faults, { apiKey: key, random: seededRandom(7) });
  return {
    ...served,
    options: { directory: tempDir({ 'cloneform.yaml': yaml }), host: served.server.url, apiKey: KEY },
    clones: () =>
      served.sandbox
        .describe()
        .profiles.filter(({ name }) => name === 'edge')
        .map(({ uid }) => uid),
  };
}

/** The error, told apart by its tag. */
async function errorOf<K extends CloneformError['kind']>(
  kind: K,
  work: Promise<unknown>,
): Promise<Extract<CloneformError, { kind: K }>> {
  const outcome: Outcome<unknown> = await attempt(work);
  if (outcome.ok) throw new Error(`it was resolved with ${JSON.stringify(outcome.value)}`);
  const { error } = outcome;
  expect([error.kind, error.message, error.code]).toEqual([
    kind,
    error.diagnostics[0]?.message,
    error.diagnostics[0]?.code,
  ]);
  expect(error.stack).toBe(`CloneformError: ${error.message}`);
  expect(JSON.stringify([error.message, error])).not.toContain(KEY);
  return error as Extract<CloneformError, { kind: K }>;
}

test('the four functions resolve to the documents of the schemas', async () => {
  const { options, clones } = await aPlace();
  const { plan: planned } = await plan(options);
  mustFit('plan', planned);
  expect([planned.summary.create, existsSync(path.join(options.directory, 'state'))]).toEqual([3, false]);
  const { result } = await apply({ ...options, expect: planned.checksum, message: 'from a program' });
  mustFit('apply-result', result);
  expect([result.summary.applied, clones().length]).toEqual([3, 3]);
  const drifted = await drift(options);
  mustFit('plan', drifted.plan);
  expect(drifted.plan.drift).toEqual([]);
  const { content } = await render({ ...options, address: 'edge["edge-dev"]' });
  mustFit('render', content);
  expect(content.packs.map(({ name }) => name)).toEqual(['hello']);
  expect(JSON.stringify([planned, result, drifted, content])).not.toContain(KEY);
});

test('a drift and a blocked plan are answers; failOn makes them errors that carry the plan', async () => {
  // People at the console need no key here.
  const { options, sandbox } = await aPlace(YAML, [], null);
  await apply({ ...options, autoApprove: true });
  const { projects } = sandbox.describe();
  const hands = handsOn(sandbox, (name) => projects.find((project) => project.name === name)?.uid ?? '');
  await hands.packs(await hands.uid('edge', '1.0.0', 'edge-dev'), (packs) =>
    packs.map((pack) => ({ ...pack, values: 'v: by hand' })),
  );
  const { plan: found } = await drift(options);
  expect(found.drift.map(({ address, kind }) => [address, kind])).toEqual([
    ['edge["edge-dev"]', 'clone_edited'],
  ]);
  const refused = await errorOf('blocked', drift({ ...options, failOn: ['drift'] }));
  expect([refused.code, refused.exitCode, refused.plan?.drift.length]).toEqual(['plan/fail-on', 5, 1]);
  const missing = { ...options, variables: { version: '9.9.9' } };
  expect((await plan(missing)).plan.summary.blocked).toBe(3);
  const blocked = await errorOf('blocked', plan({ ...missing, failOn: ['blocked'] }));
  expect(blocked.plan?.summary.blocked).toBe(3);
  const end = await errorOf('blocked', apply({ ...missing, autoApprove: true }));
  expect([end.code, end.exitCode, end.result?.summary.applied]).toEqual(['plan/blocked', 5, 0]);
  expect(end.diagnostics).toHaveLength(4);
  expect(end.diagnostics[1]).toMatchObject({ hint: 'it has 1.0.0' });
});

test('an invalid declaration says file, line, column and what to do', async () => {
  const { options } = await aPlace(YAML.replace('scope: project', 'scopes: project'));
  const error = await errorOf('invalid', plan(options));
  expect(error).toMatchObject({ exitCode: 1, code: 'declare/unknown-field' });
  expect(error.diagnostics[0]).toMatchObject({
    severity: 'error',
    hint: expect.stringContaining('scope'),
    place: { file: 'cloneform.yaml', line: 7, column: 27, text: expect.stringContaining('scopes: project') },
  });
});

test('a key that is refused, a key that is missing, and a Palette that fails', async () => {
  const { options } = await aPlace();
  const refused = await errorOf('unauthorized', plan({ ...options, apiKey: 'another-key-that-is-wrong' }));
  expect([refused.exitCode, JSON.stringify(refused).includes('another-key')]).toEqual([3, false]);
  const { apiKey: _, ...noKey } = options;
  const missing = await errorOf('unauthorized', apply({ ...noKey, autoApprove: true }));
  expect(missing.code).toBe('palette/no-key');
  const failing = await aPlace(YAML.replace('rateLimits: off', 'rateLimits: off, retries: 0'), [
    [['users'], { kind: 'status', status: 400, committed: false, body: 'palette', code: 'Nope' }],
  ]);
  const failed = await errorOf('palette', plan(failing.options));
  expect([failed.code, failed.status, failed.exitCode]).toEqual(['palette/Nope', 400, 1]);
});

test('what approves a plan, and what does not', async () => {
  const { options, clones } = await aPlace();
  const unapproved = await errorOf('invalid', apply(options));
  expect([unapproved.code, unapproved.exitCode]).toEqual(['cli/unapproved', 64]);
  const seen: number[] = [];
  const approve: ApplyOptions['approve'] = ({ summary }) => {
    seen.push(summary.create);
    return false;
  };
  const declined = await errorOf('declined', apply({ ...options, approve }));
  expect([declined.exitCode, declined.result.summary.applied, seen]).toEqual([1, 0, [3]]);
  const stale = await errorOf('stale', apply({ ...options, expect: `sha256:${'0'.repeat(64)}` }));
  expect([stale.exitCode, stale.code]).toEqual([6, 'plan/checksum']);
  const mine = new Error('of the program');
  const throws = apply({
    ...options,
    approve: () => {
      throw mine;
    },
  });
  await expect(throws).rejects.toBe(mine);
  expect([isCloneformError(mine), clones()]).toEqual([false, []]);
  await plan({ ...options, out: 'plan.json' });
  const beside = await errorOf('invalid', apply({ ...options, planFile: 'plan.json', target: ['edge*'] }));
  expect(beside.message).toBe('target has no meaning with planFile, which already fixes what is done');
  expect((await apply({ ...options, planFile: 'plan.json' })).result.summary.applied).toBe(3);
  const again = await apply({ ...options, approve: () => Promise.resolve(true) });
  expect(again.result.results).toEqual([]);
});

test('events are those of --events, for one reader, and an early end of reading ends nothing else', async () => {
  const { options, clones } = await aPlace();
  const run = apply({ ...options, autoApprove: true, parallelism: 1 });
  const events: RunEvent[] = [];
  for await (const event of run.events) events.push(event);
  for (const event of events) mustFit('event', event);
  const names = events.map(({ event }) => event).filter((name) => name !== 'pace');
  expect(names).toEqual([
    'planned',
    'run_started',
    ...PROJECTS.flatMap(() => ['change_started', 'change_finished']),
    'run_finished',
    'ended',
  ]);
  const { result } = await run;
  expect(events.at(-1)?.runId).toBe((result as { run?: { id: string } }).run?.id);
  const destroyed = apply({ ...options, destroy: true, autoApprove: true, dangerousAllowMassDelete: true });
  for await (const event of destroyed.events) if (event.event === 'planned') break;
  expect((await destroyed).result.summary.applied).toBe(3);
  expect(clones()).toEqual([]);
});

test('an abort before the first change leaves nothing; one in the middle loses nothing', async () => {
  const { options, clones } = await aPlace();
  const early = new AbortController();
  early.abort();
  for (const work of [plan, drift] as const)
    await errorOf('aborted', work({ ...options, signal: early.signal }));
  const none = await errorOf('aborted', apply({ ...options, autoApprove: true, signal: early.signal }));
  expect([none.exitCode, none.result, clones()]).toEqual([130, undefined, []]);
  const asked = new AbortController();
  const approve = (): boolean => {
    asked.abort();
    return true;
  };
  const before = await errorOf('aborted', apply({ ...options, approve, signal: asked.signal }));
  expect([before.result?.summary.applied, clones()]).toEqual([0, []]);

  const stop = new AbortController();
  const run = apply({ ...options, autoApprove: true, parallelism: 1, signal: stop.signal });
  const heard: string[] = [];
  for await (const { event } of run.events) {
    heard.push(event);
    if (event === 'change_started') stop.abort();
  }
  const { result, exitCode } = await errorOf('aborted', run);
  expect([exitCode, heard.includes('stopping'), heard.at(-1)]).toEqual([130, true, 'ended']);
  const { applied = 0, notStarted = 0 } = result?.summary ?? {};
  expect([applied, notStarted]).toEqual([1, 2]);
  // Palette has what state knows, and no more.
  expect(result?.clones?.map(({ uid }) => uid)).toEqual(clones());
  const { result: rest } = await apply({ ...options, autoApprove: true });
  expect([rest.summary.applied, clones().length]).toEqual([2, 3]);
  const { plan: settled } = await plan(options);
  expect([settled.summary.noop, settled.unmanaged, settled.drift]).toEqual([3, [], []]);
});

test('a run that did not do all says what failed, and the next one continues', async () => {
  const { options } = await aPlace(YAML, [
    [
      ['clone'],
      { kind: 'status', status: 422, committed: false, body: 'palette', code: 'NotToday' },
      { turn: { kind: 'nth', calls: [2] } },
    ],
  ]);
  const error = await errorOf('incomplete', apply({ ...options, autoApprove: true, parallelism: 1 }));
  expect([error.exitCode, error.result.summary.applied, error.result.summary.failed]).toEqual([4, 2, 1]);
  expect(error.diagnostics.map(({ code }) => code)).toEqual(['apply/incomplete', 'palette/NotToday']);
  expect((await apply({ ...options, autoApprove: true })).result.summary.applied).toBe(1);
});

test('one run at a time', async () => {
  const { options } = await aPlace();
  const errors: CloneformError[] = [];
  const approve: ApplyOptions['approve'] = async () => {
    errors.push(await errorOf('locked', apply({ ...options, autoApprove: true })));
    return true;
  };
  await apply({ ...options, approve });
  expect(errors[0]).toMatchObject({ exitCode: 7, holder: { command: 'apply' } });
});

test('an option that does not exist, or has another type, is an error', async () => {
  const { options } = await aPlace();
  const wrong: readonly (readonly [object | undefined, string])[] = [
    [undefined, 'plan() needs an object of options'],
    [{}, 'plan() needs the option directory'],
    [{ ...options, variable: {} }, 'plan() has no option "variable"'],
    [{ ...options, target: 'edge' }, 'plan(): target must be an array of strings'],
    [{ ...options, apiKeyFile: 'key' }, 'plan(): apiKey and apiKeyFile exclude each other'],
    [{ ...options, constructor: 1 }, 'plan() has no option "constructor"'],
  ];
  for (const [given, message] of wrong) {
    const error = await errorOf('invalid', plan(given as Parameters<typeof plan>[0]));
    expect([error.exitCode, error.message]).toEqual([64, message]);
  }
});

test('nothing is printed, no signal is handled, and the environment of the process is not read', async () => {
  const { options } = await aPlace();
  const { apiKey: _, host: __, ...bare } = options;
  const writes = [vi.spyOn(process.stdout, 'write'), vi.spyOn(process.stderr, 'write')];
  const listeners = (): readonly number[] =>
    ['SIGINT', 'SIGTERM', 'SIGHUP', 'warning', 'exit'].map((name) => process.listenerCount(name));
  const before = listeners();
  const { env } = process;
  process.env = { ...env, PALETTE_API_KEY: KEY, PALETTE_HOST: options.host, CLONEFORM_STATE: 'elsewhere.db' };
  try {
    const run = apply({ ...options, autoApprove: true });
    expect(listeners()).toEqual(before);
    await run;
    await errorOf('unauthorized', plan(bare));
    expect(existsSync(path.join(bare.directory, 'elsewhere.db'))).toBe(false);
    // Another state, which the environment names, knows no clone.
    expect((await plan({ ...bare, env: process.env })).plan.summary.blocked).toBe(3);
    writeFileSync(path.join(bare.directory, 'key'), KEY, { mode: 0o644 });
    const warned: string[] = [];
    const warnOf = { onWarning: ({ code }: { readonly code: string }) => void warned.push(code) };
    await plan({ ...bare, host: options.host, apiKeyFile: 'key', ...warnOf });
    expect(warned).toEqual(['palette/key-file-mode']);
    expect(listeners()).toEqual(before);
    for (const write of writes) expect(write).not.toHaveBeenCalled();
  } finally {
    process.env = env;
    for (const write of writes) write.mockRestore();
  }
});
