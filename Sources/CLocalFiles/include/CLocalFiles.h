/* What LocalFiles needs of the system that Swift cannot call. */
#ifndef SPAREKEY_CLOCALFILES_H
#define SPAREKEY_CLOCALFILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * These bytes, open for reading from their start, with no name anywhere and closed in every program that is started;
 * -1, with errno, where there can be none. What is as short as a text is in no file on any system.
 */
int32_t sparekey_open_bytes(const uint8_t *bytes, size_t count);

/*
 * Starts a program in a process group of its own, with /dev/null as its three streams and no signal blocked; false
 * where it cannot be started. A thread of ours waits for its end. Both lists end with NULL.
 */
bool sparekey_start_program(const char *path, char *const arguments[], char *const environment[]);
/* Replaces this program by another one, with the same environment; returns only on failure, with the error number. */
int32_t sparekey_become_program(const char *path, char *const arguments[]);

#endif
