// Preloaded (LD_PRELOAD) into galley, it counts every call that changes the files below one folder, and makes the N-th
// of them fail, or kills the process at it. What is written through a mapping (SQLite's -shm) and what the C library does
// within itself is out of its reach.
//
//   FAULTS_BELOW    the folder, as an absolute path without symbolic links
//   FAULTS_RECORD   a file that holds a `struct record`: it is mapped, so that it outlives the process
//   FAULTS_DURABLE  for power-cut: a folder, elsewhere, for what would be on the disk
//   FAULTS_AT       N, counted from 1 over all threads; 0 for none
//   FAULTS_KIND     one of `kinds`
#define _GNU_SOURCE
#include <dlfcn.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

// The driver reads it by these offsets.
struct record {
  atomic_ulong calls;     // 0: how many have been counted
  atomic_ulong reached;   // 8: 1 when the N-th was met
  char call[32];          // 16: its name
  char path[4048];        // 48: what it was about
};

enum kind {
  NONE,
  EIO_ONCE,        // the N-th call
  EIO_FILE,        // the N-th call, and from then on every one on the same file
  EIO_DISK,        // every call from the N-th on
  ENOSPC_ONCE,     // the N-th call of those that can need room
  ENOSPC_FULL,     // from the N-th call on nothing is free but what is given back
  KILL_BEFORE,     // the process, in place of the call
  KILL_AFTER,      // the process, before the call returns
  POWER_CUT,       // as KILL_BEFORE; what was never synced is gone too, once the driver puts FAULTS_DURABLE in its place
};

static const char *const kinds[] = {
    "none", "eio-once", "eio-file", "eio-disk", "enospc-once", "enospc-full", "kill-before", "kill-after",
    "power-cut",
};

static long (*kernel)(long, ...);
static struct record nowhere, *record = &nowhere;
static char below[PATH_MAX];
static size_t below_length;
static enum kind kind;
static unsigned long at;
// For ENOSPC_FULL: bytes that were given back since the disk became full.
static atomic_long room;
// For POWER_CUT: FAULTS_DURABLE, and who may write there or die.
static int durable = -1;
static pthread_mutex_t durability = PTHREAD_MUTEX_INITIALIZER;
static void keep_all(const char *folder);

__attribute__((constructor)) static void begin(void) {
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
  if (kind != POWER_CUT || !survivors) return;
  durable = kernel(SYS_openat, AT_FDCWD, survivors, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  keep_all(below);
}

// MARK: Which file a call is about

static int is_below(const char *path) {
  return below_length && strncmp(path, below, below_length) == 0 && (path[below_length] == '/' || !path[below_length]);
}

static int path_of_descriptor(int descriptor, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  long length = kernel(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
  if (length < 0) return 0;
  path[length] = 0;
  return is_below(path);
}

static int path_of_name(int folder, const char *name, char *path) {
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

// MARK: What a power cut leaves
//
// A file's content is kept under its inode's number, a folder's names likewise: a name can be on the disk before what it
// names, and the other way round. (In memory, where the sweep has its files, no number is used twice.)

static int kept(const struct stat *status, char what) {
  char name[64];
  snprintf(name, sizeof name, "%c%lu", what, (unsigned long)status->st_ino);
  return kernel(SYS_openat, durable, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
}

static void keep_file(const char *path, const struct stat *status) {
  int from = kernel(SYS_openat, AT_FDCWD, path, O_RDONLY | O_CLOEXEC, 0), to = kept(status, 'f');
  char bytes[65536];
  for (long count; from >= 0 && (count = kernel(SYS_read, from, bytes, sizeof bytes)) > 0;)
    kernel(SYS_write, to, bytes, count);
  close(from);
  close(to);
}

// Keeps a folder's names; with `all` also what is in it, down to the last file.
static void keep_folder(const char *path, const struct stat *status, int all) {
  DIR *folder = opendir(path);
  if (!folder) return;
  int to = kept(status, 'd');
  for (struct dirent *entry; (entry = readdir(folder));) {
    if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
    char line[NAME_MAX + 64], inside[PATH_MAX];
    struct stat of_entry;
    if (snprintf(inside, sizeof inside, "%s/%s", path, entry->d_name) >= PATH_MAX || lstat(inside, &of_entry) != 0) continue;
    int is_folder = S_ISDIR(of_entry.st_mode);
    int length = snprintf(line, sizeof line, "%c%lu %s\n", is_folder ? 'd' : 'f', (unsigned long)of_entry.st_ino, entry->d_name);
    kernel(SYS_write, to, line, length);
    if (all && is_folder) keep_folder(inside, &of_entry, 1);
    if (all && S_ISREG(of_entry.st_mode)) keep_file(inside, &of_entry);
  }
  close(to);
  closedir(folder);
}

static void keep_all(const char *folder) {
  struct stat status;
  if (lstat(folder, &status) == 0) keep_folder(folder, &status, 1);
}

static void keep_synced(int descriptor, const char *path, int whole_file_system) {
  if (kind != POWER_CUT) return;
  struct stat status;
  pthread_mutex_lock(&durability);
  if (whole_file_system) keep_all(below);
  else if (fstat(descriptor, &status) == 0) S_ISDIR(status.st_mode) ? keep_folder(path, &status, 0) : keep_file(path, &status);
  pthread_mutex_unlock(&durability);
}

// MARK: What becomes of a call

static _Noreturn void die(void) {
  if (kind == POWER_CUT) pthread_mutex_lock(&durability);
  kernel(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

struct verdict {
  int error;        // 0 where the call may go on
  int dies_after;
  long allowed;     // bytes that may still be written of those that were asked for
};

// `needs`: bytes of room that the call takes of the disk, as far as that is known; -1 where a full disk cannot make it fail.
static struct verdict judge(const char *call, const char *path, long needs, long asked) {
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

static long done(struct verdict verdict, long result) {
  if (verdict.dies_after) die();
  return result;
}

static long failed(int error) {
  errno = error;
  return -1;
}

static long end_of(int descriptor) {
  struct stat status;
  return fstat(descriptor, &status) == 0 ? status.st_size : 0;
}

static long growth(int descriptor, long offset, size_t count) {
  long more = offset + (long)count - end_of(descriptor);
  return more > 0 ? more : 0;
}

static void give_back(long bytes) {
  if (kind == ENOSPC_FULL && atomic_load(&record->reached)) atomic_fetch_add(&room, bytes);
}

// MARK: Writes

ssize_t pwrite(int descriptor, const void *bytes, size_t count, off_t offset) {
  begin();
  char path[PATH_MAX];
  if (!path_of_descriptor(descriptor, path)) return kernel(SYS_pwrite64, descriptor, bytes, count, offset);
  struct verdict verdict = judge("pwrite", path, growth(descriptor, offset, count), count);
  if (!verdict.error) return done(verdict, kernel(SYS_pwrite64, descriptor, bytes, count, offset));
  if (verdict.allowed) {
    long written = kernel(SYS_pwrite64, descriptor, bytes, verdict.allowed, offset);
    if (verdict.error == ENOSPC) return written;
  }
  return failed(verdict.error);
}

ssize_t pwrite64(int descriptor, const void *bytes, size_t count, off64_t offset) {
  return pwrite(descriptor, bytes, count, offset);
}

ssize_t write(int descriptor, const void *bytes, size_t count) {
  begin();
  char path[PATH_MAX];
  if (!path_of_descriptor(descriptor, path)) return kernel(SYS_write, descriptor, bytes, count);
  long flags = kernel(SYS_fcntl, descriptor, F_GETFL);
  long offset = flags & O_APPEND ? end_of(descriptor) : kernel(SYS_lseek, descriptor, 0, SEEK_CUR);
  struct verdict verdict = judge("write", path, growth(descriptor, offset, count), count);
  if (!verdict.error) return done(verdict, kernel(SYS_write, descriptor, bytes, count));
  if (verdict.allowed) {
    long written = kernel(SYS_write, descriptor, bytes, verdict.allowed);
    if (verdict.error == ENOSPC) return written;
  }
  return failed(verdict.error);
}

ssize_t writev(int descriptor, const struct iovec *parts, int count) {
  begin();
  char path[PATH_MAX];
  if (!path_of_descriptor(descriptor, path)) return kernel(SYS_writev, descriptor, parts, count);
  size_t sum = 0;
  for (int each = 0; each < count; each++) sum += parts[each].iov_len;
  struct verdict verdict = judge("writev", path, sum, 0);
  if (verdict.error) return failed(verdict.error);
  return done(verdict, kernel(SYS_writev, descriptor, parts, count));
}

// MARK: Lengths

int ftruncate(int descriptor, off_t length) {
  begin();
  char path[PATH_MAX];
  if (!path_of_descriptor(descriptor, path)) return kernel(SYS_ftruncate, descriptor, length);
  long before = end_of(descriptor);
  // A file that is made longer so has a hole and takes no room.
  struct verdict verdict = judge("ftruncate", path, -1, 0);
  if (verdict.error) return failed(verdict.error);
  long result = kernel(SYS_ftruncate, descriptor, length);
  if (result == 0 && before > length) give_back(before - length);
  return done(verdict, result);
}

int ftruncate64(int descriptor, off64_t length) { return ftruncate(descriptor, length); }

// Returns what went wrong, as `posix_fallocate` does.
static int allocate(int descriptor, int mode, off_t offset, off_t length) {
  begin();
  char path[PATH_MAX];
  struct verdict verdict = {0};
  if (path_of_descriptor(descriptor, path)) {
    verdict = judge("fallocate", path, growth(descriptor, offset, length), 0);
    if (verdict.error) return verdict.error;
  }
  return done(verdict, kernel(SYS_fallocate, descriptor, mode, offset, length)) == 0 ? 0 : errno;
}

int posix_fallocate(int descriptor, off_t offset, off_t length) { return allocate(descriptor, 0, offset, length); }
int posix_fallocate64(int descriptor, off64_t offset, off64_t length) {
  return allocate(descriptor, 0, offset, length);
}
int fallocate(int descriptor, int mode, off_t offset, off_t length) {
  int error = allocate(descriptor, mode, offset, length);
  return error ? failed(error) : 0;
}
int fallocate64(int descriptor, int mode, off64_t offset, off64_t length) {
  return fallocate(descriptor, mode, offset, length);
}

// MARK: Syncs

static int synced(const char *call, long number, int descriptor) {
  begin();
  char path[PATH_MAX];
  struct verdict verdict = {0};
  int is_ours = path_of_descriptor(descriptor, path);
  if (is_ours) {
    // Some file systems look for room only when they must.
    verdict = judge(call, path, 0, 0);
    if (verdict.error) return failed(verdict.error);
  }
  long result = done(verdict, kernel(number, descriptor));
  if (result == 0 && is_ours) keep_synced(descriptor, path, number == SYS_syncfs);
  return result;
}

int fsync(int descriptor) { return synced("fsync", SYS_fsync, descriptor); }
int fdatasync(int descriptor) { return synced("fdatasync", SYS_fdatasync, descriptor); }
int syncfs(int descriptor) { return synced("syncfs", SYS_syncfs, descriptor); }

// MARK: Names

static int renamed(const char *call, int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  begin();
  char path[PATH_MAX];
  struct verdict verdict = {0};
  if (path_of_name(to_folder, to, path)) {
    verdict = judge(call, path, 0, 0);
    if (verdict.error) return failed(verdict.error);
  }
  return done(verdict, kernel(SYS_renameat2, from_folder, from, to_folder, to, flags));
}

int rename(const char *from, const char *to) { return renamed("rename", AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return renamed("renameat", from_folder, from, to_folder, to, 0);
}
int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  return renamed("renameat2", from_folder, from, to_folder, to, flags);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  begin();
  char path[PATH_MAX];
  struct verdict verdict = {0};
  if (path_of_name(to_folder, to, path)) {
    verdict = judge("linkat", path, 0, 0);
    if (verdict.error) return failed(verdict.error);
  }
  return done(verdict, kernel(SYS_linkat, from_folder, from, to_folder, to, flags));
}

int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int unlinkat(int folder, const char *name, int flags) {
  begin();
  char path[PATH_MAX];
  struct verdict verdict = {0};
  long bytes = 0;
  if (path_of_name(folder, name, path)) {
    verdict = judge("unlinkat", path, -1, 0);
    if (verdict.error) return failed(verdict.error);
    struct stat status;
    if (fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_nlink == 1) bytes = status.st_size;
  }
  long result = kernel(SYS_unlinkat, folder, name, flags);
  if (result == 0) give_back(bytes);
  return done(verdict, result);
}

int unlink(const char *name) { return unlinkat(AT_FDCWD, name, 0); }
int rmdir(const char *name) { return unlinkat(AT_FDCWD, name, AT_REMOVEDIR); }

int mkdirat(int folder, const char *name, mode_t mode) {
  begin();
  char path[PATH_MAX];
  struct verdict verdict = {0};
  if (path_of_name(folder, name, path)) {
    verdict = judge("mkdirat", path, 4096, 0);
    if (verdict.error) return failed(verdict.error);
  }
  return done(verdict, kernel(SYS_mkdirat, folder, name, mode));
}

int mkdir(const char *name, mode_t mode) { return mkdirat(AT_FDCWD, name, mode); }

// MARK: Opening

static int opened(int folder, const char *name, int flags, va_list more) {
  begin();
  mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
  char path[PATH_MAX];
  struct verdict verdict = {0};
  if (path_of_name(folder, name, path)) {
    int makes = flags & O_CREAT && faccessat(folder, name, F_OK, AT_SYMLINK_NOFOLLOW) != 0;
    verdict = judge(makes ? "open (new)" : "open", path, makes ? 4096 : -1, 0);
    if (verdict.error) return failed(verdict.error);
  }
  return done(verdict, kernel(SYS_openat, folder, name, flags, mode));
}

int open(const char *name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int result = opened(AT_FDCWD, name, flags, more);
  va_end(more);
  return result;
}

int open64(const char *name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int result = opened(AT_FDCWD, name, flags | O_LARGEFILE, more);
  va_end(more);
  return result;
}

int openat(int folder, const char *name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int result = opened(folder, name, flags, more);
  va_end(more);
  return result;
}

int openat64(int folder, const char *name, int flags, ...) {
  va_list more;
  va_start(more, flags);
  int result = opened(folder, name, flags | O_LARGEFILE, more);
  va_end(more);
  return result;
}

// MARK: By number

long syscall(long number, ...) {
  begin();
  va_list more;
  va_start(more, number);
  long a = va_arg(more, long), b = va_arg(more, long), c = va_arg(more, long);
  long d = va_arg(more, long), e = va_arg(more, long), f = va_arg(more, long);
  va_end(more);
  switch (number) {
  case SYS_renameat2: return renamed("renameat2", a, (const char *)b, c, (const char *)d, e);
  case SYS_syncfs: return synced("syncfs", SYS_syncfs, a);
  default: return kernel(number, a, b, c, d, e, f);
  }
}
