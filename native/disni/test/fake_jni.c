/*
 * The functions of JNI that libdisni.so uses; another one would be a null pointer.
 */
#include "fake_jni.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define TEXT_MAX 1024

static char pending_class[TEXT_MAX];
static char pending_text[TEXT_MAX];

static jclass JNICALL find_class(JNIEnv *env, const char *name)
{
  (void)env;
  return (jclass)(uintptr_t)name;
}

static jint JNICALL throw_new(JNIEnv *env, jclass type, const char *text)
{
  (void)env;
  if (pending_class[0] != '\0') {
    fprintf(stderr, "thrown twice: %s, then %s\n", pending_text, text);
    abort();
  }
  snprintf(pending_class, sizeof pending_class, "%s", (const char *)type);
  snprintf(pending_text, sizeof pending_text, "%s", text);
  return 0;
}

static void JNICALL delete_local_ref(JNIEnv *env, jobject reference)
{
  (void)env;
  (void)reference;
}

JNIEnv *fake_env(void)
{
  static const struct JNINativeInterface_ functions = {
      .FindClass = find_class,
      .ThrowNew = throw_new,
      .DeleteLocalRef = delete_local_ref,
  };
  static JNIEnv env = &functions;
  return &env;
}

const char *thrown_class(void)
{
  return pending_class;
}

const char *thrown_text(void)
{
  return pending_text;
}

void forget_thrown(void)
{
  pending_class[0] = '\0';
  pending_text[0] = '\0';
}
