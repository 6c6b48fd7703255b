// Golden files: texts compared byte by byte. UPDATE_GOLDEN=1 writes them again; read the difference before it is kept.
import { readFileSync, writeFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';
import type { Style } from '../../src/render/style.ts';

export const PLAIN: Style = { width: 80, color: false };
export const COLORED: Style = { width: 80, color: true };

/** Renders plainly and in color: the first is compared with the file, the second must be the first with paint on it. */
export function expectGolden(name: string, render: (style: Style) => string): void {
  const file = new URL(`../golden/${name}.txt`, import.meta.url);
  const text = render(PLAIN);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
  expect(stripVTControlCharacters(render(COLORED))).toBe(text);
}

/** A report, which has no paint. `name` has its ending. */
export function expectGoldenFile(name: string, text: string): void {
  const file = new URL(`../golden/${name}`, import.meta.url);
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(file, text);
  expect(text).toBe(readFileSync(file, 'utf8'));
}

const PAINT = new RegExp(`${String.fromCodePoint(0x1b)}\\[\\d+m`, 'g');

/** Takes our own paint off, and nothing else that a terminal would obey. */
export function unpaint(text: string): string {
  return text.replaceAll(PAINT, '');
}

/** Characters that no renderer may let out; line breaks and the joiners inside emoji are no fault. */
export function findRawControls(text: string): readonly string[] {
  return text.match(/[^\P{C}\n\u200D]|[\p{Zl}\p{Zp}]/gu) ?? [];
}
