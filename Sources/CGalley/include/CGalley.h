#ifndef CGALLEY_H
#define CGALLEY_H

/// System calls that Swift's Glibc does not show or that Linux and macOS name differently.
/// But for the last two, each returns 0, or the error as errno would hold it.

/// Renames, and fails with EEXIST where `to` exists, whatever it is. EINVAL, ENOSYS or ENOTSUP: this file system cannot.
int galley_rename_create(int from_folder, const char *from, int to_folder, const char *to);

/// Exchanges two existing names in one step. EINVAL, ENOSYS or ENOTSUP: this file system cannot.
int galley_rename_exchange(int folder_a, const char *a, int folder_b, const char *b);

/// Makes a file without a name in a folder (O_TMPFILE, open(2)), open for writing: it goes with its last descriptor unless it is
/// linked. Returns the descriptor, or -1 with errno set where this system, or this file system, has no such files.
int galley_open_unnamed(int folder, unsigned mode);

/// Gives a file without a name its first one; fails with EEXIST where that exists, whatever it is.
int galley_link_unnamed(int descriptor, int folder, const char *name);

/// Brings everything written to the file system of `descriptor` to the disk. ENOTSUP where no such call exists (macOS).
int galley_sync_file_system(int descriptor);

/// Brings one file or folder to the disk, through the drive's own cache where the system lets a program ask for that.
int galley_sync_file(int descriptor);

#if defined(__linux__)
/// The number by which Linux knows a kind of file system (`statfs.f_type`, linux/magic.h); 0 where it does not say.
unsigned galley_file_system_magic(const char *path);
#endif

/// Lets the allocator keep what is freed. By default glibc gives the end of each thread's heap back to the kernel as soon as
/// 128 KB of it are free, and asks for it again for the next reply: a system call and 32 new pages, for each item of a run.
/// Elsewhere it does nothing.
void galley_keep_freed_memory(void);

#endif
