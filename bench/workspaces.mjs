// Many teams in one PostgreSQL database: what the workspaces of the others cost one of them, beside a state in a SQLite file.
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { inTurn } from './measure.mjs';
import { cloneformProject, stateOf } from './projects.mjs';
import { mib, seconds, table, times } from './report.mjs';

const WORKSPACES = 20;
const CLONES = 10_000;

/** `run(dir, args, env)` measures cloneform; `pull(dir)` gives the document of its state. Says so where PostgreSQL cannot be had. */
export async function benchWorkspaces({ root, env, run, pull, rounds, say, how }) {
  const server = await (await postgres(root)).startPostgres();
  say(`## ${WORKSPACES} workspaces of ${CLONES} clones in PostgreSQL\n`);
  if (server === null) return say('PostgreSQL is not installed: nothing was measured.\n');
  const ten = cloneformProject(10);
  const dir = cloneformProject(CLONES);
  try {
    await run(ten, ['apply', '--auto-approve'], env);
    writeFileSync(path.join(dir, 'state.json'), stateOf(pull(ten), CLONES));
    const inFile = env;
    const inWorkspace = (name) => ({ ...env, CLONEFORM_STATE: server.url(`workspace=${name}`) });
    const push = (more) => run(dir, ['state', 'push', 'state.json'], more);
    const cases = (more) => [
      () => run(dir, ['plan', '--refresh', 'none', '--detailed-exitcode'], more),
      () => run(dir, ['state', 'list'], more),
    ];
    await push(inFile);
    await push(inWorkspace('w0'));
    const few = Math.min(3, rounds);
    const alone = await inTurn([...cases(inFile), ...cases(inWorkspace('w0'))], few);
    const pushes = [];
    for (let i = 1; i < WORKSPACES; i++) pushes.push((await push(inWorkspace(`w${i}`))).seconds);
    const full = await inTurn([...cases(inFile), ...cases(inWorkspace('w0'))], few);
    const started = performance.now();
    const names = Array.from({ length: WORKSPACES }, (_, i) => `w${i}`);
    const atOnce = await Promise.all(names.map((name) => cases(inWorkspace(name))[0]()));
    const together = (performance.now() - started) / 1000;
    say(`\`plan --refresh none\` with nothing to do, and \`state list\`. ${how}\n`);
    const row = (where, [plan, list], [filePlan, fileList]) => [
      [where, 'plan', seconds(plan.seconds), times(plan.seconds / filePlan.seconds), mib(plan.peakMiB)],
      [where, 'state list', seconds(list.seconds), times(list.seconds / fileList.seconds), mib(list.peakMiB)],
    ];
    const halves = (found) => [found.slice(0, 2), found.slice(2)];
    const [fileFirst, onlyOne] = halves(alone);
    const [fileThen, amongMany] = halves(full);
    say(
      table(
        ['state', 'command', 'wall', 'of the file', 'peak'],
        [
          ...row('SQLite file', fileFirst, fileFirst),
          ...row('PostgreSQL, 1 workspace', onlyOne, fileFirst),
          ...row(`PostgreSQL, ${WORKSPACES} workspaces`, amongMany, fileThen),
        ],
      ),
    );
    const slowest = Math.max(...atOnce.map((one) => one.seconds));
    say(
      `\n${WORKSPACES} plans at once, one in each workspace: ${seconds(together)}, the slowest ${seconds(slowest)}. A push of ${CLONES} clones: ${seconds(pushes[0])} into the second workspace, ${seconds(pushes.at(-1))} into the last.\n`,
    );
  } finally {
    await server.end();
    for (const folder of [ten, dir]) rmSync(folder, { recursive: true, force: true });
  }
}

/** The server of the tests, which are TypeScript. */
async function postgres(root) {
  const entry = path.join(root, 'test/support/postgres.ts');
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
}
