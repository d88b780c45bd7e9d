/* libidn2, opened for the first host in another script: few people have one, and with its tables it takes 2 MB. */
#ifndef SPAREKEY_CLIBIDN2_H
#define SPAREKEY_CLIBIDN2_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Writes the ASCII form of a host's name by UTS 46, not transitional; both end with a zero, and the name is UTF-8.
 * False where there is no such form, where it is too long for `capacity`, and where the library is missing.
 */
bool sparekey_ascii_host(const char *name, char *ascii, size_t capacity);

#endif
