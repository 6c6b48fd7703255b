// Every text that came from a user or from Palette passes here on its way to a terminal.

/** Controls, formats (bidi too), line and paragraph separators, private use, surrogates and unassigned characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/gu;
/** Joins the parts of one emoji; harmless between pictographs. */
const JOINED_EMOJI = /(?<=\p{Extended_Pictographic}\uFE0F?)\u200D(?=\p{Extended_Pictographic})/gu;
const KEPT = '\uFFFC';

/** One line of text that cannot steer a terminal; `max` cuts it, in characters. */
export function safeText(text: string, max = 2000): string {
  const cut = text.length > max ? `${text.slice(0, max)}…` : text;
  return cut
    .replaceAll(KEPT, '\\u{fffc}')
    .replaceAll(JOINED_EMOJI, KEPT)
    .replaceAll(UNSAFE, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`)
    .replaceAll(KEPT, '\u200D');
}
