// One order for texts everywhere: by code unit, whatever the locale.

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders values by one of their texts. */
export function byText<T>(text: (value: T) => string): (a: T, b: T) => number {
  return (a, b) => compareText(text(a), text(b));
}
