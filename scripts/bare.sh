#!/usr/bin/env bash
# The README's two commands as on a new machine that has Node and git: `bash scripts/bare.sh`. In a fresh clone of the
# commit, with an empty HOME and an empty TMPDIR, and with nothing on the PATH but Node, git and the system's own tools,
# so that no tool installed by hand stands in for a step that is missing. The last line is the verdict of the tests; a
# warning of npm or Node is a failure.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)

commands=('npm ci && npx slo build' 'npm test')

# A package.json above a temporary folder decides how Node reads what is written there.
has_package_above() {
  local folder=$1
  while [[ $folder != / ]]; do
    if [[ -e $folder/package.json ]]; then return 0; fi
    folder=$(dirname "$folder")
  done
  [[ -e /package.json ]]
}

work=
for parent in "${TMPDIR:-/tmp}" /tmp /var/tmp; do
  if [[ -w $parent ]] && ! has_package_above "$(cd "$parent" && pwd -P)"; then
    work=$(mktemp -d "$parent/bare-XXXXXX")
    break
  fi
done
if [[ -z $work ]]; then
  echo "bare.sh: each folder for temporary files has a package.json above it" >&2
  exit 1
fi
trap 'rm -rf "$work"' EXIT
mkdir "$work/bin" "$work/home" "$work/tmp"

# Promtool may be a system package, too, but the machine that is stood in for has none. A link that leads nowhere, or to
# itself, is no tool.
link_tools() {
  local tool name
  for tool in "$(command -v node)" "$(command -v npm)" "$(command -v npx)" "$(command -v git)" /usr/bin/* /bin/* /usr/sbin/* /sbin/*; do
    name=$(basename "$tool")
    if [[ -f $tool && $name != promtool && $name != prometheus && ! -e $work/bin/$name ]]; then ln -s "$tool" "$work/bin/$name"; fi
  done
}

# What leads npm (and Go) to its packages, and nothing else, is handed on.
kept_settings() {
  local name config
  for name in $(compgen -e); do
    if [[ $name =~ ^((https?|all|no)_proxy|(HTTPS?|ALL|NO)_PROXY|NODE_EXTRA_CA_CERTS|SSL_CERT_(FILE|DIR)|GOPROXY|GOSUMDB|(npm_config|NPM_CONFIG)_(registry|REGISTRY|cafile|CAFILE))$ ]]; then
      printf '%s=%s\n' "$name" "${!name}"
    fi
  done
  for name in userconfig globalconfig; do
    config=$(npm config get "$name")
    if [[ -f $config ]]; then printf 'npm_config_%s=%s\n' "$name" "$config"; fi
  done
}

link_tools
settings=()
while IFS= read -r setting; do settings+=("$setting"); done < <(kept_settings)

git clone --quiet "$root" "$work/slo"
git -C "$work/slo" -c advice.detachedHead=false checkout --quiet "$(git -C "$root" rev-parse HEAD)"
cd "$work/slo"

status=0
for command in "${commands[@]}"; do
  if ! grep -qF "$command" README.md; then
    echo "bare.sh: the README does not say \`$command\`" >&2
    exit 1
  fi
  printf '$ %s\n' "$command"
  env -i PATH="$work/bin" HOME="$work/home" TMPDIR="$work/tmp" LANG="${LANG:-C.UTF-8}" ${settings[@]+"${settings[@]}"} \
    bash -c "$command" </dev/null 2>&1 | tee -a "$work/log" || status=$?
  if ((status > 0)); then exit "$status"; fi
done

if grep -Ein '^npm warn|EBADENGINE|^\(node:[0-9]+\) .*warning|^warning' "$work/log" >"$work/warnings"; then
  echo 'bare.sh: these lines warn:'
  cat "$work/warnings"
  exit 1
fi
