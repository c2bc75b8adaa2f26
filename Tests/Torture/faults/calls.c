// The calls that are counted: each asks `judge`, then the kernel.
#define _GNU_SOURCE
#include "faults.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

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
