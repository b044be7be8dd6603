/*
 * The other way: MPI windows. One passive-target epoch with all ranks lasts as long as the fabric;
 * a flush is MPI_Win_flush, which waits until puts are complete at the target, too.
 */
#define _POSIX_C_SOURCE 200809L

#include "twin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  Fabric fabric;
  MPI_Win window;
  MPI_Aint base;  /* displacement of the target's first byte */
  int64_t word;   /* what put_long() sends; unchanged until the next flush */
  bool attached;
  bool owned;
} Windows;

static void put(Fabric *fabric, long target_offset, const void *origin, long bytes) {
  Windows *w = (Windows *)fabric;
  MPI_Put(origin, (int)bytes, MPI_BYTE, TARGET, w->base + target_offset, (int)bytes, MPI_BYTE,
      w->window);
}

static void get(Fabric *fabric, long target_offset, void *origin, long bytes) {
  Windows *w = (Windows *)fabric;
  MPI_Get(origin, (int)bytes, MPI_BYTE, TARGET, w->base + target_offset, (int)bytes, MPI_BYTE,
      w->window);
}

static void flush(Fabric *fabric) {
  MPI_Win_flush(TARGET, ((Windows *)fabric)->window);
}

static void put_long(Fabric *fabric, long target_offset, int64_t value) {
  Windows *w = (Windows *)fabric;
  flush(fabric);
  w->word = value;
  put(fabric, target_offset, &w->word, sizeof w->word);
}

static bool serve(Fabric *fabric) {
  MPI_Win_sync(((Windows *)fabric)->window);
  return false;
}

static void close_windows(Fabric *fabric) {
  Windows *w = (Windows *)fabric;
  MPI_Win_unlock_all(w->window);
  if (w->attached) {
    MPI_Win_detach(w->window, fabric->window);
  }
  MPI_Win_free(&w->window);
  if (w->owned) {
    free(fabric->window);
  }
  free(w);
}

/* Makes the window; returns MPI's code. */
static int create(Windows *w, MPI_Comm comm, long bytes, const char *kind) {
  int code;
  w->owned = strcmp(kind, "allocate") != 0;
  if (!w->owned) {
    code = MPI_Win_allocate(bytes, 1, MPI_INFO_NULL, comm, &w->fabric.window, &w->window);
    if (code == MPI_SUCCESS) {
      memset(w->fabric.window, 0, (size_t)bytes);
    }
    return code;
  }
  w->fabric.window = allocate(bytes);
  if (strcmp(kind, "create") == 0) {
    return MPI_Win_create(w->fabric.window, bytes, 1, MPI_INFO_NULL, comm, &w->window);
  }
  code = MPI_Win_create_dynamic(MPI_INFO_NULL, comm, &w->window);
  if (code == MPI_SUCCESS) {
    MPI_Win_attach(w->window, w->fabric.window, bytes);
    MPI_Get_address(w->fabric.window, &w->base);
    MPI_Bcast(&w->base, 1, MPI_AINT, TARGET, comm);
    w->attached = true;
  }
  return code;
}

Fabric *open_windows(MPI_Comm comm, long window_bytes, const char *kind) {
  Windows *w = allocate(sizeof *w);
  w->fabric = (Fabric){.way = "windows", .sees_work = false, .put = put, .put_long = put_long,
      .get = get, .fence = flush, .flush = flush, .serve = serve, .close = close_windows};
  MPI_Errhandler handler;
  MPI_Comm_get_errhandler(comm, &handler);
  MPI_Comm_set_errhandler(comm, MPI_ERRORS_RETURN);
  int code = create(w, comm, window_bytes, kind);
  MPI_Comm_set_errhandler(comm, handler);
  if (code != MPI_SUCCESS) {
    char text[MPI_MAX_ERROR_STRING];
    int length;
    MPI_Error_string(code, text, &length);
    fprintf(stderr, "fabric_twin: no window of kind %s: %s\n", kind, text);
    if (w->owned) {
      free(w->fabric.window);
    }
    free(w);
    return NULL;
  }
  MPI_Win_lock_all(0, w->window);
  MPI_Barrier(comm);
  return &w->fabric;
}
