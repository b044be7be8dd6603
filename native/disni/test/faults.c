/*
 * Every native against a device that fails on request: what it throws or returns, what it passes
 * on, and that nothing stays open. Ends at the first thing that is wrong.
 */
#include "faults.h"

#include <arpa/inet.h>
#include <dirent.h>

#define CYCLES 1000

struct sockaddr_in address(const char *host, unsigned short port)
{
  struct sockaddr_in result = {.sin_family = AF_INET, .sin_port = htons(port)};
  CHECK(inet_pton(AF_INET, host, &result.sin_addr) == 1, "%s", host);
  memset(result.sin_zero, 0x5a, sizeof result.sin_zero);
  return result;
}

static int open_descriptors(void)
{
  DIR *directory = opendir("/proc/self/fd");
  int count = 0;
  while (readdir(directory) != NULL) {
    count++;
  }
  closedir(directory);
  return count;
}

struct setup set_up(void)
{
  struct setup s = {0};
  struct sockaddr_in local = address("10.1.2.3", 4711);
  OK(s.channel = N(createEventChannel)(ENV));
  OK(s.id = N(createId)(ENV, s.channel, RDMA_PS_TCP));
  OK(N(bindAddr)(ENV, s.id, handle(&local)));
  OK(s.context = N(getContext)(ENV, s.id));
  OK(s.pd = N(allocPd)(ENV, s.context));
  OK(s.comp_channel = N(createCompChannel)(ENV, s.context));
  OK(s.cq = N(createCQ)(ENV, s.context, s.comp_channel, 64, 0));
  OK(s.qp = N(createQP)(ENV, s.id, s.pd, s.cq, s.cq, IBV_QPT_RC, 16, 8, 32));
  return s;
}

void tear_down(struct setup *s)
{
  CHECK(N(destroyQP)(ENV, s->id) == 0, "destroyQP");
  CHECK(N(destroyCQ)(ENV, s->cq) == 0, "destroyCQ");
  CHECK(N(destroyCompChannel)(ENV, s->comp_channel) == 0, "destroyCompChannel");
  CHECK(N(deallocPd)(ENV, s->pd) == 0, "deallocPd");
  CHECK(N(destroyCmId)(ENV, s->id) == 0, "destroyCmId");
  CHECK(N(destroyEventChannel)(ENV, s->channel) == 0, "destroyEventChannel");
  CHECK(thrown_class()[0] == '\0', "tear_down");
}

/* A thousand connections, and a thousand failures half-way, leave nothing open. */
static void test_cycles(void)
{
  int descriptors = open_descriptors();
  for (int i = 0; i < CYCLES; i++) {
    struct setup s = set_up();
    FAILS("event_fd", 1, N(createEventChannel)(ENV), "fcntl");
    FAILS("completion_fd", 1, N(createCompChannel)(ENV, s.context), "fcntl");
    tear_down(&s);
  }
  CHECK(open_descriptors() == descriptors, "%d, before %d", open_descriptors(), descriptors);
}

int main(void)
{
  static const struct {
    const char *name;
    void (*run)(void);
  } tests[] = {
      {"layout", test_layout},
      {"event channel", test_event_channel},
      {"connection events", test_cm_event},
      {"stolen events", test_stolen_events},
      {"signals", test_signals},
      {"ids", test_ids},
      {"id without device", test_id_without_device},
      {"connect", test_connect},
      {"queue pairs", test_queue_pairs},
      {"context", test_context},
      {"memory regions", test_memory_regions},
      {"posting", test_posting},
      {"completions", test_completions},
      {"affinity", test_affinity},
      {"cycles", test_cycles},
  };
  for (size_t i = 0; i < sizeof tests / sizeof tests[0]; i++) {
    tests[i].run();
    CHECK(fake_live() == 0, "%s leaves %d objects", tests[i].name, fake_live());
    CHECK(!fake_fault_pending(), "%s asked for a failure that did not come", tests[i].name);
    printf("ok %s\n", tests[i].name);
  }
  return 0;
}
