#ifndef CSQLITE_H
#define CSQLITE_H

/// Keeps SQLite from counting the memory that it uses, which nobody asks for: each allocation takes a lock for that.
/// To be called before the first connection is opened; later it changes nothing.
/// Swift cannot call what it is made of: sqlite.org/c3ref/config.html has a variable number of arguments.
void galley_sqlite_leave_memory_uncounted(void);

#endif
