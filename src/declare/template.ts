// The first cloneform.yaml of a project, commented so that it teaches.

export function rootTemplate(options: { readonly sandbox: boolean }): string {
  return `${HEAD}${options.sandbox ? SANDBOX : PALETTE}${options.sandbox ? SANDBOX_CLONES : EMPTY_CLONES}`;
}

const HEAD = `# yaml-language-server: $schema=https://cdn.jsdelivr.net/npm/cloneform/schemas/declaration.v1.json
cloneform: 1
`;

const PALETTE = `
# palette:
#   host: api.spectrocloud.com     # PALETTE_HOST overrides it; the key comes from PALETTE_API_KEY, never from here
`;

const SANDBOX = `
palette:
  sandbox: sandbox.yaml            # the embedded Palette; take this out to reach yours
`;

const EMPTY_CLONES = `
# clones:
#   edge-base:                     # the id: names the clone in plans and in state
#     source:
#       profile: edge-infra        # name of the profile
#       version: ^1.0.0            # exact, or a range over published versions
#       scope: project             # project | tenant (default)
#       project: platform
#     target:
#       name: edge-base
#       version: 1.0.0
#       scope: project
#       projects: [edge-dev, edge-prod]
#     overrides:                   # what differs from the source, at upgrades too; perProject: in one project
#       packs:
#         cni-calico: { values: { calico: { mtu: 9000 } } }
`;

const SANDBOX_CLONES = `
clones:
  edge-base:                       # the id: names the clone in plans and in state
    source:
      profile: edge-infra          # name of the profile
      version: ^1.0.0              # exact, or a range over published versions
      scope: tenant                # project | tenant (default)
    target:
      name: edge-base
      version: 1.0.0
      scope: project
      projects: [edge-dev, edge-prod]
    # overrides:                   # what differs from the source, at upgrades too; perProject: in one project
    #   packs:
    #     hello-universe: { values: { pack: { replicas: 3 } } }
`;
