// The seed of a new project's sandbox: enough to plan and apply a first clone.

export function sandboxTemplate(): string {
  return `# What the embedded Palette holds at first. \`cloneform sandbox reset\` goes back to it.
sandbox: 1
tenant: try-out
projects: [platform, edge-dev, edge-prod]
profiles:
  - name: edge-infra
    type: add-on
    cloudType: all
    labels: { team: platform }
    versions: [1.0.0, 1.1.0]
    packs:
      - name: hello-universe
        type: manifest
        layer: addon
        tag: 1.0.0
        values: |
          pack:
            spectrocloud.com/install-priority: "0"
        manifests:
          - name: hello-universe
            content: |
              apiVersion: v1
              kind: Service
              metadata:
                name: hello-universe
`;
}
