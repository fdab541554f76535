#!/usr/bin/env bash
# Statistics by this project and by R, on data of the same size, in seconds of
# processor time on one thread, so that other work on the machine matters little.
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
stepwise regression Stepwise/backward stepAIC backward, n = 320, p = 20
profile regression ProfileIntervals confint of MASS, p = 20
lasso regression LassoPath/224x1000 glmnet, 224 x 1000
lasso_cv regression LassoCV/224x1000 cv.glmnet, 10 folds
bootstrap performance BootstrapDifference2000 roc.test bootstrap, 2000, paired
validate performance Validate1000 rms validate, B = 1000, p = 6
calibrate performance Calibrate1000 rms calibrate, B = 1000, p = 6
decision performance DecisionBands1000 net benefit, 100 thresholds, 1000 resamples
ranks inference MannWhitneyColumns wilcox.test, 1000 columns
LIST
# processor seconds of a benchmark that runs so many times
seconds() {
  local TIMEFORMAT='%U %S'
  { time "$work/$1" -test.run '^$' -test.bench "^Benchmark${2/\//\$/^}\$" -test.cpu 1 -test.benchtime "$3x" >/dev/null; } 2>&1 | awk '{ print $1 + $2 }'
}
Rscript environment/bench/statistics.R 3 >"$work/r"
printf '%-46s %10s %10s %8s\n' 'statistics, one thread, processor time' 'R (s)' 'ours (s)' 'times'
while read -r key package benchmark what; do
  once=$(seconds "$package" "$benchmark" 1)
  more=$(seconds "$package" "$benchmark" 21)
  awk -v key="$key" -v once="$once" -v more="$more" -v what="$what" \
    '$1 == key { ours = (more - once) / 20; printf "%-46s %10.4f %10.5f %8.1f\n", what, $2, ours, (ours > 0 ? $2 / ours : 0) }' "$work/r"
done <"$work/list"
