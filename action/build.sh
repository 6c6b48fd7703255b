#!/usr/bin/env bash
# Starts build.mjs with a short list of variables and nothing else. This replaces the process, because a child, such as the install
# script of a package, can read the environment of its parent.
set -euo pipefail
keep=()
for name in PATH HOME USERPROFILE APPDATA LOCALAPPDATA SYSTEMROOT COMSPEC PATHEXT TMPDIR TEMP TMP LANG CI \
  HTTP_PROXY HTTPS_PROXY NO_PROXY http_proxy https_proxy no_proxy NODE_EXTRA_CA_CERTS NPM_CONFIG_REGISTRY npm_config_registry \
  GITHUB_EVENT_NAME GITHUB_EVENT_PATH GITHUB_REPOSITORY INPUT_COMMAND INPUT_VERSION; do
  if [ -n "${!name+set}" ]; then keep+=("$name=${!name}"); fi
done
# Prebuilt binaries are taken from a cache folder: one that lies in the checkout would be the author's of the pull request.
cache="$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/cloneform-build-XXXXXX")"
exec env -i "${keep[@]}" XDG_CACHE_HOME="$cache" node "$(dirname "${BASH_SOURCE[0]}")/build.mjs"
