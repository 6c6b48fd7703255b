// CI systems say which commit they run on.

export function commitOf(env: Readonly<Record<string, string | undefined>>): string | null {
  return env['GITHUB_SHA'] ?? env['CI_COMMIT_SHA'] ?? env['BUILD_SOURCEVERSION'] ?? null;
}
