/* The words of DeviceCore, UTF-8, as they are in its folder: Swift compiles a literal of that size slowly. */
#ifndef SPAREKEY_CDEVICEWORDS_H
#define SPAREKEY_CDEVICEWORDS_H

#include <stddef.h>

struct sparekey_words {
    const unsigned char *bytes;
    size_t count;
};

/* The catalogues: a JSON object each. */
struct sparekey_words sparekey_words_en(void);
struct sparekey_words sparekey_words_fr(void);
/* The words of passphrases, a line each. */
struct sparekey_words sparekey_words_passphrase(void);

#endif
