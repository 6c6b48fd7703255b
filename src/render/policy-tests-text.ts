// What `cloneform policy test` found: a line for each test, below it what is other than expected, and how many there are.
import { count } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import { paintsFor, type Style, type Tone } from './style.ts';
import { renderTable } from './table.ts';
import { joinLines, layout, wrapText } from './wrap.ts';

type Outcome = 'deny' | 'warn' | 'error';

interface Said {
  readonly policy: string;
  readonly outcome: Outcome;
  readonly address: string | null;
}

interface Mismatch {
  readonly kind: 'not_said' | 'not_expected' | 'other_message' | 'approval';
  readonly policy: string | null;
  readonly outcome: Outcome | null;
  readonly address: string | null;
  readonly expected: string | boolean | null;
  readonly found: string | boolean | null;
  readonly line: number;
}

interface Tested {
  readonly name: string | null;
  readonly plan: string;
  readonly status: 'passed' | 'failed' | 'allowed' | 'denied';
  readonly findings: readonly Said[];
  readonly mismatches: readonly Mismatch[];
}

export interface PolicyTests {
  readonly file: string;
  readonly policies: readonly unknown[];
  readonly tests: readonly Tested[];
  readonly skipped: readonly { readonly name: string; readonly plan: string }[];
  readonly silent: readonly string[];
  readonly summary: Readonly<Record<'passed' | 'failed' | 'allowed' | 'denied' | 'skipped', number>>;
}

const STATUS: Readonly<Record<Tested['status'], readonly [string, Tone]>> = {
  passed: ['ok', 'add'],
  failed: ['FAIL', 'error'],
  allowed: ['allowed', 'add'],
  denied: ['denied', 'blocked'],
};

export function renderPolicyTests(tested: PolicyTests, style: Style): string {
  const { file, tests, silent, skipped } = tested;
  const hasNames = tests.some(({ name }) => name !== null);
  const table = renderTable(
    [
      { head: '', cells: tests.map(({ status }) => STATUS[status][0]) },
      ...(hasNames ? [{ head: 'TEST', cells: tests.map(({ name }) => name ?? ''), least: 12 }] : []),
      { head: 'PLAN', cells: tests.map(({ plan }) => plan) },
      { head: 'POLICIES SAY', cells: tests.map(saysWords), keep: true },
    ],
    style,
    2,
  );
  const paints = paintsFor(style);
  const rows = table.rows.flatMap((lines, index) => {
    const test = tests[index];
    if (test === undefined) return lines;
    const paint = paints[STATUS[test.status][1]];
    const [first = '', ...others] = lines;
    const status = STATUS[test.status][0];
    return [
      first.replace(status, () => paint(status)),
      ...others,
      ...alike(test.mismatches).flatMap(({ first: mismatch, more }) =>
        layout(
          [
            { text: `${mismatchWords(mismatch)} ` },
            ...(more === 0 ? [] : [{ text: `(and at ${more} more) ` }]),
            { text: `(${file}:${mismatch.line})`, tone: 'dim' as const },
          ],
          style,
          { first: 6, hang: 8 },
        ),
      ),
    ];
  });
  const notes = [
    ...skipped.map(
      ({ name, plan }) => `Skipped: ${name}: ${plan} is not among the plans of the command line.`,
    ),
    ...(hasNames && silent.length > 0 ? [`No test here has a finding of ${silent.join(', ')}.`] : []),
  ];
  return joinLines([
    table.head,
    ...rows,
    '',
    ...notes.flatMap((note) => wrapText(safeText(note), style, { first: 0, hang: 2 })),
    totals(tested),
  ]);
}

/** What is equal but for the address, once. */
function alike(
  mismatches: readonly Mismatch[],
): readonly { readonly first: Mismatch; readonly more: number }[] {
  const groups = new Map<string, { readonly first: Mismatch; more: number }>();
  for (const mismatch of mismatches) {
    const key = JSON.stringify({ ...mismatch, address: mismatch.address === null });
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { first: mismatch, more: 0 });
    else group.more += 1;
  }
  return [...groups.values()];
}

/** Each policy once, with what it is about. */
function saysWords({ findings }: Tested): string {
  const said = new Map<string, string[]>();
  for (const { outcome, policy, address } of findings) {
    const key = `${SAYS[outcome]} ${policy}`;
    said.set(key, [...(said.get(key) ?? []), ...(address === null ? [] : [address])]);
  }
  const words = [...said].map(([key, addresses]) => {
    const shown = addresses.slice(0, 2).join(', ');
    const more = addresses.length > 2 ? ` and ${addresses.length - 2} more` : '';
    return addresses.length === 0 ? key : `${key} at ${shown}${more}`;
  });
  return words.length === 0 ? '-' : words.join('; ');
}

const SAYS: Readonly<Record<Outcome, string>> = { deny: 'deny', warn: 'warn', error: 'error in' };
const VERBS: Readonly<Record<Outcome, string>> = {
  deny: 'denies',
  warn: 'warns of',
  error: 'has an error at',
};
const NOT: Readonly<Record<Outcome, string>> = {
  deny: 'does not deny',
  warn: 'does not warn of',
  error: 'has no error at',
};

function mismatchWords({ kind, policy, outcome, address, expected, found }: Mismatch): string {
  const what = address ?? 'the plan';
  const verb = outcome ?? 'deny';
  switch (kind) {
    case 'not_said':
      return `${policy} ${NOT[verb]} ${what}, though that is expected`;
    case 'not_expected':
      return `${policy} ${VERBS[verb]} ${what}, which is not expected: ${String(found)}`;
    case 'other_message':
      return `${policy} says of ${what}: ${String(found)}; expected: ${String(expected)}`;
    case 'approval':
      return expected === true
        ? 'autoApprove does not allow the plan, though that is expected'
        : 'autoApprove allows the plan, which is not expected';
  }
}

function totals({ summary, policies }: PolicyTests): string {
  const { passed, failed, allowed, denied, skipped } = summary;
  const rules = policies.length === 1 ? '1 policy' : `${policies.length} policies`;
  if (allowed + denied > 0)
    return `${count(allowed + denied, 'plan')}, ${rules}: ${allowed} allowed, ${denied} denied.`;
  const left = skipped === 0 ? '' : `, ${skipped} skipped`;
  return `${count(passed + failed, 'test')} of ${rules}: ${passed} passed, ${failed} failed${left}.`;
}
