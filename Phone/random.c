/* The random bytes of libsodium, each from the host: nothing is kept, stretched or seeded in here. */
#include <sodium.h>

/* wasi-libc's, which asks the host's random_get, for 256 bytes at most. */
int getentropy(void *room, size_t count);

void randombytes_buf(void *const room, const size_t size) {
    unsigned char *next = room;
    for (size_t left = size; left > 0;) {
        size_t count = left < 256 ? left : 256;
        /* Without randomness nothing may be sealed: the program ends. */
        if (getentropy(next, count) != 0) __builtin_trap();
        next += count;
        left -= count;
    }
}

void randombytes_stir(void) {}
