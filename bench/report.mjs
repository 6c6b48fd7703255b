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
