// Two texts that mean the same to Helm: what of their form differs, said truthfully.
import { Lexer } from 'yaml';

/** `comments`, `formatting`, or `comments and formatting`. */
export function formDifference(before: string, after: string): string {
  const [was, is] = [formOf(before), formOf(after)];
  const hasOtherComments = was.comments !== is.comments;
  if (was.rest === is.rest) return hasOtherComments ? 'comments' : 'formatting';
  return hasOtherComments ? 'comments and formatting' : 'formatting';
}

export function haveOtherComments(before: string, after: string): boolean {
  return formOf(before).comments !== formOf(after).comments;
}

/** Comments, and the text without them, without blank lines, and without blanks at the ends of lines. */
function formOf(text: string): { readonly comments: string; readonly rest: string } {
  const tokens = [...new Lexer().lex(text)];
  const comments = tokens.filter((token) => token.startsWith('#'));
  return {
    comments: comments.map((token) => token.trimEnd()).join('\n'),
    rest: tokens
      .filter((token) => !token.startsWith('#'))
      .join('')
      .replace(/[ \t\r]+$/gm, '')
      .replace(/\n{2,}/g, '\n')
      .trim(),
  };
}
