// What a clone carries in Palette of where it came from, where the declarations ask for it: as labels or as annotations, in texts that
// both take (63 characters of A-Z a-z 0-9 . _ -). Nowhere else is it a label: it is taken off where Palette is read.

export type StampPlace = 'labels' | 'annotations';

export interface Stamp {
  readonly sourceUid: string;
  readonly sourceVersion: string;
  /** `sha256:` and hex. */
  readonly digest: string;
  /** Of the state that made the clone. */
  readonly lineage: string;
}

const NAMES = {
  sourceUid: 'cloneform-source',
  sourceVersion: 'cloneform-version',
  digest: 'cloneform-digest',
  lineage: 'cloneform-state',
} as const satisfies Record<keyof Stamp, string>;

const RESERVED: ReadonlySet<string> = new Set(Object.values(NAMES));
const MAX_LENGTH = 63;

export type Texts = Readonly<Record<string, string>>;

export function isStampName(name: string): boolean {
  return RESERVED.has(name);
}

export function stampTexts(stamp: Stamp): Texts {
  return {
    [NAMES.sourceUid]: fit(stamp.sourceUid),
    // Versions that Palette took before it was strict may hold anything.
    [NAMES.sourceVersion]: fit(stamp.sourceVersion),
    // 64 characters in hex are one too many.
    [NAMES.digest]: Buffer.from(stamp.digest.replace(/^sha256:/, ''), 'hex').toString('base64url'),
    [NAMES.lineage]: fit(stamp.lineage),
  };
}

/** null where there is none, or only a part of one. */
export function readStamp(texts: Readonly<Record<string, string | null | undefined>>): Stamp | null {
  const own = (name: string): string => (Object.hasOwn(texts, name) ? (texts[name] ?? '') : '');
  const digest = Buffer.from(own(NAMES.digest), 'base64url');
  const stamp = {
    sourceUid: own(NAMES.sourceUid),
    sourceVersion: own(NAMES.sourceVersion),
    digest: `sha256:${digest.toString('hex')}`,
    lineage: own(NAMES.lineage),
  };
  const isWhole = stamp.sourceUid !== '' && stamp.lineage !== '' && digest.length === 32;
  return isWhole ? stamp : null;
}

export function withoutStamp(texts: Texts): Texts {
  if (!Object.keys(texts).some(isStampName)) return texts;
  return Object.fromEntries(Object.entries(texts).filter(([name]) => !isStampName(name)));
}

/** Begins and ends with a letter or digit, as labels of Kubernetes do. */
function fit(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9._-]/g, '-')
    .slice(0, MAX_LENGTH)
    .replaceAll(/^[^A-Za-z0-9]+|[^A-Za-z0-9]+$/g, '');
}
