# What the machine has to bring along; part of setup.sh and doctor.sh.
# shellcheck shell=bash disable=SC2154

# needed_go prints the oldest Go release that will do, from go.mod.
needed_go() { sed -n 's/^go //p' "$root/go.mod"; }

# at_least A B succeeds when version A is B or newer.
at_least() { [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]; }

# go_version prints the release of Go that works in this repository.
go_version() { (cd "$root" && go env GOVERSION 2>/dev/null | sed 's/^go//; s/[^0-9.].*//'); }

need_go() {
  local have
  command -v go >/dev/null || die "there is no go command" "install Go $(needed_go) or newer and put its bin folder on PATH"
  have=$(go_version)
  if [ -z "$have" ] || ! at_least "$have" "$(needed_go)"; then
    die "Go is ${have:-older than this project can use}, needed is $(needed_go)" "install Go $(needed_go) or newer and put its bin folder on PATH"
  fi
}

# find_python sets python to the first interpreter of 3.11 or newer.
find_python() {
  local candidate
  for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 python3.14; do
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      python=$candidate
      return
    fi
  done
  python=""
  return 1
}

# proven PROOF succeeds when a package of apt-packages.txt is not needed.
proven() {
  case $1 in
  command:*) command -v "${1#command:}" >/dev/null ;;
  file:*) [ -e "${1#file:}" ] || [ "$(uname -s)" != Linux ] ;;
  python:*) [ -n "${python:-}" ] && "$python" -c "import ${1#python:}, venv" 2>/dev/null ;;
  esac
}

# missing NEED prints the packages of that need that are missing, in one line.
missing() {
  local package proof need rest list=""
  while read -r package proof need rest; do
    case $package in "" | \#*) continue ;; esac
    if [ "$need" = "$1" ] && ! proven "$proof"; then list="$list $package"; fi
  done <"$root/environment/apt-packages.txt"
  echo "${list# }"
}

need_packages() {
  # A virtual environment that works proves Python, and quickly.
  if [ -f "$home/stamps/python" ] && "$home/venv/bin/python" -c '' 2>/dev/null; then
    python=$("$home/venv/bin/python" -c 'import sys; print(sys._base_executable)')
  else
    rm -f "$home/stamps/python"
    find_python || true
  fi
  local required optional packages
  required=$(missing required)
  optional=$(missing optional)
  if [ -n "$required$optional" ] && command -v apt-get >/dev/null && [ "$(id -u)" = 0 ]; then
    # Apart, so that an optional package that is nowhere to be had keeps no other out.
    for packages in "$required" "$optional"; do
      if [ -n "$packages" ]; then
        step system - "installing with apt-get: $packages" "installed: $packages" install_packages $packages || true
      fi
    done
    find_python || true
    required=$(missing required)
    optional=$(missing optional)
  fi
  if [ -n "$optional" ]; then
    printf '\n  ATTENTION: left out, because it could not be installed or this is not the root user: %s\n  To have it, run: sudo apt-get install -y %s\n\n' "$optional" "$optional"
  fi
  if [ -n "$required" ]; then
    die "these system packages are missing: $required" "run: sudo apt-get update && sudo apt-get install -y $required"
  fi
  if [ -z "$python" ]; then
    die "there is no Python of 3.11 or newer" "install one with its venv module; PYTHON=/path/to/python3 make setup names one that is not on PATH"
  fi
}

install_packages() {
  local options=(-y --no-install-recommends -o DPkg::Lock::Timeout=120)
  export DEBIAN_FRONTEND=noninteractive
  apt-get install "${options[@]}" "$@" || { apt-get update && apt-get install "${options[@]}" "$@"; }
}
