// What a rule allows by name, and why. An allowance that nothing needs any more fails the test: this list only gets shorter.

/** By the modules that a cycle passes. */
export const CYCLES: Readonly<Record<string, string>> = {};

/** By file and effect. */
export const EFFECTS: Readonly<Record<string, string>> = {
  'src/flow/planning/thrift.ts node:v8': 'only a reader of files knows that a run is large',
  'src/flow/planning/thrift.ts setFlagsFromString(': 'only a reader of files knows that a run is large',
  'src/flow/state/open-state.ts setInterval(': 'a lease ends by real time, whatever clock the run is given',
  'src/flow/tenant/probe-journal.ts node:process': 'whether the process of an older probe lives',
  'src/flow/user-cache.ts node:process': 'whose folder it is',
  'src/flow/user-cache.ts randomBytes(': 'a key that nobody can guess, made once for a user',
  'src/state/batch-queue.ts node:timers/promises': 'writes that arrive together are committed together',
  'src/state/seen-file.ts node:process': 'a process number in the name of a temporary file',
  'src/state/storage/sqlite/driver.ts node:process': 'the versions of Node that a driver works with',
};

/** By file or module. */
export const PUBLIC_FILES: Readonly<Record<string, string>> = {
  content: 'a library of values: each file is one question about them',
  plan: 'apply, flow and questions use single parts of the planner',
};

/** By name. */
export const NAMES: Readonly<Record<string, string>> = {
  Holder: 'an object that holds a key (plan); a run that holds the lock (state)',
  Leaving: 'a change with its drift (plan); an object that is being deleted (apply)',
  Seed: 'of the sandbox; of a new state (state)',
  columnsOf: 'of a terminal (render); of a table (state)',
  connect: 'to Palette (flow); to a file (state)',
  sourceOf: 'of a decision (plan); of a change that is carried out (apply)',
};
