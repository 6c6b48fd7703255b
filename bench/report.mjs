// Rows of figures as Markdown tables.

export function table(head, rows) {
  const widths = head.map((name, column) =>
    Math.max(name.length, ...rows.map((row) => String(row[column]).length)),
  );
  const line = (cells) => `| ${cells.map((cell, i) => pad(String(cell), widths[i], i > 0)).join(' | ')} |`;
  const rule = `|${widths.map((width, i) => `${'-'.repeat(width + 1)}${i > 0 ? ':' : '-'}`).join('|')}|`;
  return `${[line(head), rule, ...rows.map(line)].join('\n')}\n`;
}

function pad(text, width, right) {
  return right ? text.padStart(width) : text.padEnd(width);
}

export const seconds = (value) => `${value.toFixed(value < 10 ? 2 : 1)} s`;
export const mib = (value) => (value === null ? '?' : `${value} MiB`);
export const times = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ×`;
/** 1/n, which says more than 0.0x. */
export const fraction = (value) => (value >= 1 ? times(value) : `1/${(1 / value).toFixed(1)}`);

/** `text` in the place of the older one, section by section: those that it does not have are kept. */
export function merged(before, text, notes) {
  const sections = new Map([...split(before), ...split(text)].filter(([name]) => name !== heading(notes)));
  return `${[...sections.values(), notes].map((section) => section.trim()).join('\n\n')}\n`;
}

function split(text) {
  return text.trim() === '' ? [] : text.split(/^(?=##? )/m).map((section) => [heading(section), section]);
}

function heading(section) {
  return section.split('\n')[0];
}
