// The registries that packs come from: those of the seed, those that profiles name, and the ones that every tenant has.
import type { SandboxDatabase } from './database.ts';
import type { StoredContent } from './profile-content.ts';

export interface SandboxRegistry {
  readonly uid: string;
  readonly name: string;
  /** pack, helm or oci. */
  readonly kind: string;
}

/** As in facts.md section 1; UIDs are not the same everywhere (section 10, row 8), and that of Bitnami is made up. */
const OF_EVERY_TENANT: readonly SandboxRegistry[] = [
  { uid: '5eecc89d0b150045ae661cef', name: 'Public Repo', kind: 'pack' },
  { uid: '64eaff453040297344bcad5d', name: 'Palette Community Registry', kind: 'oci' },
  { uid: '600000000000000000000001', name: 'Bitnami', kind: 'helm' },
];

const META = 'registries';

/** A profile may name one of every tenant's by another UID: then that is the one. */
export function registriesOf(db: SandboxDatabase): readonly SandboxRegistry[] {
  const own = stored(db);
  const names = new Set(own.map(({ name }) => name));
  const uids = new Set(own.map(({ uid }) => uid));
  return [...own, ...OF_EVERY_TENANT.filter(({ uid, name }) => !names.has(name) && !uids.has(uid))];
}

/** Those of a seed, in place of all that were known. */
export function plantRegistries(db: SandboxDatabase, named: readonly SandboxRegistry[]): void {
  db.setMeta(META, JSON.stringify(named));
}

export function addRegistries(db: SandboxDatabase, more: readonly SandboxRegistry[]): void {
  const known = stored(db);
  const uids = new Set(known.map(({ uid }) => uid));
  const fresh = [...new Map(more.map((one) => [one.uid, one])).values()].filter(({ uid }) => !uids.has(uid));
  if (fresh.length > 0) db.setMeta(META, JSON.stringify([...known, ...fresh]));
}

/** Registries that the packs of a profile name. */
export function registriesIn({ packs }: StoredContent): readonly SandboxRegistry[] {
  return packs.flatMap(({ registryUid, registryName }) =>
    registryUid === ''
      ? []
      : [
          OF_EVERY_TENANT.find(
            ({ uid, name }) => uid === registryUid && ['', name].includes(registryName),
          ) ?? {
            uid: registryUid,
            name: registryName,
            kind: 'pack',
          },
        ],
  );
}

/** A PUT names registries by UID only. */
export function withRegistryNames(db: SandboxDatabase, content: StoredContent): StoredContent {
  const names = new Map(registriesOf(db).map(({ uid, name }) => [uid, name]));
  return {
    ...content,
    packs: content.packs.map((pack) => ({
      ...pack,
      registryName: names.get(pack.registryUid) ?? (pack.registryUid === '' ? '' : pack.registryName),
    })),
  };
}

export function registryAnswer({ uid, name, kind }: SandboxRegistry): object {
  return { uid, name, kind, isDefault: false, isPrivate: false, scope: 'system' };
}

function stored(db: SandboxDatabase): readonly SandboxRegistry[] {
  return JSON.parse(db.getMeta(META) ?? '[]') as readonly SandboxRegistry[];
}
