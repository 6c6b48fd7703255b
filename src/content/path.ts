// Paths into values, in one syntax everywhere: `a.b[0]`, `a[name=x]`, `a[=x]`.

/** Keys beyond ASCII letters, digits, `_`, `-` and `/` stand in double quotes, as JSON has them. */
export function pathKey(key: string): string {
  return /^[\w/-]+$/.test(key) ? key : quoted(key);
}

export function below(path: string, key: string): string {
  return path === '' ? pathKey(key) : `${path}.${pathKey(key)}`;
}

export function atIndex(path: string, index: number): string {
  return `${path}[${index}]`;
}

/** The one item of a list whose `key` is `value`. */
export function atItem(path: string, key: string, value: string): string {
  return `${path}[${pathKey(key)}=${pathKey(value)}]`;
}

/** The one item of a list that is `value` itself. */
export function atValue(path: string, value: string): string {
  return `${path}[=${pathKey(value)}]`;
}

/** Spaces other than the common one, and marks that change a letter, are written as escapes: they are easily overlooked. */
function quoted(text: string): string {
  return JSON.stringify(text).replace(/(?! )\p{Zs}|\p{M}/gu, escaped);
}

function escaped(character: string): string {
  return [...Array(character.length).keys()]
    .map((index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`)
    .join('');
}
