// Memory of large runs. V8 lets the space for young objects grow to 48 MB, which ten thousand clones fill and gain little from: kept
// small, a run whose files are known takes a tenth less memory and no more time.
import type { DeclareDisk } from '../../declare/disk.ts';

/** Bytes of declarations: some hundred clones. */
const LARGE = 128 * 1024;

/** Once so much was read, the run is a large one. The module is loaded then only: small runs must not wait for it. */
export function thrifty(disk: DeclareDisk): DeclareDisk {
  let read = 0;
  return {
    ...disk,
    read: async (path, maxBytes) => {
      const bytes = await disk.read(path, maxBytes);
      const isLargeNow = read <= LARGE && read + bytes.length > LARGE;
      read += bytes.length;
      if (isLargeNow) (await import('node:v8')).setFlagsFromString('--semi-space-growth-factor=1');
      return bytes;
    },
  };
}
