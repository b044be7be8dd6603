/**
 * Arithmetic on vectors and sparse matrices in plain arrays: {@link paracel.linalg.CsrMatrix},
 * {@link paracel.linalg.Vectors} and the scalar functions of logistic regression, {@link
 * paracel.linalg.LogisticLoss}.
 *
 * <p>Everything is sequential, in a fixed order and without fused operations, so that equal
 * arguments give equal bits on every machine. Nothing here keeps state; every argument says whether
 * it is modified. The solvers in {@link paracel.solver} are the users.
 */
package paracel.linalg;
