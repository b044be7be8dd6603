/**
 * Slurm: what {@code srun} tells a rank of its job ({@link paracel.slurm.SlurmLauncher}). Batch
 * scripts and submission are not here yet.
 */
package paracel.slurm;
