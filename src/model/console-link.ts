// Links to Palette's console.

/**
 * The page of a profile version, `CONSOLE/projects/PROJECT/profiles/cluster/UID` as Palette's documentation of content bundles shows it.
 * null: no console is declared, or the profile is at tenant scope, where no document says what the address looks like.
 */
export function consoleLink(
  consoleUrl: string | undefined,
  { projectUid, uid }: { readonly projectUid: string | null; readonly uid: string | null },
): string | null {
  if (consoleUrl === undefined || projectUid === null || uid === null) return null;
  const path = ['projects', projectUid, 'profiles', 'cluster', uid].map(encodeURIComponent).join('/');
  return `${consoleUrl.replace(/\/+$/, '')}/${path}`;
}
