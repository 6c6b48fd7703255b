// Runs in vitest, in the copy of the project: each mutant against the tests that reach it, until one of them fails.
// What it finds goes to the file MUTATE_LOG, one JSON object a line, so that a process that dies can be followed by another.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import process from 'node:process';

/** How long a mutant is tried, in milliseconds of processor time: after that it has survived the likeliest tests, and the quickest. */
const LONGEST = 3000;
/** A mutant that takes this many times the steps of the code unchanged, and some more, does not come to an end. */
const [MORE_STEPS, SOME_STEPS] = [20, 200_000];

/** What Stryker's mutants look at. */
const shared = (globalThis.__stryker__ ??= {});

/** Tells the mutants which test reaches them; `undefined` between tests. What an earlier test worked out is forgotten. */
export function noteTest(id) {
  if (shared.isCovered) return;
  shared.currentTestId = id;
  shared.run = (shared.run ?? 0) + 1;
}

/** The lines of a log; none where there is no log yet. */
export function readLog(file) {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line));
}

/** Tries this process's share of the mutants that the log has no result for. `file` is vitest's task of the test file, `vitest` its TestRunner. */
export async function tryMutants(file, vitest) {
  const log = process.env.MUTATE_LOG;
  const [share, shares] = process.env.MUTATE_SHARE.split('/').map(Number);
  const mutants = JSON.parse(readFileSync(process.env.MUTATE_MUTANTS, 'utf8'));
  const write = (line) => appendFileSync(log, `${JSON.stringify(line)}\n`);
  const isDone = new Set(readLog(log).map(({ id }) => id));
  const reach = testsByMutant(file);
  shared.isCovered = true;
  let isFirst = true;
  for (const [index, { id, file: source, isExcluded }] of mutants.entries()) {
    if (index % shares !== share || isExcluded || isDone.has(id)) continue;
    const tests = reach.get(id);
    if (tests === undefined) {
      // What a file computes once, when it is loaded, would take all tests for each mutant.
      write({ id, status: shared.mutantCoverage?.static[id] === undefined ? 'NoCoverage' : 'Static' });
      continue;
    }
    write({ begun: id });
    const found = await tryMutant(id, likeliestFirst(tests, source), vitest);
    if (found.killedBy !== undefined)
      kills.set(killKey(source, found.killedBy), killsOf(source, found.killedBy) + 1);
    // A mutant that left something behind may have been killed by what an earlier one left: it is tried again in a new process.
    if (!found.isClean && !isFirst) process.kill(process.pid, 'SIGKILL');
    write({ id, status: found.killedBy === undefined ? 'Survived' : 'Killed' });
    if (!found.isClean) process.kill(process.pid, 'SIGKILL');
    isFirst = false;
  }
  write({ isFinished: true });
}

/** How often a test killed a mutant of a source file: the next mutant there likely falls to it as well. */
const kills = new Map();
const killKey = (source, test) => `${source} ${test}`;
const killsOf = (source, test) => kills.get(killKey(source, test)) ?? 0;

/** The tests that kill most for their time come first. */
function likeliestFirst(tests, source) {
  const cost = ({ task, milliseconds }) => milliseconds / (1 + killsOf(source, task.id));
  return tests.sort((a, b) => cost(a) - cost(b));
}

/** For each mutant the tests that reach it and pass without it. */
function testsByMutant(file) {
  const found = new Map();
  for (const test of testsIn(file, [file])) {
    if (test.task.result?.state !== 'pass') continue;
    const milliseconds = test.task.result.duration ?? 1;
    for (const id of Object.keys(shared.mutantCoverage?.perTest[test.task.id] ?? {})) {
      const tests = found.get(id) ?? [];
      tests.push(Object.assign(test, { milliseconds }));
      found.set(id, tests);
    }
  }
  return found;
}

function testsIn(suite, suites) {
  return suite.tasks.flatMap((task) =>
    task.type === 'suite' ? testsIn(task, [...suites, task]) : [{ task, suites }],
  );
}

/** The id of the test that failed, if one did, and whether that test passes again without the mutant. */
async function tryMutant(id, tests, vitest) {
  let spent = 0;
  for (const test of tests) {
    test.steps ??= await stepsWithout(test, vitest);
    // A test that does not pass a second time says nothing.
    if (test.steps === null) continue;
    Object.assign(shared, { activeMutant: id, steps: 0, mostSteps: test.steps * MORE_STEPS + SOME_STEPS });
    const before = processorTime();
    const isKilled = !(await passes(test, vitest));
    spent += processorTime() - before;
    Object.assign(shared, { activeMutant: undefined, mostSteps: Number.POSITIVE_INFINITY });
    if (isKilled) return { killedBy: test.task.id, isClean: await passes(test, vitest) };
    if (spent > LONGEST) break;
  }
  return { isClean: true };
}

/** Milliseconds that this process has used: unlike the clock, it does not count what else the machine does. */
function processorTime() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

async function stepsWithout(test, vitest) {
  Object.assign(shared, { steps: 0, mostSteps: Number.POSITIVE_INFINITY });
  return (await passes(test, vitest)) ? shared.steps : null;
}

/** Runs a test once more, with the hooks around it. */
async function passes({ task, suites }, vitest) {
  const { context } = task;
  shared.run = (shared.run ?? 0) + 1;
  const after = [];
  task.onFinished = [];
  try {
    for (const suite of suites) {
      for (const hook of vitest.getSuiteHooks(suite).beforeEach) {
        const cleanUp = await hook(context, suite);
        if (typeof cleanUp === 'function') after.push(cleanUp);
      }
    }
    await vitest.getTestFn(task)();
    return true;
  } catch {
    return false;
  } finally {
    for (const suite of suites.toReversed())
      after.push(...vitest.getSuiteHooks(suite).afterEach.toReversed());
    for (const hook of [...after, ...task.onFinished.toReversed()])
      await Promise.resolve(hook(context)).catch(() => {});
  }
}
