// One difference between two contents, as a plan carries it. Secrets in it are masked already.

/** One difference within values, a manifest or a variable. */
export interface Edit {
  /** `a.b[0]`, `a[name=x]`; "" is the text as a whole. */
  readonly path: string;
  /** `text`: a text whose changed lines are shown; `note`: something that holds for all of it. */
  readonly kind: 'added' | 'removed' | 'changed' | 'text' | 'note';
  /** Before and after as they are shown; absent where there is nothing or where it is a secret. */
  readonly from?: string;
  readonly to?: string;
  /** A secret, or something that `--diff keys` hides. */
  readonly hidden?: true;
  /** Of a text: `- ` went, `+ ` came, two blanks: unchanged, `@@ … @@`: where. */
  readonly lines?: readonly string[];
  readonly note?: string;
  /** An override of the declaration decides this place; absent: the source does. */
  readonly by?: 'override';
}

export interface PackChange {
  readonly pack: string;
  readonly change: string;
  readonly from: string | null;
  readonly to: string | null;
  /** The edits as lines of text. */
  readonly diff?: string;
  readonly edits?: readonly Edit[];
  /** As in an edit, where there are none. */
  readonly by?: 'override';
}

/** The note of an edit that says it, which every detail shows. */
export const COMMENTS_CHANGED = 'comments changed as well';

/** How much of a profile's values a plan shows: texts, names of what differs, or only that something does. */
export const DIFF_DETAILS = ['values', 'keys', 'none'] as const;
export type DiffDetail = (typeof DIFF_DETAILS)[number];
