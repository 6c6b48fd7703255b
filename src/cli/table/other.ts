// The command table: the tool itself, and the embedded Palette.
import { command, family } from '../command.ts';
import { SHELLS } from '../completion-scripts.ts';
import { choice, value, valueOr, wordOf } from '../params.ts';

export const OTHER = [
  command({
    name: 'version',
    about: 'print the version',
    params: {},
    examples: ['cloneform version', 'cloneform version --json'],
    load: async () => (await import('../commands/version.ts')).version,
  }),
  family('sandbox', 'control the embedded Palette of this project (palette.sandbox)', [
    command({
      name: 'serve',
      about: 'serve the sandbox over HTTP on loopback for other tools',
      params: {
        port: valueOr('--port <n>', 'port on loopback; 0 picks a free one', '0'),
        faults: value('--faults <file>', 'faults to inject, for rehearsals; see examples/rehearsal'),
      },
      examples: ['cloneform sandbox serve --port 8700', 'cloneform sandbox serve --faults faults.yaml'],
      load: async () => (await import('../commands/sandbox.ts')).sandboxServe,
    }),
    command({
      name: 'reset',
      about: 'reset the sandbox to its seed file',
      params: {},
      examples: ['cloneform sandbox reset'],
      load: async () => (await import('../commands/sandbox.ts')).sandboxReset,
    }),
    command({
      name: 'show',
      about: 'show the projects and profiles of the sandbox',
      params: { format: wordOf('--format <format>', ['text', 'json'], '`text` or `json` (default: text)') },
      examples: ['cloneform sandbox show', 'cloneform sandbox show --json'],
      load: async () => (await import('../commands/sandbox.ts')).sandboxShow,
    }),
  ]),
  command({
    name: 'completion',
    about: 'print a script that completes commands, flags, values, files, addresses and run ids',
    params: { shell: choice('<shell>', SHELLS, 'bash, zsh or fish') },
    examples: [
      'eval "$(cloneform completion bash)"',
      'eval "$(cloneform completion zsh)"',
      'cloneform completion fish | source',
    ],
    load: async () => (await import('../commands/completion.ts')).completion,
  }),
];
