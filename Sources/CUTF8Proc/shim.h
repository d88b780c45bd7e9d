/* Unicode's normal forms by utf8proc, in memory of the caller: it may be a passphrase's. */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <utf8proc.h>

static inline utf8proc_option_t sparekey_form(bool compatible) {
    const int composed = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
    return (utf8proc_option_t)(compatible ? composed | UTF8PROC_COMPAT : composed);
}

/*
 * Takes UTF-8 apart, and gives the number of characters that it is made of, negative where it is no UTF-8. They are
 * written where `capacity` is no smaller.
 */
static inline ptrdiff_t sparekey_take_apart(
    const uint8_t *text, ptrdiff_t count, int32_t *characters, ptrdiff_t capacity, bool compatible
) {
    return utf8proc_decompose(text, count, characters, capacity, sparekey_form(compatible));
}

/*
 * Puts what was taken apart together in the same memory, which has room for one character more, and gives the number of
 * bytes of the UTF-8 that now begins there.
 */
static inline ptrdiff_t sparekey_put_together(int32_t *characters, ptrdiff_t count, bool compatible) {
    return utf8proc_reencode(characters, count, sparekey_form(compatible));
}

/* Overwrites memory, also where nobody reads it again. */
static inline void sparekey_overwrite(void *memory, ptrdiff_t count) {
    volatile uint8_t *bytes = memory;
    while (count > 0) bytes[--count] = 0;
}
