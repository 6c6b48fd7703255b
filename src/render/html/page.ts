// A page that is whole in one file: nothing is fetched, and only the style and the script that are written here are let run.
import { FOLDS_SCRIPT } from './folds.ts';
import { type Html, html, trusted } from './html.ts';
import { SCRIPT } from './script.ts';
import { STYLE } from './style.ts';

/** SHA-256 in base64, for the policy of the page: from outside, as this room knows no crypto. */
export type PageHash = (text: string) => string;

export interface HtmlPage {
  readonly title: string;
  readonly header: Html;
  readonly main: Html;
  readonly footer: Html;
  /** A table that needs all the width there is. */
  readonly isWide?: boolean;
  /** Looks and behavior of this sort of page, beside those that all share. */
  readonly style?: string;
  readonly script?: string;
}

export function renderPage(
  { title, header, main, footer, isWide = false, ...own }: HtmlPage,
  hash: PageHash,
): string {
  const style = own.style === undefined ? STYLE : `${STYLE}\n${own.style}`;
  const script = [FOLDS_SCRIPT, SCRIPT, ...(own.script === undefined ? [] : [own.script])].join('\n');
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${hash(style)}'`,
    `script-src 'sha256-${hash(script)}'`,
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<link rel="icon" href="data:,">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body class="${isWide ? 'wide' : 'narrow'}">
<a class="skip" href="#main">Skip to content</a>
<header><div>${header}</div></header>
<main id="main" tabindex="-1">
${main}
</main>
<footer><div>${footer}</div></footer>
<script>${trusted(script)}</script>
</body>
</html>
`;
  return page.toString();
}

/** Two squares, one behind the other. */
export function brand(title: string): Html {
  return html`<p class="brand"><svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true"><rect x="1" y="1" width="11" height="11" rx="2.5" fill="none" stroke="currentColor" stroke-width="1.6"/><rect x="6" y="6" width="11" height="11" rx="2.5" fill="currentColor"/></svg>${title}</p>`;
}

export function facts(entries: readonly (readonly [string, string])[]): Html {
  return html`<dl>${entries.map(([name, value]) => html`<dt>${name}</dt><dd class="mono">${value}</dd>`)}</dl>`;
}

export function option(value: string): Html {
  return html`<option value="${value}">${value}</option>`;
}

/** A filter that is a checkbox to keyboard and screen reader, and a chip to the eye. */
export function toggle(kind: string, words: string, isOn: boolean): Html {
  return html`<label><input type="checkbox" value="${kind}"${trusted(isOn ? ' checked' : '')}><span class="${kind}">${words}</span></label>`;
}
