// The one escaper between text that others wrote (YAML, Palette, state) and a terminal.
import { truncate } from './columns.ts';

/**
 * Controls (C0, DEL, C1), formats (bidi, zero width, tags), line separators, private use, surrogates, unassigned, and
 * letters that show as nothing. What emoji are made of stays: variation selectors, and joiners between two pictographs.
 */
const UNSAFE =
  /(?![\u{FE0E}\u{FE0F}])(?!(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}]\u{FE0F}?)\u200D(?=\p{Extended_Pictographic}))[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\p{Default_Ignorable_Code_Point}]/gu;

/** Escapes as `\u{1b}` whatever could move the cursor or hide; a line break becomes ⏎. `max` cuts to so many columns. */
export function safeText(text: string, max?: number): string {
  const safe = text.replace(UNSAFE, escapeCharacter);
  return max === undefined ? safe : truncate(safe, max);
}

/** The same characters as JSON escapes, for text that is JSON already: its own line breaks stay, its values too. */
export function safeJsonText(json: string): string {
  return json.replace(UNSAFE, (character) => (character === '\n' ? character : escapeUnits(character)));
}

/** As escapes of YAML, for text that has such characters between double quotes only. */
export function safeYamlText(yaml: string): string {
  return yaml.replace(UNSAFE, (character) => {
    if (character === '\n') return character;
    const code = character.codePointAt(0) ?? 0;
    return code > 0xffff
      ? `\\U${code.toString(16).padStart(8, '0')}`
      : `\\u${code.toString(16).padStart(4, '0')}`;
  });
}

/** Lines of YAML or of any other text that people copy: line ends and tabs stay, whatever else could move the cursor or hide does not. */
export function safeYamlLines(text: string): string {
  return text.replace(UNSAFE, (character, at: number) => {
    const isKept = character === '\n' || character === '\t' || (character === '\r' && text[at + 1] === '\n');
    return isKept ? character : escapeCharacter(character);
  });
}

function escapeCharacter(character: string): string {
  if (character === '\n') return '⏎';
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function escapeUnits(character: string): string {
  let escaped = '';
  for (let index = 0; index < character.length; index++) {
    escaped += `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }
  return escaped;
}
