# Times what R's packages do with the tables that both sides read.
#   Rscript stats.R make DIR        writes patients.csv (320 × 20) and features.csv (224 × 1000)
#   Rscript stats.R time DIR        one line a task: name, CPU seconds, wall seconds
args <- commandArgs(TRUE)
dir <- args[2]
if (args[1] == "make") {
  set.seed(1)
  n <- 320
  X <- matrix(rnorm(n * 20), n, dimnames = list(NULL, sprintf("x%02d", 1:20)))
  y <- rbinom(n, 1, plogis(X[, 1:5] %*% c(.8, -.6, .5, .4, .3)))
  write.csv(data.frame(y = y, X), file.path(dir, "patients.csv"), row.names = FALSE)
  # Features in blocks of ten that share a factor, as radiomics features do.
  n <- 224
  p <- 1000
  shared <- matrix(rnorm(n * p / 10), n)
  G <- .8 * shared[, rep(seq_len(p / 10), each = 10)] + .6 * matrix(rnorm(n * p), n)
  colnames(G) <- sprintf("f%04d", 1:p)
  y <- rbinom(n, 1, plogis(G[, c(1, 11, 21, 31, 41)] %*% c(.8, -.7, .6, .5, -.4)))
  fold <- sample(rep(1:10, length.out = n))
  write.csv(data.frame(y = y, fold = fold, G), file.path(dir, "features.csv"), row.names = FALSE)
  quit()
}
suppressPackageStartupMessages({
  library(MASS)
  library(rms)
  library(pROC)
  library(glmnet)
})
D <- read.csv(file.path(dir, "patients.csv"))
G <- read.csv(file.path(dir, "features.csv"))
y <- D$y
n <- nrow(D)
full <- glm(y ~ ., binomial, D)
null <- glm(y ~ 1, binomial, D)
s <- fitted(full)
s2 <- fitted(glm(y ~ x01 + x02, binomial, D))
r <- roc(y, s, quiet = TRUE, direction = "<")
r2 <- roc(y, s2, quiet = TRUE, direction = "<")
f6 <- lrm(y ~ x01 + x02 + x03 + x04 + x05 + x06, D, x = TRUE, y = TRUE)
dd <- datadist(D)
options(datadist = "dd")
GX <- as.matrix(G[, -(1:2)])
gy <- G$y
net <- function(p, t) {
  k <- p$p >= t
  (sum(k & p$y == 1) - sum(k & p$y == 0) * t / (1 - t)) / length(p$y)
}
tasks <- list(
  logistic = function() glm(y ~ ., binomial, D),
  stepwise_backward = function() stepAIC(full, direction = "backward", trace = 0),
  stepwise_both = function() stepAIC(full, direction = "both", trace = 0),
  stepwise_forward = function() stepAIC(null, scope = list(lower = formula(null), upper = formula(full)), direction = "forward", trace = 0),
  profile = function() suppressMessages(confint(full)),
  lasso_path = function() glmnet(GX, gy, family = "binomial"),
  lasso_path_exact = function() glmnet(GX, gy, family = "binomial", thresh = 1e-13, maxit = 1e7), # as near as ours
  lasso_cv_deviance = function() cv.glmnet(GX, gy, family = "binomial", foldid = G$fold),
  lasso_cv_auc = function() cv.glmnet(GX, gy, family = "binomial", foldid = G$fold, type.measure = "auc"),
  delong = function() ci.auc(roc(y, s, quiet = TRUE, direction = "<")),
  delong_paired = function() roc.test(r, r2, method = "delong"),
  bootstrap_auc_2000 = function() ci.auc(r, method = "bootstrap", boot.n = 2000, progress = "none"),
  bootstrap_paired_2000 = function() roc.test(r, r2, method = "bootstrap", boot.n = 2000, progress = "none"),
  validate_1000 = function() rms::validate(f6, B = 1000),
  calibrate_1000 = function() rms::calibrate(f6, B = 1000),
  nomogram = function() nomogram(f6, fun = plogis),
  mann_whitney_1000 = function() for (j in 1:1000) wilcox.test(GX[gy == 1, j], GX[gy == 0, j], exact = FALSE),
  correlation_1000 = function() cor(GX),
  decision_curve_1000 = function() for (b in 1:1000) {
    i <- sample(n, replace = TRUE)
    sapply(seq(0, .99, .01), function(t) net(list(p = s[i], y = y[i]), t))
  }
)
for (name in names(tasks)) {
  times <- 1 # short tasks are repeated within one reading
  repeat {
    gc(FALSE)
    before <- proc.time()
    for (k in seq_len(times)) suppressWarnings(tasks[[name]]())
    d <- proc.time() - before
    if (d[["elapsed"]] > .1) break
    times <- times * 4
  }
  cat(sprintf("%s\t%.9f\t%.9f\n", name, (d[["user.self"]] + d[["sys.self"]]) / times, d[["elapsed"]] / times))
}
