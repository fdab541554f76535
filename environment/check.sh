#!/usr/bin/env bash
# Runs the checks of the project: environment/check.sh [--long]
#
# Every stage runs even when one before it failed; the last line names those
# that did. --long adds the tests that take hours.
set -uo pipefail
cd "$(dirname "$0")/.."
long=""
if [ "${1:-}" = --long ]; then long=yes; fi

environment/setup.sh --checks || exit 1
. environment/env.sh
# Where to find the reference data, for the tests that judge the engines by it.
if [ -z "${HCCP53_REFERENCE:-}" ] && [ -d ../shared/reference ]; then
  HCCP53_REFERENCE=$(cd ../shared/reference && pwd)
  export HCCP53_REFERENCE
fi
if [ -n "$long" ]; then export HCCP53_LONG=1; fi

failed=""
begun=$SECONDS
# stage NAME COMMAND... runs a stage and says how long it took.
stage() {
  local name=$1 start=$SECONDS
  shift
  printf '\n== %s\n' "$name"
  if "$@"; then
    printf '   %s: passed (%d s)\n' "$name" $((SECONDS - start))
  else
    printf '   %s: FAILED (%d s)\n' "$name" $((SECONDS - start))
    failed="$failed${failed:+, }$name"
  fi
}

formatted() {
  local files
  files=$(gofmt -l ./*/ | grep -v '^\./\.' || true)
  if [ -n "$files" ]; then
    printf 'not formatted; run gofmt -w on:\n%s\n' "$files"
    return 1
  fi
}

tests() {
  local options=(-timeout 60m)
  if [ -n "$long" ]; then options=(-timeout 24h); fi
  go test "${options[@]}" ./...
}

stage "format" formatted
stage "vet" go vet ./...
stage "staticcheck" staticcheck ./...
stage "pure-Go build" env CGO_ENABLED=0 go build -buildvcs=false -tags noxla ./...
stage "tests" tests

if [ -n "$failed" ]; then
  printf '\nFAILED after %d s: %s. The output of each stage above says what to do.\n' $((SECONDS - begun)) "$failed"
  exit 1
fi
printf '\nAll checks passed after %d s.\n' $((SECONDS - begun))
