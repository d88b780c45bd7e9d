/*
 * All that Swift calls of ZXing-C++, libgd, libqrencode and, for the process that calls them, of the kernel.
 * Nothing of those libraries shows here, so that their headers stay out of Swift.
 */
#ifndef SPAREKEY_CQRCODE_H
#define SPAREKEY_CQRCODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Frees what a function below has returned; NULL is nothing. */
void sparekey_qr_free(uint8_t *bytes);

/* Reading. */

typedef enum {
    SPAREKEY_PNG,
    SPAREKEY_JPEG,
    SPAREKEY_WEBP,
    SPAREKEY_GIF,
    SPAREKEY_BMP,
} sparekey_picture_kind;

/* An opened picture. */
typedef struct sparekey_picture sparekey_picture;

/* Opens a picture of at most INT_MAX bytes; NULL where it is damaged. */
sparekey_picture *sparekey_picture_open(sparekey_picture_kind kind, const uint8_t *bytes, size_t count);
void sparekey_picture_close(sparekey_picture *picture);
int32_t sparekey_picture_width(const sparekey_picture *picture);
int32_t sparekey_picture_height(const sparekey_picture *picture);

/*
 * Writes the lightness of each pixel, row by row: width times height bytes. Where the picture is transparent,
 * `background` shows, 0 black to 255 white. Returns whether it is transparent anywhere.
 */
bool sparekey_picture_lightness(const sparekey_picture *picture, uint8_t background, uint8_t *lightness);

/*
 * Finds every QR code in width times height bytes of lightness, light on dark too, which inverts the bytes.
 * Returns the texts in the order of reading, each once: a length of four bytes, most significant first, and as many bytes
 * of UTF-8; NULL where memory ran out. Texts that several codes hold together are joined; where one of those is missing,
 * `whole` is false and there is no text.
 */
uint8_t *sparekey_qr_read(uint8_t *lightness, int32_t width, int32_t height, size_t *count, bool *whole);

/* Writing. */

/*
 * Makes the QR code of a text that ends with a zero byte. Returns size times size bytes, row by row, 1 for a dark module;
 * NULL where the text is empty or too long.
 */
uint8_t *sparekey_qr_encode(const char *text, int32_t *size);

/* Draws such a code as a PNG, with a light border of `quiet` modules and `scale` pixels a module; NULL without memory. */
uint8_t *sparekey_qr_png(const uint8_t *modules, int32_t size, int32_t quiet, int32_t scale, size_t *count);

/* The process, which does nothing else. */

/*
 * Bounds what this process may use from now on: seconds of processor time, bytes of memory; no further file, no growing
 * file, no further process, no dump of its memory. Returns whether every limit holds.
 */
bool sparekey_qr_limit_process(uint32_t seconds, uint64_t memory);

/* How many threads this process has; 0 where the system does not say. */
int32_t sparekey_qr_thread_count(void);

/*
 * From now on this process may compute, allocate, write to what is open, and end; the kernel refuses every other call.
 * Returns false where the kernel has no such thing.
 */
bool sparekey_qr_confine_process(void);

/* All of standard input; NULL where it is longer than `limit`, cannot be read, or memory ran out. */
uint8_t *sparekey_qr_receive(size_t limit, size_t *count);

/* Writes all of the bytes to standard output; false where that fails. */
bool sparekey_qr_send(const uint8_t *bytes, size_t count);

/* Ends the process at once, without anything that a hostile picture may have left to be run at the end. */
void sparekey_qr_end(int32_t status) __attribute__((noreturn));

#ifdef __cplusplus
}
#endif

#endif
