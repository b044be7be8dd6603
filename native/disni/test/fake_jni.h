/*
 * A JNIEnv that records what is thrown, so that natives can be called without a JVM, and the leak
 * sanitizer sees only what is ours.
 */
#ifndef PARACEL_DISNI_FAKE_JNI_H
#define PARACEL_DISNI_FAKE_JNI_H

#include <jni.h>

JNIEnv *fake_env(void);

/* The class and text of the exception that is pending, "" if none is. */
const char *thrown_class(void);
const char *thrown_text(void);

/* Forgets the exception; a native that is called, or throws, with one pending ends the test. */
void forget_thrown(void);

#endif
