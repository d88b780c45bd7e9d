/* Threads that nobody waits for, which Swift knows no way to start without Foundation. */
#ifndef SPAREKEY_CTHREADS_H
#define SPAREKEY_CTHREADS_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Has a function run on a thread of its own; false where the system has no thread left.
 *
 * The signals of the process go to its other threads; a server that hangs up is an error here and no signal.
 */
bool sparekey_start_thread(const char *name, size_t stack_size, void (*run)(void *), void *context);

#endif
