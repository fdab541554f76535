#!/usr/bin/env bash
# Radiomics features and maps by this project and by PyRadiomics 3.0.1, in turns.
# It needs the reference data (HCCP53_REFERENCE), and a C compiler for PyRadiomics,
# which it installs for itself.
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -z "${HCCP53_REFERENCE:-}" ] && [ -d ../shared/reference ]; then
  HCCP53_REFERENCE=$(cd ../shared/reference && pwd)
  export HCCP53_REFERENCE
fi
if [ -z "${HCCP53_REFERENCE:-}" ]; then
  echo "Radiomics against PyRadiomics: HCCP53_REFERENCE is not set, nothing to measure"
  exit 0
fi
peer="$HCCP53_HOME/peer"
if [ ! -e "$peer/done" ]; then
  python3 -m venv --clear "$peer"
  "$peer/bin/pip" install -q setuptools==84.2.1 wheel==0.48.0 versioneer==0.29 cython==3.3.1 numpy==2.4.6 \
    SimpleITK==2.5.7 PyWavelets==1.9.0 scikit-image==0.26.0 scipy==1.17.1 pykwalify==1.8.0 six==1.17.0
  "$peer/bin/pip" install -q --no-build-isolation pyradiomics==3.0.1
  touch "$peer/done"
fi
volumes="$HCCP53_HOME/bench/volumes"
[ -e "$volumes/synth_mask_200k.nrrd" ] ||
  "$peer/bin/python" "$HCCP53_REFERENCE/pyradiomics/bench/make_synthetic.py" "$volumes" >/dev/null
binary="$HCCP53_HOME/bench/radiomics.test"
go test -c -o "$binary" ./hccp53/radiomics
exec "$HCCP53_PYTHON" environment/bench/peer_radiomics.py "$binary" "$peer/bin/python" "$volumes" "$HCCP53_REFERENCE"
