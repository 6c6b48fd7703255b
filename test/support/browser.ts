// A browser without a window, for pages in files. It may reach nothing, and whatever it asks for is remembered.
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** null: there is none on this machine. */
export function findBrowser(): string | null {
  const candidates = [process.env['CLONEFORM_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser'];
  for (const file of candidates) {
    if (file === undefined || file === '') continue;
    try {
      accessSync(file, constants.X_OK);
      return file;
    } catch {
      continue;
    }
  }
  return null;
}

export interface Browser {
  readonly open: (html: string, look?: Look) => Promise<OpenPage>;
  readonly close: () => Promise<void>;
}

export interface Look {
  readonly width?: number;
  readonly scheme?: 'light' | 'dark';
  readonly script?: boolean;
}

export interface OpenPage {
  readonly page: Page;
  /** What the console said, and errors that nobody caught. */
  readonly complaints: readonly string[];
  /** Requests for anything but the page itself. */
  readonly requests: readonly string[];
}

export async function startBrowser(executablePath: string): Promise<Browser> {
  const folder = mkdtempSync(path.join(tmpdir(), 'cloneform-browser-'));
  const browser = await chromium.launch({ executablePath, args: FLAGS, headless: true });
  const contexts: BrowserContext[] = [];
  let pages = 0;
  return {
    open: async (html, { width = 1280, scheme = 'light', script = true } = {}) => {
      const file = path.join(folder, `page-${++pages}.html`);
      writeFileSync(file, html);
      const context = await browser.newContext({
        colorScheme: scheme,
        viewport: { width, height: 900 },
        javaScriptEnabled: script,
        offline: true,
      });
      contexts.push(context);
      const page = await context.newPage();
      const complaints: string[] = [];
      const requests: string[] = [];
      page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      const url = pathToFileURL(file).href;
      page.on('request', (request) => {
        if (request.url() !== url && request.url() !== 'data:,') requests.push(request.url());
      });
      await page.goto(url);
      return { page, complaints, requests };
    },
    close: async () => {
      for (const context of contexts) await context.close();
      await browser.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
