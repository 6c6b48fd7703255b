// What `policy test` prints: what is equal but for the address is said once.
import { expect, test } from 'vitest';
import { type PolicyTests, renderPolicyTests } from '../../src/render/policy-tests-text.ts';
import { PLAIN } from './golden.ts';

type Mismatch = PolicyTests['tests'][number]['mismatches'][number];

const denied = (address: string, more: Partial<Mismatch> = {}): Mismatch => ({
  kind: 'not_expected',
  policy: 'no-skip',
  outcome: 'deny',
  address,
  expected: null,
  found: 'edge skips a version',
  line: 6,
  ...more,
});

function textOf(...mismatches: readonly Mismatch[]): string {
  const failed: PolicyTests = {
    file: 'k8s.test.yaml',
    policies: ['no-skip'],
    tests: [{ name: 'leap', plan: 'leap.json', status: 'failed', findings: [], mismatches }],
    skipped: [],
    silent: [],
    summary: { passed: 0, failed: 1, allowed: 0, denied: 0, skipped: 0 },
  };
  return renderPolicyTests(failed, PLAIN).replaceAll(/\s+/g, ' ');
}

test('equal findings of many clones are said once, others by themselves', () => {
  const fleet = Array.from({ length: 19 }, (_, n) => denied(`edge["store-${n}"]`));
  const text = textOf(...fleet, denied('other', { found: 'other skips a version' }));
  expect(text).toContain(
    'no-skip denies edge["store-0"], which is not expected: edge skips a version (and at 18 more) (k8s.test.yaml:6)',
  );
  expect(text).toContain(
    'no-skip denies other, which is not expected: other skips a version (k8s.test.yaml:6)',
  );
  expect(text).not.toContain('store-1"]');
});

test('a finding that is alone has no count', () => {
  expect(textOf(denied('edge'))).not.toContain('more)');
});
