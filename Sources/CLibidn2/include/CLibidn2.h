/* libidn2, which is opened by the first host in another script: few have one, and with its tables it has 2 MB. */
#ifndef SPAREKEY_CLIBIDN2_H
#define SPAREKEY_CLIBIDN2_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the ASCII form of a host's name by UTS 46, not transitional, and a zero behind it; the name is UTF-8 and ends with
 * a zero. False where it has no such form, where that has no room, and where the library is missing.
 */
bool sparekey_ascii_host(const char *name, char *ascii, size_t capacity);

#endif
