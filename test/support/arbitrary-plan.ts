// Plans that nobody would write: every action, reason and blocker, with names that Palette or YAML might hold.

import type { Digest } from '../../src/content/content.ts';
import { type Address, formatAddress } from '../../src/model/address.ts';
import { type Action, BLOCKERS, type ChangeEntry, type Drift, type Plan } from '../../src/plan/plan.ts';
import { REASONS } from '../../src/plan/reasons.ts';
import { summarize } from '../../src/plan/summary.ts';
import { OPTIONS } from './a-world.ts';
import { fc } from './fast-check.ts';

const ACTIONS: readonly Action[] = [
  'create',
  'adopt',
  'update',
  'replace',
  'delete',
  'forget',
  'move',
  'resume',
  'noop',
  'blocked',
];

const DRIFTS: readonly Drift['kind'][] = [
  'clone_edited',
  'source_edited',
  'source_gone',
  'metadata_edited',
  'renamed',
  'unpublished',
  'gone',
];

/** What tries to steer a terminal, hide, or take more columns than it has characters. */
export const HOSTILE: readonly string[] = [
  '\u001B[31mred\u001B[0m',
  '\u001B[2J\u001B[H',
  'over\rwritten',
  'bell\u0007',
  'link \u001B]8;;https://evil.example\u0007here\u001B]8;;\u0007',
  'admin\u202Egnp.exe',
  'zero\u200Bwidth',
  'c1 \u009B31m',
  'del\u007F',
  'tag\u{E0041}\u{E007F}',
  'two\nlines',
  'tab\there',
  'sep\u2028arator\u2029',
  'private\uE000',
  'half \uD83D',
  'filler\u3164',
  '漢字プロファイル',
  'family 👩‍👩‍👧 flag 🏳️',
  'e\u0301'.repeat(40),
];

export const anyText = (): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.stringMatching(/^[a-z][a-z0-9-]{0,24}$/) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
    { weight: 1, arbitrary: fc.lorem({ maxCount: 30 }) },
    { weight: 1, arbitrary: fc.stringMatching(/^[a-z]{90,120}$/) },
  );

const anyDigest = (): fc.Arbitrary<Digest> =>
  fc.stringMatching(/^[0-9a-f]{64}$/).map((hex) => `sha256:${hex}` as const);

export const anyAddress = (): fc.Arbitrary<Address> =>
  fc
    .tuple(
      fc.stringMatching(/^[a-z][a-z0-9_.-]{0,60}$/),
      fc.option(anyText()),
      fc.option(fc.constant('1.2.0')),
    )
    .map(([id, project, version]) => formatAddress(id, project, version));

const anyPlace = fc.oneof(
  fc.constant({ scope: 'tenant', project: null, projectUid: null } as const),
  anyText().map((project) => ({ scope: 'project', project, projectUid: 'p-1' }) as const),
  fc.constant({ scope: 'project', project: null, projectUid: null } as const),
);

const anyClone = fc
  .tuple(anyText(), anyText(), anyPlace)
  .map(([name, version, place]) => ({ name, version, ...place }));

const anyFacts = fc.record({
  name: anyText(),
  version: anyText(),
  labels: fc.option(fc.dictionary(anyText(), anyText(), { maxKeys: 3 })),
  description: fc.option(fc.oneof(anyText(), fc.lorem({ mode: 'sentences', maxCount: 8 }))),
});

const anyRefs = fc.array(fc.record({ uid: anyText(), name: anyText() }), { maxLength: 8 });

const anyPack = fc.record(
  {
    pack: anyText(),
    change: anyText(),
    from: fc.option(anyText()),
    to: fc.option(anyText()),
    diff: anyText(),
  },
  { requiredKeys: ['pack', 'change', 'from', 'to'] },
);

const anyResume = fc.record({
  operation: fc.constant('op-1'),
  verdict: fc.constantFrom(
    ...(['finish', 'take_over', 'retry', 'confirm_deleted', 'close', 'wait'] as const),
  ),
  source: fc.constant(null),
});

const anyBlocker = fc.record({
  by: fc.constantFrom(...BLOCKERS),
  detail: anyText(),
  hint: fc.option(anyText()),
});

const anyChange: fc.Arbitrary<ChangeEntry> = fc
  .record(
    {
      address: anyAddress(),
      action: fc.constantFrom(...ACTIONS),
      reason: fc.constantFrom(...REASONS),
      clone: anyClone,
      source: fc
        .tuple(anyClone, fc.option(anyText()), fc.option(anyDigest()))
        .map(([clone, version, digest]) => ({ ...clone, uid: null, version, digest })),
      needs: fc.array(anyAddress(), { maxLength: 2 }),
      preconditions: fc.constant({ recorded: null, observed: null, source: null }),
      protect: fc.boolean(),
      uid: anyText(),
      before: anyFacts,
      after: anyFacts,
      content: fc.array(anyPack, { maxLength: 2 }),
      inUse: fc.record({ clusters: anyRefs, templates: anyRefs }),
      movedFrom: anyAddress(),
      replaces: anyClone.map((clone) => ({ uid: 'u-old', clone })),
      resume: anyResume,
      blockers: fc.array(anyBlocker, { minLength: 1, maxLength: 3 }),
      wouldBe: fc.constantFrom(...(['create', 'update', 'replace', 'delete', 'move', 'resume'] as const)),
    },
    { requiredKeys: ['address', 'action', 'reason', 'clone', 'source', 'needs', 'preconditions', 'protect'] },
  )
  .map(({ blockers, wouldBe, ...change }): ChangeEntry => {
    if (change.action !== 'blocked') return change;
    const some = blockers ?? [{ by: 'unreadable', detail: 'x', hint: null } as const];
    return {
      ...change,
      blockedBy: some[0]?.by ?? 'unreadable',
      blockers: some.map((blocker) => blocker.by),
      obstacles: some,
      wouldBe: wouldBe ?? 'create',
    };
  });

const anyDrift = fc.record({ address: anyAddress(), kind: fc.constantFrom(...DRIFTS), detail: anyText() });

const anyDiagnostic = fc.record(
  {
    code: fc.constantFrom(...(['plan/not-yet', 'declare/unknown-field'] as const)),
    severity: fc.constantFrom(...(['error', 'warning'] as const)),
    message: anyText(),
    place: fc.record({
      file: anyText(),
      line: fc.integer({ min: 1, max: 99_999 }),
      column: fc.integer({ min: 1, max: 220 }),
      text: fc.oneof(anyText(), fc.string({ unit: 'binary', maxLength: 200 })),
    }),
    hint: anyText(),
  },
  { requiredKeys: ['code', 'severity', 'message'] },
);

export const anyPlan = (): fc.Arbitrary<Plan> =>
  fc
    .record({
      changes: fc.array(anyChange, { maxLength: 12 }),
      drift: fc.array(anyDrift, { maxLength: 3 }),
      diagnostics: fc.array(anyDiagnostic, { maxLength: 3 }),
      host: anyText(),
      checksum: anyDigest(),
      globs: fc.array(anyText(), { maxLength: 2 }),
      destroy: fc.boolean(),
      refresh: fc.constantFrom(...(['full', 'none'] as const)),
      errored: fc.boolean(),
      seconds: fc.nat(100),
      unmanaged: fc.array(
        anyClone.map(({ name, version, scope, project }) => ({ uid: 'u-x', name, version, scope, project })),
        { maxLength: 2 },
      ),
    })
    .map(
      ({
        changes,
        drift,
        diagnostics,
        host,
        checksum,
        globs,
        destroy,
        refresh,
        errored,
        seconds,
        unmanaged,
      }) => ({
        formatVersion: '1.0',
        tool: 'cloneform 0.0.0',
        createdAt: '2026-01-01T00:00:00.000Z',
        tenantUid: 't',
        host,
        state: { lineage: null, serial: 0 },
        checksum,
        options: { ...OPTIONS, destroy, refresh, target: globs },
        changes,
        drift,
        unmanaged,
        diagnostics,
        summary: summarize(changes, drift),
        estimate: { requests: changes.length, seconds },
        applyable: false,
        complete: !errored,
        errored,
      }),
    );
