package paracel.worker;

import paracel.base.OptionValues;
import paracel.data.InputFiles;
import paracel.table.Consistency;

/**
 * What a solver is given to check and prepare.
 *
 * @param values of the solver's own options
 * @param input files of {@code --input}; null when the solver takes none
 * @param test files of {@code --test}; null when there are none
 * @param consistency of the job's tables
 * @param workers number of workers in the job
 */
public record SolverContext(
    OptionValues values, InputFiles input, InputFiles test, Consistency consistency, int workers) {}
