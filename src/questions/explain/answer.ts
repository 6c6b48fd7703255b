// `cloneform explain`: what a field of the declarations means.
import { toJsonDocument } from '../../render/json-document.ts';
import type { Asker, Output } from '../answer.ts';
import { findField, readFields } from './read.ts';
import { renderField, renderFields } from './text.ts';

interface ExplainInput {
  /** Dotted; undefined: all fields. */
  readonly field: string | undefined;
}

/** Fails with UserError for a field that there is not. */
export async function explain(_asker: Asker, input: ExplainInput): Promise<Output> {
  const fields = await readFields();
  if (input.field === undefined)
    return { value: toJsonDocument({ fields }), text: (style) => renderFields(fields, style) };
  const { field, below } = findField(fields, input.field);
  return {
    value: toJsonDocument({ ...field, fields: below }),
    text: (style) => renderField(field, below, style),
  };
}
