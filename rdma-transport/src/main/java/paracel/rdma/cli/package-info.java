/** What the command line says of RDMA: {@link paracel.rdma.cli.DoctorCommand}. */
package paracel.rdma.cli;
