// Texts as PostgreSQL can hold them: it refuses NUL, which JSON, YAML and Palette's error texts can carry.

const ESCAPE = '\u{E000}';

/** Lossless: what `decodeText` gets back is the same text. */
export function encodeText(text: string): string {
  return text.includes('\0') || text.includes(ESCAPE)
    ? text.replaceAll(ESCAPE, `${ESCAPE}E`).replaceAll('\0', `${ESCAPE}0`)
    : text;
}

export function decodeText(text: string): string {
  return text.includes(ESCAPE) ? text.replaceAll(`${ESCAPE}0`, '\0').replaceAll(`${ESCAPE}E`, ESCAPE) : text;
}
