// Names of clones inside the tool: `id`, `id["project"]`, and `@1.2.0` behind either for a superseded version.

/** A clone's name in the tool. Made only by `formatAddress`. */
export type Address = string & { readonly __brand: 'Address' };

export interface AddressParts {
  readonly id: string;
  /** Project name when the declaration fans out over `projects`; null otherwise. */
  readonly project: string | null;
  /** Set for a superseded version only. */
  readonly version: string | null;
}

/** The shape of a declaration's id. */
export const ID_PATTERN = /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/;

export function formatAddress(
  id: string,
  project: string | null = null,
  version: string | null = null,
): Address {
  const base = project === null ? id : `${id}[${JSON.stringify(project)}]`;
  return (version === null ? base : `${base}@${version}`) as Address;
}

/** Reads an address back into its parts; undefined when the text is not one. */
export function parseAddress(text: string): AddressParts | undefined {
  if (ID_PATTERN.test(text)) return { id: text, project: null, version: null };
  const match = /^([A-Za-z0-9_][A-Za-z0-9_.-]*)(\[("(?:[^"\\]|\\.)*")\])?(?:@(.+))?$/.exec(text);
  if (match?.[1] === undefined) return undefined;
  const project = match[3] === undefined ? null : parseProject(match[3]);
  if (project === undefined) return undefined;
  return { id: match[1], project, version: match[4] ?? null };
}

/** An address or a glob as it comes from a shell, which takes the quotes out of `id["project"]`. */
export function fromShell(text: string): string {
  const match = /^([\w.*?-]+)\[([^"\]]+)\](@.+)?$/.exec(text);
  return match === null ? text : `${match[1]}[${JSON.stringify(match[2])}]${match[3] ?? ''}`;
}

function parseProject(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
