// Projects of the tenant, as Palette lists them.

export interface NamedProject {
  readonly uid: string;
  readonly name: string;
}

export interface ListedProject extends NamedProject {
  /** A bare tag t is `t: spectro__tag`, as with profiles (facts.md section 1). */
  readonly tags: Readonly<Record<string, string>>;
  readonly isDisabled: boolean;
}

/** How Palette stores a tag without a value (facts.md section 1). */
const BARE = 'spectro__tag';

/** `tier:gold`; a bare tag as its name. */
export function tagTexts({ tags }: Pick<ListedProject, 'tags'>): readonly string[] {
  return Object.entries(tags).map(([tag, value]) => (value === BARE ? tag : `${tag}:${value}`));
}
