// promtool, which comes with Prometheus, as the judge of what it is to read. Most machines lack it: then its part is left out, and said so.
import { spawnSync } from 'node:child_process';

let isSaid = false;

/** null: there is none on this machine. */
export function promtool(
  args: readonly string[],
  input = '',
): { readonly status: number | null; readonly output: string } | null {
  const end = spawnSync('promtool', args, { input, encoding: 'utf8' });
  if (end.error === undefined) return { status: end.status, output: `${end.stdout}${end.stderr}` };
  if (!isSaid) process.stderr.write('promtool is not installed: its checks are left out.\n');
  isSaid = true;
  return null;
}
