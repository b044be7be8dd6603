/**
 * What operations on tables cost a program that uses {@code paracel.worker}: {@link
 * paracel.bench.ops.OpsCommand} is {@code paracel bench ops}.
 *
 * <p>An ordinary job. All workers make the same kind of call at the same time, one kind after the
 * other ({@code OpsProgram}); what is called is in {@code DenseCases}, {@code SparseCases} and
 * {@code KeyCases}. A rate counts an operation when its effect is at the parameter rank: what
 * nobody waits for is waited for at the end, within the time measured.
 *
 * <p>With {@code --updates} the same command fills a key-value table and updates it very often
 * ({@code FillProgram}), and fails when an update is lost or memory grows.
 */
package paracel.bench.ops;
