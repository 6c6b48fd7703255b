// A content as hashes of its parts: enough to say which part of it changed, and nothing of what was in it.

/** A part's name → 12 hex digits of a hash. Parts: `pack/NAME`, `pack/NAME/values`, `pack/NAME/manifest/M`, `variable/NAME`, `order`. */
export type Outline = Readonly<Record<string, string>>;
