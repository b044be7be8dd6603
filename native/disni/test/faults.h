/*
 * What the tests of libdisni.so against the fake device share: checks, and a connection set up.
 */
#ifndef PARACEL_DISNI_FAULTS_H
#define PARACEL_DISNI_FAULTS_H

#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../jni_prototypes.h"
#include "fake_jni.h"
#include "fake_verbs.h"

#define N(name) Java_com_ibm_disni_verbs_impl_NativeDispatcher__1##name
#define ENV fake_env(), NULL

#define IO "java/io/IOException"
#define CHECK(condition, ...)                                        \
  do {                                                               \
    if (!(condition)) {                                              \
      fprintf(stderr, "%s:%d: %s: ", __FILE__, __LINE__, #condition); \
      fprintf(stderr, __VA_ARGS__);                                  \
      fprintf(stderr, "; thrown: %s\n", thrown_text());              \
      exit(1);                                                       \
    }                                                                \
  } while (0)

#define OK(call)                                              \
  do {                                                        \
    call;                                                     \
    CHECK(thrown_class()[0] == '\0', "%s has thrown", #call); \
    CHECK(!fake_fault_pending(), "%s", #call);                \
  } while (0)

/* The call throws an IOException whose text begins like this. */
#define THROWS(call, text)                                                          \
  do {                                                                              \
    call;                                                                           \
    CHECK(strcmp(thrown_class(), IO) == 0, "%s: %s", #call, thrown_class());        \
    CHECK(strncmp(thrown_text(), text, strlen(text)) == 0, "%s: not %s", #call, text); \
    CHECK(!fake_fault_pending(), "%s did not get to the call", #call);              \
    forget_thrown();                                                                \
  } while (0)

/* The underlying call fails with error, and the native's exception says so. */
#define FAILS(fake, error, call, text)   \
  do {                                   \
    int live_before = fake_live();       \
    fake_fail(fake, error);              \
    THROWS(call, text);                  \
    CHECK(fake_live() == live_before, "%s leaks", #call); \
  } while (0)

static inline jlong handle(const void *object)
{
  return (jlong)(uintptr_t)object;
}

/* An IPv4 address, with rubbish in sin_zero as a recycled buffer of Java would have it. */
struct sockaddr_in address(const char *host, unsigned short port);

/* What most tests need. */
struct setup {
  jlong channel, id, context, pd, comp_channel, cq, qp;
};

struct setup set_up(void);
void tear_down(struct setup *s);

/* faults_cm.c */
void test_event_channel(void);
void test_cm_event(void);
void test_stolen_events(void);
void test_signals(void);
void test_ids(void);
void test_id_without_device(void);
void test_connect(void);

/* faults_verbs.c */
void test_layout(void);
void test_queue_pairs(void);
void test_context(void);
void test_memory_regions(void);
void test_posting(void);
void test_completions(void);
void test_affinity(void);

#endif
