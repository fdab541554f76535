# The peers of environment/bench/statistics.sh: one line "key seconds" for each,
# the least processor time of the repetitions, on one thread.
# Rscript statistics.R [repetitions]
suppressPackageStartupMessages({library(MASS); library(rms); library(pROC); library(glmnet)})
repetitions <- as.integer(c(commandArgs(TRUE), "3")[1])
clock <- function(key, expression) {
  e <- substitute(expression)
  seconds <- replicate(repetitions, {
    gc(FALSE)
    start <- proc.time()
    suppressWarnings(eval(e, globalenv()))
    sum((proc.time() - start)[c("user.self", "sys.self")])
  })
  cat(key, min(seconds), "\n")
}
set.seed(1)
n <- 320; p <- 20
X <- matrix(rnorm(n * p), n)
y <- rbinom(n, 1, plogis(X[, 1:5] %*% c(.8, -.6, .5, .4, .3)))
D <- data.frame(y = y, X)
full <- glm(y ~ ., binomial, D)
clock("stepwise", stepAIC(full, direction = "backward", trace = 0))
clock("profile", suppressMessages(confint(full)))
s <- fitted(full); s2 <- fitted(glm(y ~ X1 + X2, binomial, D))
r <- roc(y, s, quiet = TRUE, direction = "<"); r2 <- roc(y, s2, quiet = TRUE, direction = "<")
clock("bootstrap", roc.test(r, r2, method = "bootstrap", boot.n = 2000, progress = "none"))
f <- lrm(y ~ X1 + X2 + X3 + X4 + X5 + X6, D, x = TRUE, y = TRUE)
clock("validate", rms::validate(f, B = 1000))
clock("calibrate", rms::calibrate(f, B = 1000))
dca <- function(y, p, th) sapply(th, function(t) { k <- p >= t; (sum(k & y == 1) - sum(k & y == 0) * t / (1 - t)) / length(y) })
clock("decision", for (b in 1:1000) { i <- sample(n, replace = TRUE); dca(y[i], s[i], seq(0, .99, .01)) })
m <- 224; q <- 1000
Z <- matrix(rnorm(m * q), m) + rnorm(m)
v <- rbinom(m, 1, plogis(Z[, 1:5] %*% c(.5, -.5, .4, .4, .3)))
folds <- rep_len(1:10, m)
clock("lasso", glmnet(Z, v, family = "binomial"))
clock("lasso_cv", cv.glmnet(Z, v, family = "binomial", foldid = folds))
clock("ranks", for (j in 1:q) wilcox.test(Z[v == 1, j], Z[v == 0, j], exact = FALSE))
