// A URL in YAML may carry a password. The line it stands on is shown in diagnostics; the password is not.

/** Masks it by as many stars, so that columns stay what they are. */
export function maskUrlPasswords(text: string): string {
  return text.replaceAll(
    /(:\/\/[^:/?#\s"'@]*:)([^/?#\s"']+)(?=@)/g,
    (_all, before: string, password: string) => `${before}${'*'.repeat(password.length)}`,
  );
}
