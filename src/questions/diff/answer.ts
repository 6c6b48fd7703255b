// `cloneform diff ADDRESS`: the source, what the clone should hold, and what it holds.
import type { DiffDetail } from '../../content/pack-change.ts';
import { readSides } from '../../flow/planning/three-sides.ts';
import { withSituation } from '../../flow/tenant/with-client.ts';
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { judgeDiff } from './judge.ts';
import { renderDiff } from './text.ts';

interface DiffInput {
  readonly address: string;
  readonly pack: string | undefined;
  readonly showSecrets: boolean;
  readonly diff: DiffDetail | undefined;
}

export async function diff({ deps, globals }: Asker, input: DiffInput): Promise<Output> {
  const { address, pack = null, showSecrets, diff: detail = 'values' } = input;
  return withSituation(deps, globals, async (situation) => {
    const value = judgeDiff(await readSides(deps, situation, address), { pack, showSecrets, detail });
    return { value: toJsonDocument(value), text: (style) => renderDiff(value, style) };
  });
}
