/* What LocalFiles needs of the system that Swift cannot call. */
#ifndef SPAREKEY_CLOCALFILES_H
#define SPAREKEY_CLOCALFILES_H

#include <stddef.h>
#include <stdint.h>

/*
 * These bytes, open for reading from their start, with no name anywhere and closed in every program that is started;
 * -1, with errno, where there can be none. What is as short as a text is in no file on any system.
 */
int32_t sparekey_open_bytes(const uint8_t *bytes, size_t count);

#endif
