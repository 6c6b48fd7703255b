// What `accept` would record, and what it recorded.
import type { Address } from '../model/address.ts';
import type { Drift } from '../plan/plan.ts';
import { toDriftView } from './drift-view.ts';
import { driftItemLines } from './plan-text.ts';
import { count, driftWords } from './plan-words.ts';
import { safeText, safeYamlLines } from './safe-text.ts';
import { paintsFor, type Style, type Tone } from './style.ts';
import { joinLines, layout } from './wrap.ts';

export interface AcceptedDrift {
  readonly address: Address;
  readonly drift: readonly Drift[];
}

/** Shown before anybody is asked: how each clone differs from what is recorded. */
export function renderToAccept(clones: readonly AcceptedDrift[], style: Style): string {
  const head = `To be recorded as the new baseline: ${count(clones.length, 'clone')}. Nothing changes in Palette.`;
  return joinLines([
    ...layout([{ text: head, tone: 'bold' }], style, { first: 0, hang: 2 }),
    ...clones.flatMap(({ drift }) =>
      drift.flatMap(({ hint: _hint, ...item }) => driftItemLines(toDriftView(item), style)),
    ),
  ]);
}

export function renderAccepted(clones: readonly AcceptedDrift[], left: readonly Drift[]): string {
  const lines = [
    ...(clones.length === 0 ? ['Nothing to accept: the content matches what is recorded.'] : []),
    ...clones.map(
      ({ address, drift }) =>
        `Accepted ${safeText(address)}: ${drift.map(({ kind }) => driftWords(kind)).join(', ')}.`,
    ),
    ...leftLines(left),
  ];
  return `${lines.join('\n')}\n`;
}

function leftLines(left: readonly Drift[]): readonly string[] {
  return left.map(
    ({ address, kind }) =>
      `Not accepted: ${safeText(address)}: ${driftWords(kind)}; change the declaration to keep it.`,
  );
}

/** What `accept --as-override` would write, or has written. */
interface Written {
  readonly accepted: readonly Address[];
  readonly files: readonly { readonly file: string; readonly isNew: boolean; readonly diff: string }[];
  readonly refused: readonly {
    readonly address: Address;
    readonly reasons: readonly string[];
    readonly yaml: string | null;
  }[];
  readonly left: readonly Drift[];
}

/** Shown before anybody is asked: the files as a unified diff. */
export function renderToWrite({ accepted, files }: Written, style: Style): string {
  const head = `To be written as overrides: the edits of ${count(accepted.length, 'clone')}. Nothing changes in Palette.`;
  return joinLines([
    ...layout([{ text: head, tone: 'bold' }], style, { first: 0, hang: 2 }),
    ...files.flatMap(({ diff }) => ['', ...diffLines(diff, style)]),
  ]);
}

export function renderWritten(written: Written, isDryRun: boolean, style: Style): string {
  const { accepted, files, refused, left } = written;
  if (refused.length > 0) return refusedText(written, style);
  if (accepted.length === 0) return renderAccepted([], left);
  if (isDryRun) return renderToWrite(written, style);
  const names = accepted.map((address) => safeText(address)).join(', ');
  return joinLines([
    '',
    ...files.map(({ file, isNew }) => `${isNew ? 'Created' : 'Changed'} ${safeText(file)}.`),
    `Accepted as overrides: ${names}.`,
    ...leftLines(left),
  ]);
}

function refusedText({ refused }: Written, style: Style): string {
  return joinLines(
    refused.flatMap(({ address, reasons, yaml }) => [
      ...reasons.flatMap((reason) =>
        layout(
          [{ text: 'Not written: ', tone: 'error' }, { text: address, keep: true }, { text: `: ${reason}.` }],
          style,
          {
            first: 0,
            hang: 2,
          },
        ),
      ),
      ...(yaml === null || yaml === '' ? [] : ['', ...safeYamlLines(yaml).trimEnd().split('\n'), '']),
    ]),
  );
}

const DIFF_TONES: Readonly<Record<string, Tone>> = { '+': 'add', '-': 'remove', '@': 'dim' };

/** Never wrapped: a patch is copied as it is. */
function diffLines(diff: string, style: Style): readonly string[] {
  const paints = paintsFor(style);
  return safeYamlLines(diff)
    .trimEnd()
    .split('\n')
    .map((line) => {
      const tone = DIFF_TONES[line.charAt(0)];
      return tone === undefined ? line : paints[tone](line);
    });
}
