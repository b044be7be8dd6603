/**
 * The fabric over DiSNI: RDMA READ and WRITE on reliable-connected queue pairs. The only package
 * that imports {@code com.ibm.disni}. Holds no code yet.
 */
package paracel.rdma;
