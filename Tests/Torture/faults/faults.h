// What the parts of the fault library share.
#ifndef FAULTS_H
#define FAULTS_H

#include <pthread.h>
#include <stdatomic.h>
#include <stddef.h>

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

struct verdict {
  int error;        // 0 where the call may go on
  int dies_after;
  long allowed;     // bytes that may still be written of those that were asked for
};

// Seen in this library alone: it is loaded before all others, and its names would take the place of theirs.
#pragma GCC visibility push(hidden)

// The system call itself, past our own.
extern long (*kernel)(long, ...);
extern struct record *record;
extern enum kind kind;
// FAULTS_BELOW
extern char below[];

// Reads the environment; every call begins with it, since the first may come before the constructors.
void begin(void);

// The path that a descriptor, or a name in a folder, leads to; 0 where it is not below the folder.
int path_of_descriptor(int descriptor, char *path);
int path_of_name(int folder, const char *name, char *path);

// Counts a call and says what becomes of it.
//
// `needs`: bytes of room that the call takes of the disk, as far as that is known; -1 where a full disk cannot make it fail.
// `asked`: bytes that are to be written.
struct verdict judge(const char *call, const char *path, long needs, long asked);
long done(struct verdict verdict, long result);
long failed(int error);
// Bytes that a write to a place would make a file longer by.
long growth(int descriptor, long offset, size_t count);
long end_of(int descriptor);
void give_back(long bytes);

// What a power cut would leave, kept in the folder FAULTS_DURABLE; held while somebody writes there or dies.
extern pthread_mutex_t durability;
void keep_from_start(const char *folder);
void keep_synced(int descriptor, const char *path, int whole_file_system);

#pragma GCC visibility pop

#endif
