#!/usr/bin/env bash
# The statistics of this project and of R, on the same tables, in turns, one
# thread each. It needs Rscript with rms, pROC, glmnet and MASS; on Debian:
#   apt-get install --no-install-recommends r-base-core r-cran-rms r-cran-proc r-cran-glmnet r-cran-mass
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! command -v Rscript >/dev/null || ! Rscript -e 'for (p in c("MASS","rms","pROC","glmnet")) library(p, character.only = TRUE)' >/dev/null 2>&1; then
  echo "Statistics against R: Rscript with rms, pROC, glmnet and MASS is not here, nothing to measure"
  exit 0
fi
tables="$HCCP53_HOME/bench/tables"
mkdir -p "$tables"
[ -e "$tables/features.csv" ] || Rscript environment/bench/stats.R make "$tables"
binary="$HCCP53_HOME/bench/stats.test"
go test -c -o "$binary" ./hccp53/conformance/stats
exec "$HCCP53_PYTHON" environment/bench/peer_stats.py "$binary" "$tables" "${1:-5}"
