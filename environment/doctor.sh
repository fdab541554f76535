#!/usr/bin/env bash
# Says what of the project's needs was found: environment/doctor.sh
#
# One line a need: what, found, needed, and below it a remedy where there is
# something to do. Changes nothing, works also when Go or Python is missing, and
# exits with status 1 when something required is missing.
set -uo pipefail
cd "$(dirname "$0")/.."
root=$PWD
home=$root/.hccp53
die() { :; }
. environment/system.sh

bad=0
if [ -t 1 ]; then bold=$(tput bold 2>/dev/null) off=$(tput sgr0 2>/dev/null); else bold="" off=""; fi

# row MARK WHAT FOUND NEEDED [REMEDY]; marks: ok, no (required), -- (optional)
row() {
  local mark=$1
  case $mark in
  ok) mark="ok" ;;
  no) mark="${bold}NO${off}" && bad=$((bad + 1)) ;;
  esac
  printf '%-2b  %-15s %-42.42s  %s\n' "$mark" "$2" "$3" "$4"
  if [ -n "${5:-}" ]; then printf '      → %s\n' "$5"; fi
}

# first COMMAND... prints the first line of what a command says, or nothing.
first() { "$@" 2>/dev/null | head -n 1; }

printf '%s    %-15s %-42s  %s%s\n' "$bold" "what" "found" "needed" "$off"

# --- the machine -------------------------------------------------------------
needed=$(needed_go)
found=$(go_version)
if [ -z "$found" ]; then
  row no Go "none" "$needed" "install Go $needed or newer and put its bin folder on PATH"
elif at_least "$found" "$needed"; then
  row ok Go "$found ($(command -v go))" "$needed"
else
  row no Go "$found" "$needed" "install Go $needed or newer and put its bin folder on PATH"
fi

if find_python; then
  row ok Python "$(first "$python" -c 'import platform; print(platform.python_version())') ($python)" "3.11"
  if proven python:ensurepip; then
    row ok "Python venv" "yes" "yes"
  else
    row no "Python venv" "no" "yes" "sudo apt-get install -y python3-venv"
  fi
else
  found=$(first python3 --version)
  row no Python "${found:-none}" "3.11" "sudo apt-get install -y python3 python3-venv, or name one: PYTHON=/path/to/python3"
fi

compiler=$(command -v cc || command -v gcc || command -v clang || true)
if [ -n "$compiler" ] && proven file:/usr/include/stdlib.h; then
  row ok "C compiler" "$(first "$compiler" --version)" "any"
elif [ -n "$compiler" ]; then
  row no "C compiler" "without the C library's headers" "any" "sudo apt-get install -y libc6-dev"
else
  row no "C compiler" "none" "any" "sudo apt-get install -y gcc libc6-dev"
fi
if command -v make >/dev/null; then row ok make "$(first make --version)" "any"; else row no make none any "sudo apt-get install -y make"; fi

if proven command:gdcmconv; then
  row ok gdcmconv "$(first gdcmconv --version)" "optional"
else
  row -- gdcmconv "none: JPEG-LS and JPEG 2000 are refused" "optional" "sudo apt-get install -y libgdcm-tools"
fi

# --- what set-up installs ----------------------------------------------------
remedy="make setup"
lab() { "$home/venv/bin/python" -c "from importlib.metadata import version; print(version('$1'))" 2>/dev/null; }
for package in jupyterlab nbclient nbconvert; do
  needed=$(sed -n "s/^$package==\([^ ]*\).*/\1/p" environment/requirements.lock)
  found=$(lab $package)
  if [ "$found" = "$needed" ]; then row ok $package "$found" "$needed"; else row no $package "${found:-none}" "$needed" "$remedy"; fi
done

# built NAME MODULE PROGRAM: a Go program and the version it was built from.
built() {
  local needed found=""
  needed=$(awk -v m="$2" '$1 == m && $2 ~ /^v/ { sub(/^v/, "", $2); print $2; exit }' "environment/tools/$1/go.mod")
  if [ -x "$home/bin/$3" ]; then
    found=$(go version -m "$home/bin/$3" 2>/dev/null | awk -v m="$2" '($1 == "mod" || $1 == "dep") && $2 == m { sub(/^v/, "", $3); print $3; exit }')
    found=${found:-there, version unknown}
  fi
  if [ "$found" = "$needed" ]; then row ok "$3" "$found" "$needed"
  elif [ -n "$found" ] && ! command -v go >/dev/null; then row ok "$3" "$found" "$needed"
  else row no "$3" "${found:-none}" "$needed" "$remedy"; fi
}
built gonb github.com/janpfeifer/gonb gonb
built gopls golang.org/x/tools/gopls gopls
built gopls golang.org/x/tools goimports

spec=$home/venv/share/jupyter/kernels/hccp53/kernel.json
if [ -x "$home/bin/hccp53-kernel" ] && grep -q "$home/bin/hccp53-kernel" "$spec" 2>/dev/null; then
  row ok kernel "Go (hccp53)" "Go (hccp53)"
else
  row no kernel "none for this folder" "Go (hccp53)" "$remedy"
fi

# --- what trains networks ----------------------------------------------------
api() {
  local interpreter=$home/venv/bin/python
  if [ ! -x "$interpreter" ]; then interpreter=${python:-}; fi
  if [ -n "$interpreter" ]; then first "$interpreter" environment/xla/version.py "$1"; fi
}
backend="go" why="gomlx' pure-Go backend: many times slower"
for kind in cpu cuda; do
  plugin=$(ls "$home"/pjrt/pjrt_c_api_${kind}_plugin.* 2>/dev/null | head -n 1)
  if [ -n "$plugin" ]; then
    version=$(api "$plugin")
    if [ -n "$version" ]; then
      row ok "XLA $kind" "PJRT API $version" "optional"
      if [ $kind = cpu ]; then backend="xla:cpu" why="XLA on the processor"; fi
    else
      row -- "XLA $kind" "a plugin that does not load" "optional" "rm -r .hccp53/pjrt .hccp53/stamps && make setup"
    fi
  elif [ $kind = cpu ]; then
    row -- "XLA cpu" "none" "optional" "HCCP53_RETRY_XLA=1 make setup"
  else
    row -- "XLA cuda" "none" "optional"
  fi
done
gpus=$(ls -d /dev/nvidia[0-9]* 2>/dev/null | wc -l)
name=$(first nvidia-smi --query-gpu=name --format=csv,noheader)
if [ "$gpus" -gt 0 ]; then
  if ls "$home"/pjrt/pjrt_c_api_cuda_plugin.* >/dev/null 2>&1; then
    row ok GPU "${name:-$gpus NVIDIA device(s)}" "optional"
    backend="xla:cuda" why="XLA on the GPU"
  else
    row -- GPU "${name:-$gpus NVIDIA device(s)}" "optional" "make setup CUDA=13 installs XLA for it, about 3 GB (driver 580 or newer; else CUDA=12)"
  fi
else
  row -- GPU "none" "optional"
fi
row ok backend "$backend ($why)" "any"

free=$(df -Pk "$root" | awk 'NR == 2 { printf "%d", $4 / 1048576 }')
if [ "$free" -ge 5 ]; then row ok disk "$free GiB free" "5 GiB"; else row no disk "$free GiB free" "5 GiB" "free some space; .hccp53/store and results/ can be made again"; fi

echo
if [ $bad -gt 0 ]; then
  echo "$bad of the required things missing; the arrows say what to do."
  exit 1
fi
echo "Everything required is there."
