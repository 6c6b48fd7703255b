// Versions that `outdated --write` raised in the declarations, and those that it left.
import { count } from './plan-words.ts';
import { safeText } from './safe-text.ts';
import type { Style } from './style.ts';
import { joinLines, wrapText } from './wrap.ts';

interface VersionAt {
  readonly addresses: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly from: string;
  readonly to: string;
}

interface Raised {
  readonly raised: readonly (VersionAt & { readonly source: string; readonly variable: string | null })[];
  readonly left: readonly (VersionAt & { readonly because: string })[];
  readonly files: readonly { readonly file: string }[];
}

export function renderRaised({ raised, left, files }: Raised, style: Style): string {
  const done = raised.map((one) => {
    const where = one.variable === null ? '' : `, in the default of the variable ${one.variable}`;
    return `${one.source} ${one.from} → ${one.to} at ${one.file}:${one.line} (${whose(one.addresses)})${where}`;
  });
  const end =
    raised.length > 0
      ? `Raised ${count(raised.length, 'version')} in ${count(files.length, 'file')}. Next: cloneform plan.`
      : left.length > 0
        ? 'No version was raised.'
        : 'No version was raised: no exact version has a newer release.';
  return joinLines([...wrapped(done, style), ...leftLines(left, style), ...wrapText(end, style, HANG)]);
}

/** What was left, by itself. */
export function renderNotRaised({ left }: Pick<Raised, 'left'>, style: Style): string {
  return leftLines(left, style).join('\n');
}

const HANG = { first: 0, hang: 2 };

function leftLines(left: Raised['left'], style: Style): readonly string[] {
  const lines = left.map(
    (one) => `Not raised: ${one.from} at ${one.file}:${one.line} (${whose(one.addresses)}): ${one.because}.`,
  );
  return wrapped(lines, style);
}

function wrapped(lines: readonly string[], style: Style): readonly string[] {
  return lines.flatMap((line) => wrapText(safeText(line), style, HANG));
}

function whose(addresses: readonly string[]): string {
  const [first = ''] = addresses;
  return addresses.length === 1 ? first : count(addresses.length, 'clone');
}
