// Reading tenant-scope profiles with a key that has rights in projects only. A request with a project's header shows the tenant's
// profiles too (facts.md section 10, row 13): once the tenant refuses a read, it is asked again as the projects of this key see it.
import type { ScopeRef } from '../model/natural-key.ts';
import { PaletteError } from './palette-error.ts';

/** Projects that are asked before the tenant's refusal is believed. */
const MOST_PROJECTS = 20;

export interface TenantThrough {
  /** Runs a read with the `ProjectUid` header that its scope needs. */
  read<T>(scope: ScopeRef, send: (projectUid: string | null) => Promise<T>): Promise<T>;
  /** The project whose header stands in for the tenant's; null while the tenant itself answers. */
  projectUid(): string | null;
  /** Projects that this key sees. */
  learn(projects: readonly { readonly uid: string; readonly name: string }[]): void;
}

/** `tell`: the name of the project, once one is found. */
export function createTenantThrough(tell: (project: string) => void = () => undefined): TenantThrough {
  let candidates: readonly { readonly uid: string; readonly name: string }[] = [];
  /** The project that is read through, as soon as that is known; undefined: nobody has asked yet. */
  let found: Promise<string | null> | undefined;
  let through: string | null = null;
  /** A key that reads one of the tenant's profiles has rights there: what is refused after that is about an object. */
  let tenantAnswers = false;

  const throughProject = async <T>(
    projectUid: string,
    send: (projectUid: string | null) => Promise<T>,
  ): Promise<{ readonly value: T } | null> => {
    try {
      const value = await send(projectUid);
      return value === undefined ? null : { value };
    } catch (error) {
      if (isDenied(error)) return null;
      throw error;
    }
  };

  const search = async <T>(
    send: (projectUid: string | null) => Promise<T>,
  ): Promise<{ readonly value: T } | null> => {
    for (const { uid, name } of candidates.slice(0, MOST_PROJECTS)) {
      const answer = await throughProject(uid, send);
      if (answer === null) continue;
      through = uid;
      tell(name);
      return answer;
    }
    return null;
  };

  return {
    projectUid: () => through,
    learn: (projects) => {
      candidates = projects;
    },
    read: async (scope, send) => {
      if (scope.projectUid !== null) return send(scope.projectUid);
      if (through !== null) return send(through);
      try {
        const value = await send(null);
        tenantAnswers = true;
        return value;
      } catch (error) {
        if (!isDenied(error) || tenantAnswers) throw error;
        // One read searches; those that were refused beside it wait for what it finds.
        if (found !== undefined) {
          const projectUid = await found;
          if (projectUid === null) throw error;
          return send(projectUid);
        }
        const searching = search(send);
        found = searching.then(
          () => through,
          () => null,
        );
        const answer = await searching;
        if (answer === null) throw error;
        return answer.value;
      }
    },
  };
}

/** "Not with this key", as far as it is about a scope: a key that is not accepted at all is of kind `auth`. */
function isDenied(error: unknown): boolean {
  if (!(error instanceof PaletteError) || error.kind !== 'status') return false;
  return error.status === 403 || (error.hasOwnBody && error.code === 'ResourceAccessDenied');
}
