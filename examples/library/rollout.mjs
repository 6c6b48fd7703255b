// node rollout.mjs [VERSION]: plans, refuses to delete anything, applies exactly that plan, and follows the run.
import { apply, attempt, plan } from 'cloneform';

const [version] = process.argv.slice(2);
const common = {
  directory: import.meta.dirname,
  env: process.env, // PALETTE_API_KEY, PALETTE_HOST; without this line, nothing of the environment is read
  ...(version === undefined ? {} : { variables: { version } }),
};

const outcome = await attempt(rollOut());
if (!outcome.ok) {
  const { kind, exitCode, diagnostics } = outcome.error;
  console.log(`${kind}:`);
  for (const { message, place, hint } of diagnostics) {
    console.log(`  ${place === undefined ? '' : `${place.file}:${place.line}:${place.column} `}${message}`);
    if (hint !== undefined) console.log(`    ${hint}`);
  }
  process.exitCode = exitCode;
}

async function rollOut() {
  const { plan: planned } = await plan(common);
  const { create, update, replace, delete: deletes } = planned.summary;
  console.log(`${create} to create, ${update} to update, ${replace} to replace, ${deletes} to delete`);
  if (deletes + replace > 0) throw new Error('this script deletes nothing');

  // Whatever else the plan has become by then is refused: kind "stale".
  const run = apply({ ...common, expect: planned.checksum, message: `rollout of ${version ?? 'the default'}` });
  for await (const event of run.events) {
    if (event.event === 'change_finished') console.log(`${event.done}/${event.total} ${event.status}`);
  }
  const { result } = await run;
  for (const { address, sourceName, sourceVersion } of result.clones ?? []) {
    console.log(`${address} is a copy of ${sourceName} ${sourceVersion}`);
  }
}
