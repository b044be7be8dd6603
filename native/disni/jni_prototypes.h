/*
 * The natives of com.ibm.disni:disni:2.1 as C sees them, written by test/Prototypes.java
 * from the jar. The test disni-prototypes writes it again and compares.
 */
#ifndef PARACEL_DISNI_JNI_PROTOTYPES_H
#define PARACEL_DISNI_JNI_PROTOTYPES_H

#include <jni.h>

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1accept(
    JNIEnv *, jobject, jlong, jint, jint);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1ackCmEvent(
    JNIEnv *, jobject, jint);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1ackCqEvent(
    JNIEnv *, jobject, jlong, jint);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1allocPd(
    JNIEnv *, jobject, jlong);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1bindAddr(
    JNIEnv *, jobject, jlong, jlong);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1connect(
    JNIEnv *, jobject, jlong, jint, jint, jlong, jbyte);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1createCQ(
    JNIEnv *, jobject, jlong, jlong, jint, jint);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1createCompChannel(
    JNIEnv *, jobject, jlong);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1createEventChannel(
    JNIEnv *, jobject);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1createId(
    JNIEnv *, jobject, jlong, jshort);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1createQP(
    JNIEnv *, jobject, jlong, jlong, jlong, jlong, jint, jint, jint, jint);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1deallocPd(
    JNIEnv *, jobject, jlong);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1deregMr(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1destroyCQ(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1destroyCmId(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1destroyCompChannel(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1destroyEp(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1destroyEventChannel(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1destroyQP(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1disconnect(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1expPrefetchMr(
    JNIEnv *, jobject, jlong, jlong, jint);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getCmEvent(
    JNIEnv *, jobject, jlong, jlong, jlong, jint);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getContext(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getContextFd(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getContextNumCompVectors(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getCqEvent(
    JNIEnv *, jobject, jlong, jint);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getDstAddr(
    JNIEnv *, jobject, jlong, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getIbvRecvWRSize(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getIbvSendWRSize(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getIbvSgeSize(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getIbvWCSize(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getPdHandle(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getQpNum(
    JNIEnv *, jobject, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getRKeyOffset(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getRemoteAddressOffset(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getSockAddrInSize(
    JNIEnv *, jobject);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getSrcAddr(
    JNIEnv *, jobject, jlong, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1getVersion(
    JNIEnv *, jobject);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1listen(
    JNIEnv *, jobject, jlong, jint);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1modifyQP(
    JNIEnv *, jobject, jlong, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1pollCQ(
    JNIEnv *, jobject, jlong, jint, jlong);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1postRecv(
    JNIEnv *, jobject, jlong, jlong);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1postSend(
    JNIEnv *, jobject, jlong, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1queryOdpSupport(
    JNIEnv *, jobject, jlong);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1regMr(
    JNIEnv *, jobject, jlong, jlong, jint, jint, jlong, jlong, jlong);

JNIEXPORT jint JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1reqNotifyCQ(
    JNIEnv *, jobject, jlong, jint);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1resolveAddr(
    JNIEnv *, jobject, jlong, jlong, jlong, jint);

JNIEXPORT void JNICALL
Java_com_ibm_disni_verbs_impl_NativeDispatcher__1resolveRoute(
    JNIEnv *, jobject, jlong, jint);

JNIEXPORT jlong JNICALL
Java_com_ibm_disni_util_NativeAffinity__1getAffinity(
    JNIEnv *, jclass);

JNIEXPORT void JNICALL
Java_com_ibm_disni_util_NativeAffinity__1setAffinity(
    JNIEnv *, jclass, jlong);

#endif
