// The software bill of materials (CycloneDX 1.5): what the package ships in its bundle, and what an install adds. Made from the lock
// file, without clock and chance: the same lock file gives the same bytes.
import { createHash } from 'node:crypto';

/** `lock`: package-lock.json as a value. `bundled`: names of the packages in the bundle. Returns the document as text. */
export function sbomOf(lock, bundled) {
  const root = lock.packages[''];
  const installed = closureOf(lock, Object.keys(root.dependencies ?? {}));
  const optional = closureOf(lock, Object.keys(root.optionalDependencies ?? {}));
  const names = new Set([...bundled, ...installed, ...optional]);
  const components = [...names].sort(byText).map((name) => ({
    ...componentOf(lock, name),
    scope: bundled.has(name) || installed.has(name) ? 'required' : 'optional',
    properties: [{ name: 'cloneform:shipped', value: bundled.has(name) ? 'bundled' : 'installed' }],
  }));
  const dependencies = [
    {
      ref: refOf(lock, ''),
      dependsOn: [...bundled, ...directOf(root)].sort(byText).map((name) => refOf(lock, name)),
    },
    ...[...names].sort(byText).map((name) => ({
      ref: refOf(lock, name),
      dependsOn: directOf(entryOf(lock, name))
        .filter((other) => names.has(other))
        .sort(byText)
        .map((other) => refOf(lock, other)),
    })),
  ];
  const body = { components, dependencies };
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.5',
      serialNumber: `urn:uuid:${uuidOf(JSON.stringify([root.version, body]))}`,
      version: 1,
      metadata: {
        component: {
          'bom-ref': refOf(lock, ''),
          type: 'application',
          name: root.name,
          version: root.version,
          purl: refOf(lock, ''),
        },
      },
      ...body,
    },
    null,
    2,
  )}\n`;
}

function byText(one, other) {
  return one < other ? -1 : Number(one > other);
}

function closureOf(lock, names) {
  const found = new Set();
  const visit = (name) => {
    if (found.has(name) || lock.packages[`node_modules/${name}`] === undefined) return;
    found.add(name);
    for (const other of directOf(entryOf(lock, name))) visit(other);
  };
  names.forEach(visit);
  return found;
}

function directOf(entry) {
  return Object.keys({ ...entry.dependencies, ...entry.optionalDependencies });
}

function entryOf(lock, name) {
  const entry = name === '' ? lock.packages[''] : lock.packages[`node_modules/${name}`];
  if (entry === undefined) throw new Error(`package-lock.json has no ${name}`);
  return entry;
}

/** The package URL, which is also the reference within the document. */
function refOf(lock, name) {
  const { version } = entryOf(lock, name);
  return `pkg:npm/${(name === '' ? lock.packages[''].name : name).replace('@', '%40')}@${version}`;
}

function componentOf(lock, name) {
  const { version, license, integrity } = entryOf(lock, name);
  const purl = refOf(lock, name);
  return {
    'bom-ref': purl,
    type: 'library',
    name,
    version,
    purl,
    ...(license === undefined ? {} : { licenses: [licenseOf(license)] }),
    ...(integrity === undefined ? {} : { hashes: [hashOf(integrity)] }),
  };
}

function licenseOf(license) {
  return / (OR|AND) /.test(license) ? { expression: license } : { license: { id: license } };
}

/** npm writes base64, CycloneDX wants hexadecimal digits. */
function hashOf(integrity) {
  const [algorithm, digest] = integrity.split(' ')[0].split(/-(.*)/s);
  return {
    alg: algorithm.toUpperCase().replace('SHA', 'SHA-'),
    content: Buffer.from(digest, 'base64').toString('hex'),
  };
}

function uuidOf(text) {
  const hex = createHash('sha256').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
