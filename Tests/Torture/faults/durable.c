// What a power cut leaves.
//
// A file's content is kept under its inode's number, a folder's names likewise: a name can be on the disk before what it
// names, and the other way round. (In memory, where the sweep has its files, no number is used twice.)
#define _GNU_SOURCE
#include "faults.h"

#include <dirent.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

pthread_mutex_t durability = PTHREAD_MUTEX_INITIALIZER;
// FAULTS_DURABLE
static int durable = -1;

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

void keep_from_start(const char *folder) {
  durable = kernel(SYS_openat, AT_FDCWD, folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
  keep_all(below);
}

void keep_synced(int descriptor, const char *path, int whole_file_system) {
  if (kind != POWER_CUT) return;
  struct stat status;
  pthread_mutex_lock(&durability);
  if (whole_file_system) keep_all(below);
  else if (fstat(descriptor, &status) == 0) S_ISDIR(status.st_mode) ? keep_folder(path, &status, 0) : keep_file(path, &status);
  pthread_mutex_unlock(&durability);
}
