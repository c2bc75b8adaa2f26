#define _GNU_SOURCE
#include "CGalley.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <sys/vfs.h>

// linux/fs.h; not taken from there, since it clashes with sys/mount.h on some systems.
#define GALLEY_RENAME_NOREPLACE (1 << 0)
#define GALLEY_RENAME_EXCHANGE (1 << 1)

// By number: musl has renameat2 only since 1.2.6.
static int rename_with(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  return syscall(SYS_renameat2, from_folder, from, to_folder, to, flags) == 0 ? 0 : errno;
}

int galley_rename_create(int from_folder, const char *from, int to_folder, const char *to) {
  return rename_with(from_folder, from, to_folder, to, GALLEY_RENAME_NOREPLACE);
}

int galley_rename_exchange(int folder_a, const char *a, int folder_b, const char *b) {
  return rename_with(folder_a, a, folder_b, b, GALLEY_RENAME_EXCHANGE);
}

int galley_open_unnamed(int folder, unsigned mode) {
  return openat(folder, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, mode);
}

int galley_link_unnamed(int descriptor, int folder, const char *name) {
  if (linkat(descriptor, "", folder, name, AT_EMPTY_PATH) == 0) return 0;
  // Before Linux 6.10 that took a privilege and was ENOENT without: then by way of /proc, as open(2) says.
  if (errno != ENOENT) return errno;
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
  return linkat(AT_FDCWD, path, folder, name, AT_SYMLINK_FOLLOW) == 0 ? 0 : errno;
}

int galley_sync_file_system(int descriptor) {
  return syscall(SYS_syncfs, descriptor) == 0 ? 0 : errno;
}

int galley_sync_file(int descriptor) {
  return fsync(descriptor) == 0 ? 0 : errno;
}

unsigned galley_file_system_magic(const char *path) {
  struct statfs status;
  return statfs(path, &status) == 0 ? (unsigned)status.f_type : 0;
}

#elif defined(__APPLE__)

int galley_rename_create(int from_folder, const char *from, int to_folder, const char *to) {
  return renameatx_np(from_folder, from, to_folder, to, RENAME_EXCL) == 0 ? 0 : errno;
}

int galley_rename_exchange(int folder_a, const char *a, int folder_b, const char *b) {
  return renameatx_np(folder_a, a, folder_b, b, RENAME_SWAP) == 0 ? 0 : errno;
}

int galley_open_unnamed(int folder, unsigned mode) {
  (void)folder, (void)mode;
  errno = ENOTSUP;
  return -1;
}

int galley_link_unnamed(int descriptor, int folder, const char *name) {
  (void)descriptor, (void)folder, (void)name;
  return ENOTSUP;
}

int galley_sync_file_system(int descriptor) {
  (void)descriptor;
  return ENOTSUP;
}

int galley_sync_file(int descriptor) {
  // fsync(2) of macOS leaves the data in the drive's cache. Some file systems have no F_FULLFSYNC.
  if (fcntl(descriptor, F_FULLFSYNC) == 0) return 0;
  return fsync(descriptor) == 0 ? 0 : errno;
}

#else
#error "galley runs on Linux and macOS"
#endif

#if defined(__GLIBC__)
#include <malloc.h>

void galley_keep_freed_memory(void) {
  // Once one of these is set the others stay as they are: what is larger than a megabyte still goes back at once.
  mallopt(M_TRIM_THRESHOLD, 128 << 20);
  mallopt(M_TOP_PAD, 1 << 20);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);
}
#else
void galley_keep_freed_memory(void) {}
#endif
