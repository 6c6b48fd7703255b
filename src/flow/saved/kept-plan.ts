// The plan of a run, for those who look back: kept in state with the run, small, and without a value of anybody's.
import { deflateSync, inflateSync } from 'node:zlib';
import { compileSchema } from '../../declare/compile-schema.ts';
import { showingPlan } from '../../plan/make-plan.ts';
import type { ChangeEntry, Plan } from '../../plan/plan.ts';
import { policyWords } from '../../plan/policy-blocks.ts';

/** Characters; some ten thousand changes. Of more only the results are kept. */
const MOST_TEXT = 8 * 1024 * 1024;
const MOST_BYTES = 256 * 1024 * 1024;
const NOTHING = { recorded: null, observed: null, source: null };

/** Base64 of zlib of a plan document without its no-ops, drift and values of differences and overrides; undefined where that is too much. */
export function keepPlan(plan: Plan): string | undefined {
  const {
    settings: _settings,
    seal: _seal,
    signature: _signature,
    contents: _contents,
    ...rest
  } = showingPlan(plan, 'none');
  const kept: Plan = {
    ...rest,
    changes: rest.changes
      .filter(({ action }) => action !== 'noop')
      .map((change) => ({ ...change, ...withoutMessages(change), preconditions: NOTHING })),
    drift: [],
    unmanaged: [],
    diagnostics: [],
    ...(plan.policies === undefined ? {} : { policies: { ...plan.policies, findings: [] } }),
  };
  const text = deflateSync(JSON.stringify(kept)).toString('base64');
  return text.length > MOST_TEXT ? undefined : text;
}

/** Messages of policies may show values; which policy it was stays. */
function withoutMessages({ obstacles }: ChangeEntry): Pick<ChangeEntry, 'obstacles'> {
  if (obstacles === undefined) return {};
  return {
    obstacles: obstacles.map((blocker) =>
      blocker.policy === undefined ? blocker : { ...blocker, detail: policyWords(blocker.policy) },
    ),
  };
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
