#!/usr/bin/env bash
# Renews the lock files: environment/lock.sh
#
# Resolves requirements.in for every platform and every Python from 3.11, and
# the CUDA libraries for x86-64 Linux, and writes each file's hash. The tool for
# that goes into a folder that is removed afterwards. No lock names an index:
# pip takes the one that it is set up for.
set -euo pipefail
cd "$(dirname "$0")"
tmp=$(mktemp -d)
trap 'rm -rf "$tmp"' EXIT
python3 -m venv "$tmp/venv"
"$tmp/venv/bin/pip" install --quiet uv==0.13.9
compile() {
  "$tmp/venv/bin/uv" pip compile --quiet --no-cache --generate-hashes --only-binary :all: \
    --no-emit-index-url --no-emit-find-links --no-header "$@"
}
echo "requirements.lock"
compile --universal --python-version 3.11 --output-file requirements.lock requirements.in
for cuda in 12 13; do
  echo "xla/cuda$cuda.lock"
  # The libraries that jax' own plugin asks for, without that plugin.
  echo "jax-cuda$cuda-plugin[with-cuda]==0.11.2" |
    compile --python-version 3.12 --python-platform x86_64-manylinux_2_28 --no-annotate \
      --no-emit-package "jax-cuda$cuda-plugin" --output-file "$tmp/lock" -
  { sed '/^[^#]/,$d' "xla/cuda$cuda.lock"; cat "$tmp/lock"; } >"$tmp/whole"
  mv "$tmp/whole" "xla/cuda$cuda.lock"
done
