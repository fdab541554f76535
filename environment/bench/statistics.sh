#!/usr/bin/env bash
# Statistics by this project and by R, on data of the same size and one thread.
# R and its packages are not installed by this project; without them there is
# nothing to compare with.
set -euo pipefail
cd "$(dirname "$0")/../.."
if ! Rscript -e 'for (p in c("MASS", "rms", "pROC", "glmnet")) library(p, character.only = TRUE)' >/dev/null 2>&1; then
  echo "Statistics against R: R with MASS, rms, pROC and glmnet is not installed, nothing to measure"
  exit 0
fi
export OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for package in regression performance inference; do
  go test -c -o "$work/$package" "./hccp53/$package"
done
# key, package, benchmark, what R runs
cat >"$work/list" <<'LIST'
stepwise regression Stepwise stepAIC backward, n = 320, p = 20
profile regression ProfileIntervals confint of MASS, p = 20
lasso regression LassoPath/224x1000 glmnet, 224 x 1000
lasso_cv regression LassoCV/224x1000 cv.glmnet, 10 folds
bootstrap performance BootstrapDifference2000 roc.test bootstrap, 2000, paired
validate performance Validate1000 rms validate, B = 1000, p = 6
calibrate performance Calibrate1000 rms calibrate, B = 1000, p = 6
decision performance DecisionBands1000 net benefit, 100 thresholds, 1000 resamples
ranks inference MannWhitneyColumns wilcox.test, 1000 columns
LIST
Rscript environment/bench/statistics.R 3 >"$work/r"
printf '%-46s %10s %10s %8s\n' 'statistics, one thread' 'R (s)' 'ours (s)' 'times'
while read -r key package benchmark what; do
  ours=$("$work/$package" -test.run '^$' -test.bench "^Benchmark${benchmark/\//\$/^}\$" -test.cpu 1 -test.count 3 |
    awk '/ns\/op/ { for (i = 2; i < NF; i++) if ($(i + 1) == "ns/op" && (least == "" || $i < least)) least = $i } END { print least / 1e9 }')
  awk -v key="$key" -v ours="$ours" -v what="$what" '$1 == key { printf "%-46s %10.4f %10.5f %8.1f\n", what, $2, ours, $2 / ours }' "$work/r"
done <"$work/list"
