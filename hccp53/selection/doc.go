// Package selection turns hundreds of radiomics features into one number a
// patient, the Rad-score.
//
// The chain is the one of the field. Each link is a [Step]: it is fitted on
// Training, tells which features it keeps, and the next one starts from those.
//
//  1. ICC: the feature must come out alike when a second reader draws the VOI
//     and when the first draws it again, or in perturbed images.
//  2. U test: its values must differ between the two outcomes.
//  3. Correlation: of features that say the same only one stays, by the rule of
//     the U test's p value ([Correlation]) or one of package relevance ([Pruning]).
//  4. mRMR, where it is asked for: a number of features that tell much of the
//     outcome and little of each other ([MRMR]).
//  5. z-score, where it is asked for: mean 0 and standard deviation 1 in Training
//     ([ZScore]).
//  6. LASSO: a logistic regression with an L1 penalty weighs what is left; its
//     log odds are the Rad-score.
//
// [Fit] runs the chain and counts what each step leaves ([Fitted.Attrition]).
// [Fitted.Score] applies the result to any patients. Nothing is learnt from
// patients outside the Training that Fit is given; for scores inside Training
// the whole chain is fitted again in each fold ([CrossFit]).
package selection
