// How far a version may be raised.

/** `patch`: from 1.2.3 to 1.2.x; `minor`: to 1.x; `major`: to anything newer. */
export const RAISE_LEVELS = ['patch', 'minor', 'major'] as const;

export type RaiseLevel = (typeof RAISE_LEVELS)[number];
