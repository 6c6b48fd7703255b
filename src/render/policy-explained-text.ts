// Why a policy says what it says: its expressions as trees, each part with its value.
import { columnsOf } from './columns.ts';
import { safeText } from './safe-text.ts';
import type { Style, Tone } from './style.ts';
import { joinLines, layout } from './wrap.ts';

/** A part of an expression, and what it came to. */
interface Part {
  readonly text: string;
  readonly value: string;
  readonly isError?: true;
  readonly with?: string;
  readonly parts: readonly Part[];
  readonly leftOut?: number;
}

export interface PolicyExplained {
  readonly policy: { readonly id: string; readonly file: string; readonly line: number };
  readonly level: 'deny' | 'warn';
  readonly outcome: 'denied' | 'failed' | 'warned' | 'passed' | 'not_applicable';
  readonly message: string | null;
  readonly address: string | null;
  readonly isNoop: boolean;
  readonly when: Part | null;
  readonly deny: Part;
}

const FLUSH = { first: 0, hang: 2 } as const;

export function renderPolicyExplained(explained: PolicyExplained, style: Style): string {
  const { policy, outcome, message, address, isNoop, when, deny } = explained;
  const [verb, tone] = OUTCOME[outcome];
  const note = isNoop ? 'There is nothing to do here, so no run asks a policy about it.' : null;
  return joinLines([
    ...layout(
      [
        { text: policy.id, tone: 'bold' },
        { text: ` ${verb} `, tone },
        { text: address ?? 'the plan', keep: true },
        { text: ` (${policy.file}:${policy.line})`, tone: 'dim' },
        ...(message === null ? [] : [{ text: `: ${message}` }]),
      ],
      style,
      FLUSH,
    ),
    ...(note === null ? [] : layout([{ text: note, tone: 'warn' }], style, FLUSH)),
    ...(when === null ? [] : ['', ...treeLines('when: ', when, style)]),
    '',
    ...treeLines('deny: ', deny, style),
  ]);
}

const OUTCOME: Readonly<Record<PolicyExplained['outcome'], readonly [string, Tone]>> = {
  denied: ['denies', 'blocked'],
  failed: ['has an error, which denies', 'error'],
  warned: ['warns of', 'warn'],
  passed: ['allows', 'add'],
  not_applicable: ['does not apply to', 'dim'],
};

export function renderApprovalExplained(
  { holds, part }: { readonly holds: boolean; readonly part: Part },
  style: Style,
): string {
  const verdict = holds ? 'allows this plan without a question' : 'does not allow this plan';
  return joinLines([
    ...layout([{ text: 'autoApprove', tone: 'bold' }, { text: ` ${verdict}` }], style, FLUSH),
    '',
    ...treeLines('', part, style),
  ]);
}

/** A part with all below it. */
function treeLines(name: string, part: Part, style: Style): readonly string[] {
  return [...partLines(name, part, style), ...branches(part, '', style)];
}

function branches({ parts, leftOut = 0 }: Part, before: string, style: Style): readonly string[] {
  return [
    ...parts.flatMap((part, index) => {
      const isLast = index === parts.length - 1 && leftOut === 0;
      const head = `${before}${isLast ? '└─ ' : '├─ '}`;
      const inside = `${before}${isLast ? '   ' : '│  '}`;
      return [...partLines(head, part, style), ...branches(part, inside, style)];
    }),
    ...(leftOut === 0 ? [] : [`${before}└─ … ${leftOut} more`]),
  ];
}

function partLines(
  head: string,
  { text, value, isError, with: item }: Part,
  style: Style,
): readonly string[] {
  const hang = columnsOf(safeText(head)) + 2;
  return layout(
    [
      ...(head === '' ? [] : [{ text: head, keep: true, tone: 'dim' as const }]),
      ...(item === undefined ? [] : [{ text: `${item}: `, tone: 'dim' as const }]),
      { text: text.replaceAll(/\s+/g, ' ') },
      { text: ' → ' },
      { text: isError === true ? `error: ${value}` : value, tone: isError === true ? 'error' : 'bold' },
    ],
    style,
    { first: 0, hang },
  );
}
