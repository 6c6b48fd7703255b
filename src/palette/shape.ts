// Checks of an answer's shape, put together from small ones. What they let pass has the types that wire.ts says.

/** What is wrong with an answer, with the path of the member. Becomes a PaletteError where the request is known. */
export class ShapeError extends Error {
  override readonly name = 'ShapeError';
}

export type JsonObject = Readonly<Record<string, unknown>>;

/** Throws ShapeError. */
export type Check = (value: unknown, path: string) => void;

export function asObject(value: unknown, path: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ShapeError(`${path || 'the response'} is not an object`);
  return value as JsonObject;
}

/** A text that is there and not empty. */
export function asText(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '') throw new ShapeError(`${path} is not a string`);
  return value;
}

/** Absent and null are an empty list. */
export function asList(value: unknown, path: string): readonly unknown[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw new ShapeError(`${path} is not a list`);
  return value;
}

export const text: Check = (value, path) => void asText(value, path);

/** Any text, or nothing. */
export const maybeText: Check = (value, path) => {
  if (value !== undefined && value !== null && typeof value !== 'string')
    throw new ShapeError(`${path} is not a string`);
};

export const maybeFlag: Check = (value, path) => {
  if (value !== undefined && value !== null && typeof value !== 'boolean')
    throw new ShapeError(`${path} is neither true nor false`);
};

/** Texts by name, or nothing. */
export const maybeTexts: Check = (value, path) => {
  if (value === undefined || value === null) return;
  for (const [key, item] of Object.entries(asObject(value, path)))
    maybeText(item, `${path}.${key.slice(0, 80)}`);
};

export function object(members: Readonly<Record<string, Check>>): Check {
  const checks = Object.entries(members);
  return (value, path) => {
    const fields = asObject(value, path);
    for (const [key, check] of checks) check(fields[key], path === '' ? key : `${path}.${key}`);
  };
}

export function maybe(check: Check): Check {
  return (value, path) => {
    if (value !== undefined && value !== null) check(value, path);
  };
}

/** A list, or nothing. */
export function listOf(check: Check): Check {
  return (value, path) => {
    for (const [index, item] of asList(value, path).entries()) check(item, `${path}[${index}]`);
  };
}
