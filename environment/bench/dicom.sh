#!/usr/bin/env bash
# One CT series read from files to a volume, by this project and by pydicom, in
# the same run. It needs the reference data (HCCP53_REFERENCE).
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${HCCP53_REFERENCE:-}" ] && [ -d ../shared/reference ]; then
  HCCP53_REFERENCE=$(cd ../shared/reference && pwd)
  export HCCP53_REFERENCE
fi
if [ -z "${HCCP53_REFERENCE:-}" ]; then
  echo "DICOM against pydicom: HCCP53_REFERENCE is not set, nothing to read"
  exit 0
fi
read -r files theirs < <("$HCCP53_PYTHON" environment/bench/dicom.py "$HCCP53_REFERENCE/ibsi")
# The best of ten, as for pydicom.
ours=$(go test -run '^$' -bench '^BenchmarkVolumesOfReferenceSeries$' -benchtime 10x -count 10 ./hccp53/mri |
  awk '/^Benchmark/ { if (!best || $3 < best) best = $3 } END { printf "%.1f", best / 1e6 }')
awk -v n="$files" -v ours="$ours" -v theirs="$theirs" \
  'BEGIN { printf "DICOM: %d slices to a volume: hccp53 %s ms, pydicom %s ms, %.1f times as fast\n", n, ours, theirs, theirs / ours }'
