// `cloneform version`: the slow way, for --json and flags; the plain one is answered in main.ts.

import { VERSION } from '../../model/version.ts';
import type { Output } from '../../questions/answer.ts';

export async function version(): Promise<Output> {
  const value = { tool: 'cloneform', version: VERSION, node: process.versions.node };
  return { value, text: () => `${VERSION}\n` };
}
