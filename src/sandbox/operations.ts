// The calls of the API by name, as fault files name them.

const TABLE = [
  ['clone', 'POST', /^\/v1\/clusterprofiles\/[^/]+\/clone$/],
  ['validate', 'POST', /^\/v1\/clusterprofiles\/[^/]+\/clone\/validate$/],
  ['validatePacks', 'POST', /^\/v1\/clusterprofiles\/[^/]+\/validate\/packs$/],
  ['list', 'POST', /^\/v1\/dashboard\/clusterprofiles$/],
  ['macros', 'GET', /^\/v1\/clusterprofiles\/macros$/],
  ['manifests', 'GET', /^\/v1\/clusterprofiles\/[^/]+\/packs\/manifests$/],
  ['getVariables', 'GET', /^\/v1\/clusterprofiles\/[^/]+\/variables$/],
  ['putVariables', 'PUT', /^\/v1\/clusterprofiles\/[^/]+\/variables$/],
  ['patchVariables', 'PATCH', /^\/v1\/clusterprofiles\/[^/]+\/variables$/],
  ['deleteVariables', 'DELETE', /^\/v1\/clusterprofiles\/[^/]+\/variables$/],
  ['export', 'GET', /^\/v1\/clusterprofiles\/[^/]+\/export$/],
  ['publish', 'PATCH', /^\/v1\/clusterprofiles\/[^/]+\/publish$/],
  ['patchMetadata', 'PATCH', /^\/v1\/clusterprofiles\/[^/]+\/metadata$/],
  ['get', 'GET', /^\/v1\/clusterprofiles\/[^/]+$/],
  ['put', 'PUT', /^\/v1\/clusterprofiles\/[^/]+$/],
  ['delete', 'DELETE', /^\/v1\/clusterprofiles\/[^/]+$/],
  ['users', 'GET', /^\/v1\/users\//],
  ['registries', 'GET', /^\/v1\/registries\/metadata$/],
  ['audits', 'GET', /^\/v1\/audits$/],
  ['noteAudit', 'PATCH', /^\/v1\/audits\/[^/]+\/userMsg$/],
  ['projects', 'GET', /^\/v1\/dashboard\/projects\//],
] as const;

export type OperationName = (typeof TABLE)[number][0] | 'other';

export const OPERATIONS: readonly OperationName[] = [...TABLE.map(([name]) => name), 'other'];

export function operationOf(method: string, path: string): OperationName {
  return TABLE.find(([, its, pattern]) => its === method && pattern.test(path))?.[0] ?? 'other';
}
