/*
 * Exceptions: the only place that knows how an error becomes one.
 */
#include "natives.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longer texts are cut; the longest that is written here has about half of it. */
#define TEXT_MAX 512

static void throw_new(JNIEnv *env, const char *class_name, const char *text)
{
  jclass type = (*env)->FindClass(env, class_name);
  if (type == NULL) {
    return; /* FindClass has left its own exception, which will do */
  }
  (*env)->ThrowNew(env, type, text);
  (*env)->DeleteLocalRef(env, type);
}

void throw_io(JNIEnv *env, const char *format, ...)
{
  char text[TEXT_MAX];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  throw_new(env, "java/io/IOException", text);
}

void throw_failed(JNIEnv *env, int error, const char *remedy, const char *format, ...)
{
  char what[TEXT_MAX / 2];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(what, sizeof what, format, arguments);
  va_end(arguments);

  char buffer[128]; /* strerror is not thread-safe; GNU's strerror_r may or may not use this */
  const char *reason = strerror_r(error, buffer, sizeof buffer);
  throw_io(env, "%s failed: %s (errno %d)%s%s", what, reason, error, remedy ? "; " : "",
           remedy ? remedy : "");
}

void throw_unsupported(JNIEnv *env, const char *text)
{
  throw_new(env, "java/lang/UnsupportedOperationException", text);
}

void *require_object(JNIEnv *env, jlong handle, const char *call, const char *what)
{
  void *object = object_of(handle);
  if (object == NULL) {
    throw_io(env, "%s: no %s (handle %lld): it was closed, or never opened", call, what,
             (long long)handle);
  }
  return object;
}
