// The two differences of a clone, one below the other: what the overrides change, and what somebody changed by hand.
import type { PackChange } from '../../content/pack-change.ts';
import { packLines } from '../../render/plan-text.ts';
import { cloneWords, count } from '../../render/plan-words.ts';
import type { Style } from '../../render/style.ts';
import { joinLines, layout, wrapText } from '../../render/wrap.ts';
import type { CloneDiff } from './judge.ts';

const FLUSH = { first: 0, hang: 2 } as const;

export function renderDiff(diff: CloneDiff, style: Style): string {
  const { address, clone, source, wantedToClone, isSourceEdited, hint } = diff;
  const blocks: readonly (readonly string[])[] = [
    [
      ...layout(
        [
          { text: address, tone: 'bold', keep: true },
          {
            text: `  ${source.name} ${source.version} → ${cloneWords({ ...clone, projectUid: null })}`,
          },
        ],
        style,
        FLUSH,
      ),
      ...(isSourceEdited
        ? layout(
            [
              {
                text: `${source.name} ${source.version} was edited since the clone was made of it: compared is what it has now.`,
                tone: 'warn',
              },
            ],
            style,
            FLUSH,
          )
        : []),
    ],
    section('Overrides (source → wanted)', overrideWords(diff), diff.sourceToWanted, style),
    wantedToClone === null
      ? wrapText('The clone is not in Palette: cloneform apply creates it.', style, FLUSH)
      : section('Differences of the clone (wanted → clone)', cloneWordsOf(diff), wantedToClone, style),
    hint === null ? [] : wrapText(`Next: ${hint}.`, style, FLUSH),
  ];
  return blocks
    .filter((block) => block.length > 0)
    .map(joinLines)
    .join('\n');
}

function section(
  title: string,
  words: string,
  changes: readonly PackChange[],
  style: Style,
): readonly string[] {
  return [
    ...layout([{ text: `${title}: `, tone: 'bold' }, { text: words }], style, FLUSH),
    ...packLines(changes, style),
  ];
}

function overrideWords({ overrides, sourceToWanted }: CloneDiff): string {
  if (sourceToWanted.length > 0) return overrides.length === 0 ? '' : count(overrides.length, 'override');
  return overrides.length === 0
    ? 'none'
    : `${count(overrides.length, 'override')} that the source agrees with`;
}

function cloneWordsOf({ isAsWanted, wantedToClone }: CloneDiff): string {
  if (wantedToClone === null || wantedToClone.length > 0)
    return isAsWanted ? 'the same values, as Palette writes them' : '';
  return 'none';
}
