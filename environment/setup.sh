#!/usr/bin/env bash
# Sets up everything that the project needs: environment/setup.sh [--cuda 12|13] [--checks]
#
#   --cuda 12|13   also XLA for NVIDIA GPUs, about 3 GB
#   --checks       also the tools that only `make test` uses
#
# Everything installed goes into .hccp53 of the repository. A step is skipped
# when it was done with the same inputs, which a stamp in .hccp53/stamps says.
# Python and Go work side by side; what they print goes to .hccp53/log.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
home=$root/.hccp53
env=$root/environment
begun=$SECONDS

cuda="" checks=""
while [ $# -gt 0 ]; do
  case $1 in
  --cuda) cuda=${2:-} && shift ;;
  --checks) checks=yes ;;
  *) echo "setup: $1 is not understood; see the head of environment/setup.sh" >&2 && exit 2 ;;
  esac
  shift
done
case $cuda in
"" | 12 | 13) ;;
*) echo "setup: CUDA=$cuda is not offered; use CUDA=12 or CUDA=13" >&2 && exit 2 ;;
esac

mkdir -p "$home/bin" "$home/stamps" "$home/log" "$home/pjrt"

# say WHAT TEXT prints one line of progress.
say() { printf '  %-11s %s\n' "$1" "$2"; }

# die TEXT REMEDY ends set-up.
die() {
  printf '\nSet-up failed: %s.\nWhat to do: %s.\n' "$1" "$2" >&2
  exit 1
}

# key FILE... prints a hash of the files.
key() { cat "$@" | sha | cut -c1-64; }
if command -v sha256sum >/dev/null; then sha() { sha256sum; }; else sha() { shasum -a 256; }; fi

# step NAME KEY DOING DONE COMMAND... runs the command unless it was done with
# the same key. "-" as key runs it always. The command is tested, so the shell
# does not stop within it at the first failure: a function chains with &&.
step() {
  local name=$1 key=$2 doing=$3 done=$4 stamp=$home/stamps/$1 start=$SECONDS
  shift 4
  if [ "$key" != - ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$key" ]; then return; fi
  rm -f "$stamp"
  say "$name" "$doing …"
  if ! "$@" >"$home/log/$name.log" 2>&1; then
    say "$name" "FAILED. The end of .hccp53/log/$name.log:"
    tail -n 15 "$home/log/$name.log" | sed 's/^/      /'
    return 1
  fi
  echo "$key" >"$stamp"
  : >"$home/log/changed"
  say "$name" "$done ($((SECONDS - start)) s)"
}

# One set-up at a time.
if command -v flock >/dev/null; then
  exec 9>"$home/lock"
  if ! flock -n 9; then
    echo "Another set-up is at work in this folder; waiting for it."
    flock 9
  fi
fi
rm -f "$home/log/changed"

# --- what the machine has to bring along -------------------------------------

. "$env/system.sh"
need_go
need_packages

# --- Python ------------------------------------------------------------------

# pip would compile every file; importing compiles what is used. JupyterLab is
# told to ask no server for news, and to show the line numbers that errors name.
make_venv() {
  local venv=$home/venv
  rm -rf "$venv" &&
    "$python" -m venv "$venv" &&
    pip install --require-hashes --no-deps --only-binary :all: --no-compile -r "$env/requirements.lock" &&
    pip check &&
    mkdir -p "$venv/etc/jupyter/labconfig" "$venv/share/jupyter/lab/settings" &&
    cp "$env/jupyter/page_config.json" "$venv/etc/jupyter/labconfig/" &&
    cp "$env/jupyter/overrides.json" "$venv/share/jupyter/lab/settings/" &&
    env -u PYTHONDONTWRITEBYTECODE "$venv/bin/python" -c \
      'import jupyterlab.labapp, jupytext.cli, latex2mathml.converter, nbclient, nbconvert, pydicom, jsonschema'
}

pip() { "$home/venv/bin/python" -m pip --disable-pip-version-check "$@"; }

# fetch LOCK FOLDER downloads the wheels of a lock file.
fetch() {
  rm -rf "$2" && pip download --require-hashes --no-deps --only-binary :all: --dest "$2" -r "$1"
}

# The library within the wheel, checked once more where it lies.
cpu_plugin=pjrt_c_api_cpu_plugin.so
cpu_sha=ad1309ac822b1b24d51b7f9947c7c9fa9ef5d67f390584cbc3d1fa2428fed9c2

xla_wheel() {
  [ "$(uname -sm)" = "Linux x86_64" ] && getconf GNU_LIBC_VERSION >/dev/null 2>&1
}

xla_from_wheel() {
  fetch "$env/xla/cpu.lock" "$home/wheels.part" &&
    "$home/venv/bin/python" "$env/xla/unpack.py" "$home/wheels.part" \
      "lammps_jax_pjrt_cpu/$cpu_plugin" "$home/pjrt/$cpu_plugin" \
      lammps_jax_pjrt_cpu-0.11.2.dist-info/licenses/ "$home/pjrt/licenses/" &&
    rm -rf "$home/wheels.part" &&
    check_plugin &&
    "$home/venv/bin/python" "$env/xla/version.py" "$home/pjrt/$cpu_plugin"
}

check_plugin() {
  local sum
  sum=$(sha <"$home/pjrt/$cpu_plugin" | cut -c1-64)
  if [ "$sum" != "$cpu_sha" ]; then
    rm -f "$home/pjrt/$cpu_plugin"
    echo "the plugin has the sum $sum, not $cpu_sha"
    return 1
  fi
}

xla_from_installer() {
  go build -C "$env/tools/xla" -buildvcs=false -o "$home/xla-installer" . &&
    "$home/xla-installer" "$home/pjrt" && rm -f "$home/xla-installer"
}

xla_missing=$home/log/without-xla
set_up_xla() {
  if xla_wheel; then
    step xla "$(key "$env/xla/cpu.lock")" "fetching XLA for the processor, 63 MB" "XLA for the processor" xla_from_wheel
    return
  fi
  if ls "$home"/pjrt/pjrt_c_api_cpu_plugin.* >/dev/null 2>&1; then return; fi
  [ -f "$xla_missing" ] && [ -z "${HCCP53_RETRY_XLA:-}" ] && return
  step xla - "fetching XLA for $(uname -sm)" "XLA for the processor" xla_from_installer || echo "$(uname -sm)" >"$xla_missing"
}

# The plugin looks for its libraries in ../nvidia, seen from its own folder.
cuda_libraries() {
  local compiler=cu13 # where the wheels keep ptxas and libdevice
  if [ "$cuda" = 12 ]; then compiler=cuda_nvcc; fi
  fetch "$env/xla/cuda$cuda.lock" "$home/wheels.part" &&
    rm -rf "$home/nvidia" &&
    "$home/venv/bin/python" "$env/xla/unpack.py" "$home/wheels.part" \
      nvidia/ "$home/nvidia/" \
      "jax_plugins/xla_cuda$cuda/xla_cuda_plugin.so" "$home/pjrt/pjrt_c_api_cuda_plugin.so" &&
    rm -rf "$home/wheels.part" &&
    mkdir -p "$home/nvidia/bin" &&
    [ -f "$home/nvidia/$compiler/bin/ptxas" ] &&
    [ -f "$home/nvidia/$compiler/nvvm/libdevice/libdevice.10.bc" ] &&
    ln -sfn "../$compiler/bin/ptxas" "$home/nvidia/bin/ptxas" &&
    ln -sfn "$compiler/nvvm" "$home/nvidia/nvvm"
}

python_lane() {
  step python "$(key "$env/requirements.lock" "$env"/jupyter/*.json)" \
    "installing JupyterLab $(version_of jupyterlab) and $(grep -c '^[a-z].*==' "$env/requirements.lock") packages" \
    "JupyterLab $(version_of jupyterlab)" make_venv &&
    set_up_xla &&
    if [ -n "$cuda" ]; then
      step cuda "$(key "$env/xla/cuda$cuda.lock")" "fetching XLA for CUDA $cuda, about 3 GB" "XLA for CUDA $cuda" cuda_libraries
  fi
}

version_of() { sed -n "s/^$1==\([^ ]*\).*/\1/p" "$env/requirements.lock"; }

# --- Go ----------------------------------------------------------------------

# tools NAME builds the tools that environment/tools/NAME/go.mod names.
tools() { GOFLAGS=-buildvcs=false go build -C "$env/tools/$1" -ldflags='-s -w' -o "$home/bin/" tool; }

tool_step() {
  step "$1" "$(key "$env/tools/$1/go.mod" "$env/tools/$1/go.sum")" "building $2" "$2" tools "$1"
}

# The kernel and the command are part of the repository: the go command knows
# best whether they are current.
own() {
  local log=$home/log/$1.log
  if [ ! -x "$home/bin/$1" ]; then say "$1" "building $1 …"; fi
  if ! GOFLAGS=-buildvcs=false go build -o "$home/bin/$1" "$2" >"$log" 2>&1; then
    say "$1" "FAILED. The end of .hccp53/log/$1.log:"
    tail -n 15 "$log" | sed 's/^/      /'
    return 1
  fi
}

go_lane() {
  tool_step gonb "GoNB 0.11.4" &&
    own hccp53-kernel ./kernel-ext/cmd/hccp53-kernel &&
    own hccp53 ./hccp53/cmd/hccp53 &&
    tool_step gopls "gopls 0.23.0 and goimports" &&
    if [ -n "$checks" ]; then tool_step staticcheck "staticcheck 0.7.0"; fi
}

# --- both at once ------------------------------------------------------------

lane=""
stop() { if [ -n "$lane" ]; then kill -TERM -- "-$lane" 2>/dev/null || true; fi; }
trap 'stop; exit 130' INT TERM
set -m # the lane gets a process group of its own, so that it can be stopped
python_lane </dev/null &
lane=$!
set +m
status=0
go_lane || status=1
wait "$lane" || status=1
lane=""
[ $status = 0 ] || die "a step above did not succeed" "look into its log, then run the same command again; what is done stays done"

# The kernelspec lies in the virtual environment, where its Jupyter finds it.
"$home/bin/hccp53-kernel" --spec "$home/venv/share/jupyter/kernels/hccp53"

if ! ls "$home"/pjrt/pjrt_c_api_*_plugin.* >/dev/null 2>&1; then
  cat <<END

  ATTENTION: there is no XLA for this machine ($(uname -sm)). Networks are
  trained by gomlx' pure-Go backend: the same models, many times slower.
  HCCP53_RETRY_XLA=1 make setup tries to fetch it again.

END
fi
if [ -f "$home/log/changed" ]; then
  echo "Set-up is complete after $((SECONDS - begun)) s: .hccp53, $(du -sh "$home" | cut -f1)."
fi
