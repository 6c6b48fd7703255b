// What thousands of folds hide costs a browser as much as what they show, even while they are closed. Here it stands in the page as HTML,
// which is drawn as any other where scripts are barred; where they run it is one text for each fold, read as HTML when that opens.
import { type Html, html } from './html.ts';

/** What a page of many folds hides until one of them opens. */
export function folded(content: Html): Html {
  return html`<noscript>${content}</noscript>`;
}

/** `unfold` and `wordsOf`, for the scripts that follow. HTML that a DOMParser reads runs nothing. */
export const FOLDS_SCRIPT = `
const read = (html) => new DOMParser().parseFromString(html, 'text/html').body;
const unfold = (element) => {
  for (const folded of element.querySelectorAll('noscript')) folded.replaceWith(...read(folded.textContent).childNodes);
};
const wordsOf = (element) => {
  const names = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
  const folded = [...element.querySelectorAll('noscript')].map((part) => part.textContent);
  const plain = folded.reduce((text, part) => text.replace(part, ' '), element.textContent);
  return plain + folded.join(' ').replace(/<[^<>]*>/g, ' ').replace(/&(amp|lt|gt|quot|#39);/g, (_, name) => names[name]);
};
`.trim();
