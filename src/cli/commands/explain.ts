// `cloneform explain FIELD`: what a field of the declarations means.

import { EXIT, type ExitCode } from '../../flow/refusal.ts';
import { findField, readFields } from '../../questions/explain/read.ts';
import { renderField, renderFields } from '../../questions/explain/text.ts';
import type { Context } from '../context.ts';

export async function explain(context: Context, args: readonly string[]): Promise<ExitCode> {
  const { style } = context;
  const fields = await readFields();
  const [wanted] = args;
  if (wanted === undefined) {
    context.answer(fields, () => renderFields(fields, style));
    return EXIT.ok;
  }
  const { field, below } = findField(fields, wanted);
  context.answer({ ...field, fields: below }, () => renderField(field, below, style));
  return EXIT.ok;
}
