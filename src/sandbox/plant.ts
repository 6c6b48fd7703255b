// A seed in place of all that a database holds. The tenant and its projects stay the same ones: state that was recorded before a reset
// belongs to them, and finds its clones gone.
import type { SandboxDatabase } from './database.ts';
import { readContent, variablesFrom } from './read-body.ts';
import { addRegistries, plantRegistries, registriesIn } from './registries.ts';
import type { Seed, SeedVersion } from './seed.ts';

export interface PlantOptions {
  readonly newUid: () => string;
  /** Milliseconds since the epoch; later versions are later by a second each. */
  readonly startAt: number;
}

export function plant(db: SandboxDatabase, seed: Seed | null, options: PlantOptions): void {
  db.transaction(() => {
    const before = { tenantUid: db.getMeta('tenantUid'), projects: db.projects() };
    db.clear();
    const tenantUid = options.newUid();
    db.setMeta('tenantUid', before.tenantUid ?? tenantUid);
    db.setMeta('orgName', seed?.tenant ?? 'sandbox');
    const projects = new Map<string, string>();
    for (const project of seed?.projects ?? []) {
      const { name, ...facts } =
        typeof project === 'string' ? { name: project, tags: {}, isDisabled: false } : project;
      const fresh = options.newUid();
      const uid = before.projects.find((one) => one.name === name)?.uid ?? fresh;
      projects.set(name, uid);
      db.addProject(uid, name);
      db.describeProject(uid, facts);
    }
    plantMacros(db, seed, projects);
    plantRegistries(
      db,
      (seed?.registries ?? []).map((one) => ({ ...one, uid: one.uid ?? options.newUid() })),
    );
    for (const [index, version] of (seed?.versions ?? []).entries()) {
      plantVersion(db, version, projects, options.startAt + index * 1000, options.newUid);
    }
  });
}

function plantMacros(db: SandboxDatabase, seed: Seed | null, projects: ReadonlyMap<string, string>): void {
  const byScope = new Map<string, { name: string; value: string }[]>();
  for (const { name, value, project } of seed?.macros ?? []) {
    const scope = project === null ? '' : (projects.get(project) ?? '');
    byScope.set(scope, [...(byScope.get(scope) ?? []), { name, value }]);
  }
  for (const [scope, macros] of byScope) db.setMeta(`macros:${scope}`, JSON.stringify(macros));
}

function plantVersion(
  db: SandboxDatabase,
  version: SeedVersion,
  projects: ReadonlyMap<string, string>,
  at: number,
  newUid: () => string,
): void {
  const content = readContent(version.template, newUid);
  addRegistries(db, registriesIn(content));
  const ref = (name: string): { uid: string; name: string } => ({ uid: newUid(), name });
  db.put({
    uid: newUid(),
    scope: version.scope,
    projectUid: version.project === null ? null : (projects.get(version.project) ?? null),
    name: version.name,
    version: version.version,
    labels: version.labels,
    annotations: { description: version.description },
    createdAt: at,
    modifiedAt: at,
    published: version.published ? content : null,
    draft: version.published ? null : content,
    variables: variablesFrom(version.variables),
    inUse: { clusters: version.clusters.map(ref), templates: version.linkedTemplates.map(ref) },
  });
}
