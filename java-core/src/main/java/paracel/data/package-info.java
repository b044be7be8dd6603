/**
 * Reads input text: which files, which part of them each worker has, its lines, and what the lines
 * mean.
 *
 * <p>Entry: {@link paracel.data.InputFiles#resolve} turns the words of {@code --input} into files,
 * {@link paracel.data.BlockPlan} gives every worker its blocks, {@link paracel.data.DatasetLoader}
 * reads them as a sparse matrix and {@link paracel.data.TokenScanner} as words.
 *
 * <p>Invariant: a line belongs to the block in which its first byte lies, so that each line is read
 * by exactly one worker whatever the number of workers. A plan is a pure function of file names,
 * file sizes and the number of workers: ranks compute it alone, and compare {@link
 * paracel.data.InputFiles#fingerprint} to be sure that they see the same files.
 *
 * <p>What is wrong with an input is an {@link paracel.data.InputException} with file, line and
 * column; a disk that fails is an {@link java.io.IOException}. Nothing here is shared between
 * threads except the immutable {@code InputFiles}, {@code BlockPlan}, {@code DataFormat} and {@code
 * SparseDataset}.
 */
package paracel.data;
