// Preloaded (LD_PRELOAD) into galley, it counts every call that changes the files below one folder, and makes the N-th
// of them fail, or kills the process at it. What is written through a mapping (SQLite's -shm) and what the C library does
// within itself is out of its reach.
//
//   FAULTS_BELOW    the folder, as an absolute path without symbolic links
//   FAULTS_RECORD   a file that holds a `struct record`: it is mapped, so that it outlives the process
//   FAULTS_DURABLE  for power-cut: a folder, elsewhere, for what would be on the disk
//   FAULTS_AT       N, counted from 1 over all threads; 0 for none
//   FAULTS_KIND     one of `kinds`
//
// This file decides; calls.c has the calls, durable.c what a power cut leaves.
#define _GNU_SOURCE
#include "faults.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const kinds[] = {
    "none", "eio-once", "eio-file", "eio-disk", "enospc-once", "enospc-full", "kill-before", "kill-after",
    "power-cut",
};

long (*kernel)(long, ...);
static struct record nowhere;
struct record *record = &nowhere;
char below[PATH_MAX];
static size_t below_length;
enum kind kind;
static unsigned long at;
// For ENOSPC_FULL: bytes that were given back since the disk became full.
static atomic_long room;

__attribute__((constructor)) void begin(void) {
  if (kernel) return;
  kernel = (long (*)(long, ...))dlsym(RTLD_NEXT, "syscall");
  const char *folder = getenv("FAULTS_BELOW"), *file = getenv("FAULTS_RECORD"), *name = getenv("FAULTS_KIND");
  if (!folder || !file || !name || strlen(folder) >= sizeof below) return;
  for (unsigned each = 0; each < sizeof kinds / sizeof *kinds; each++)
    if (strcmp(name, kinds[each]) == 0) kind = each;
  at = strtoul(getenv("FAULTS_AT") ?: "0", NULL, 10);
  int descriptor = kernel(SYS_openat, AT_FDCWD, file, O_RDWR | O_CLOEXEC, 0);
  if (descriptor < 0) return;
  void *mapped = mmap(NULL, sizeof *record, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0);
  close(descriptor);
  if (mapped == MAP_FAILED) return;
  record = mapped;
  strcpy(below, folder);
  below_length = strlen(below);
  const char *survivors = getenv("FAULTS_DURABLE");
  if (kind == POWER_CUT && survivors) keep_from_start(survivors);
}

// MARK: Which file a call is about

static int is_below(const char *path) {
  return below_length && strncmp(path, below, below_length) == 0 && (path[below_length] == '/' || !path[below_length]);
}

int path_of_descriptor(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = kernel(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

int path_of_name(int folder, const char *name, char *path) {
  if (!below_length || !name) return 0;
  if (name[0] == '/') {
    snprintf(path, PATH_MAX, "%s", name);
    return is_below(path);
  }
  char root[PATH_MAX];
  if (folder == AT_FDCWD ? !getcwd(root, sizeof root) : !path_of_descriptor(folder, root)) return 0;
  if (snprintf(path, PATH_MAX, "%s/%s", root, name) >= PATH_MAX) return 0;
  return is_below(path);
}

// MARK: What becomes of a call

static _Noreturn void die(void) {
  if (kind == POWER_CUT) pthread_mutex_lock(&durability);
  kernel(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

struct verdict judge(const char *call, const char *path, long needs, long asked) {
  struct verdict verdict = {.allowed = asked};
  int is_full = kind == ENOSPC_ONCE || kind == ENOSPC_FULL;
  if (is_full && needs < 0) return verdict;
  unsigned long number = atomic_fetch_add(&record->calls, 1) + 1;
  if (!at || number < at) return verdict;
  int is_it = number == at;
  if (is_it) {
    snprintf(record->call, sizeof record->call, "%s", call);
    snprintf(record->path, sizeof record->path, "%s", path);
    atomic_store(&record->reached, 1);
  }
  switch (kind) {
  case EIO_ONCE: verdict.error = is_it ? EIO : 0; break;
  case EIO_FILE: verdict.error = is_it || strcmp(path, record->path) == 0 ? EIO : 0; break;
  case EIO_DISK: verdict.error = EIO; break;
  case ENOSPC_ONCE: verdict.error = is_it ? ENOSPC : 0; break;
  case ENOSPC_FULL:
    if (needs > 0) {
      long left = atomic_fetch_sub(&room, needs);
      if (left < needs) {
        // What fits is written, as on a disk.
        long fits = asked - needs + (left > 0 ? left : 0);
        verdict.allowed = fits > 0 ? fits : 0;
        atomic_fetch_add(&room, verdict.allowed > asked - needs ? asked - verdict.allowed : needs);
        verdict.error = ENOSPC;
      }
    }
    break;
  case KILL_BEFORE:
  case POWER_CUT:
    if (is_it) die();
    break;
  case KILL_AFTER: verdict.dies_after = is_it; break;
  case NONE: break;
  }
  // A write that failed may have changed the file all the same.
  if (verdict.error == EIO) verdict.allowed = asked / 2;
  if (verdict.error == ENOSPC && kind == ENOSPC_ONCE) verdict.allowed = 0;
  return verdict;
}

long done(struct verdict verdict, long result) {
  if (verdict.dies_after) die();
  return result;
}

long failed(int error) {
  errno = error;
  return -1;
}

long end_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

long growth(int descriptor, long offset, size_t count) {
  long more = offset + (long)count - end_of(descriptor);
  return more > 0 ? more : 0;
}

void give_back(long bytes) {
  if (kind == ENOSPC_FULL && atomic_load(&record->reached)) atomic_fetch_add(&room, bytes);
}
