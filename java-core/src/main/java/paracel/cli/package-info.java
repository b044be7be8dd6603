/**
 * The command line. {@link paracel.cli.Main} is the entry; commands are found by {@link
 * java.util.ServiceLoader} as {@link paracel.cli.Command}, so that every module may add its own.
 * Results go to stdout, everything else to stderr; exit codes are those of {@code
 * paracel.base.ExitCode}.
 */
package paracel.cli;
