/* Unicode's normal forms by utf8proc, in memory of the caller, who wipes it: the text may be a passphrase. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <utf8proc.h>

static inline utf8proc_option_t sparekey_form(bool compatible) {
    const int composed = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    return (utf8proc_option_t)(compatible ? composed | UTF8PROC_COMPAT : composed);
}

/*
 * Decomposes UTF-8 and returns the number of characters that come of it, negative where it is not UTF-8. They are
 * written only if `capacity` is no less than that.
 */
static inline ptrdiff_t sparekey_take_apart(
    const uint8_t *text, ptrdiff_t count, int32_t *characters, ptrdiff_t capacity, bool compatible
) {
    return utf8proc_decompose(text, count, characters, capacity, sparekey_form(compatible));
}

/*
 * Composes what was decomposed and returns the length of the UTF-8 that now stands in the same memory, which must have
 * room for one character more.
 */
static inline ptrdiff_t sparekey_put_together(int32_t *characters, ptrdiff_t count, bool compatible) {
    return utf8proc_reencode(characters, count, sparekey_form(compatible));
}

/* Wipes memory; the compiler may not leave it out, though nobody reads it again. */
static inline void sparekey_overwrite(void *memory, ptrdiff_t count) {
    volatile uint8_t *bytes = memory;
    while (count > 0) bytes[--count] = 0;
}
