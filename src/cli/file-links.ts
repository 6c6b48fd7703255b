// Links to the files of the project, where a CI system says in which repository and at which commit a run works.
import path from 'node:path';
import type { LinkTo } from '../render/report-view.ts';

interface Checkout {
  /** Folder of the checkout, absolute. */
  readonly folder: string;
  /** Address of the files at the commit. */
  readonly address: string;
}

/** null: no system says so. `folder`: where the names of the files start. */
export function fileLinks(env: Readonly<Record<string, string | undefined>>, folder: string): LinkTo | null {
  const checkout = onGitHub(env) ?? onGitLab(env);
  if (checkout === null) return null;
  return ({ file, line }) => {
    const inside = path.relative(checkout.folder, path.resolve(folder, file)).split(path.sep);
    // Files beside the checkout are in no repository that is known here.
    if (inside[0] === '..' || path.isAbsolute(inside.join('/'))) return null;
    return `${checkout.address}/${inside.map(encodeURIComponent).join('/')}#L${line}`;
  };
}

function onGitHub(env: Readonly<Record<string, string | undefined>>): Checkout | null {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_SHA: sha } = env;
  const { GITHUB_WORKSPACE: folder } = env;
  if (!isWeb(server) || !repository || !sha || !folder) return null;
  return { folder, address: `${server}/${repository}/blob/${sha}` };
}

function onGitLab(env: Readonly<Record<string, string | undefined>>): Checkout | null {
  const { CI_PROJECT_URL: project, CI_COMMIT_SHA: sha, CI_PROJECT_DIR: folder } = env;
  return !isWeb(project) || !sha || !folder ? null : { folder, address: `${project}/-/blob/${sha}` };
}

/** Nothing else becomes the target of a link. */
function isWeb(address: string | undefined): address is string {
  return address !== undefined && /^https?:\/\//.test(address);
}
