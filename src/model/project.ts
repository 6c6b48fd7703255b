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
