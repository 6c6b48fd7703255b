// JSON as a document of its own: the whole of standard output with --json.

export function renderJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

export function renderErrorJson(error: {
  readonly code: string;
  readonly message: string;
  readonly diagnostics: readonly unknown[];
}): string {
  return renderJson({ error });
}
