// Two clones in two projects, for policies that tell them apart.

export const POLICY_SANDBOX = `sandbox: 1
projects: [a, b]
profiles: [{ name: base, versions: [1.0.0] }]
`;

export const POLICY_CLONES = `cloneform: 1
palette: { sandbox: sandbox.yaml }
clones:
  first: { source: { profile: base }, target: { name: first, scope: project, project: a } }
  second: { source: { profile: base }, target: { name: second, scope: project, project: b } }
`;
