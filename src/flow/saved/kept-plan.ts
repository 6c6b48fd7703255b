// The plan of a run, for those who look back: kept in state with the run, small, and without a value of anybody's.
import { deflateSync, inflateSync } from 'node:zlib';
import { withDetail } from '../../content/diff-detail.ts';
import { compileSchema } from '../../declare/compile-schema.ts';
import type { ChangeEntry, Plan } from '../../plan/plan.ts';

/** Characters; some ten thousand changes. Of more only the results are kept. */
const MOST_TEXT = 8 * 1024 * 1024;
const MOST_BYTES = 256 * 1024 * 1024;
const NOTHING = { recorded: null, observed: null, source: null };

/** Base64 of zlib of a plan document without its no-ops, drift and differences of values; undefined where that is too much. */
export function keepPlan(plan: Plan): string | undefined {
  const { settings: _settings, seal: _seal, signature: _signature, ...rest } = plan;
  const kept: Plan = {
    ...rest,
    changes: plan.changes.filter(({ action }) => action !== 'noop').map(withoutValues),
    drift: [],
    unmanaged: [],
    diagnostics: [],
  };
  const text = deflateSync(JSON.stringify(kept)).toString('base64');
  return text.length > MOST_TEXT ? undefined : text;
}

/** null for what is no such text: state is not trusted. */
export async function openKeptPlan(text: string): Promise<Plan | null> {
  try {
    const bytes = inflateSync(Buffer.from(text, 'base64'), { maxOutputLength: MOST_BYTES });
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    const validate = await compileSchema('plan.v1.json');
    return validate(value) ? (value as Plan) : null;
  } catch {
    return null;
  }
}

function withoutValues(change: ChangeEntry): ChangeEntry {
  const { content, ...rest } = change;
  return {
    ...rest,
    preconditions: NOTHING,
    ...(content === undefined ? {} : { content: withDetail(content, 'none') }),
  };
}
