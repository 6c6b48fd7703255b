// Parts of contents for tests: a pack and a variable with all their members, and the ones that a test is about.
import type { Pack, Variable } from '../../src/content/content.ts';

export function aPack(name: string, facts: Partial<Pack> = {}): Pack {
  return {
    name,
    tag: '1.0.0',
    layer: 'addon',
    type: 'manifest',
    registryUid: '',
    values: 'a: 1',
    manifests: [],
    resolvedVersion: '1.0.0',
    isInvalid: false,
    ...facts,
  };
}

export function aVariable(name: string, facts: Partial<Variable> = {}): Variable {
  return {
    name,
    displayName: '',
    description: '',
    format: 'string',
    defaultValue: 'a',
    regex: '',
    required: false,
    immutable: false,
    hidden: false,
    isSensitive: false,
    inputType: '',
    options: [],
    ...facts,
  };
}
