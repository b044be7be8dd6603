/** Slurm: the job's environment, host lists, batch scripts, submission. Holds no code yet. */
package paracel.slurm;
