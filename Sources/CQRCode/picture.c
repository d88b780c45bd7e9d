/* Opens pictures with libgd. */
#include "CQRCode.h"

#include <gd.h>
#include <limits.h>
#include <stdarg.h>

static void say_nothing(int priority, const char *format, va_list arguments) {
    (void)priority;
    (void)format;
    (void)arguments;
}

sparekey_picture *sparekey_picture_open(sparekey_picture_kind kind, const uint8_t *bytes, size_t count) {
    if (count > INT_MAX) return NULL;
    gdSetErrorMethod(say_nothing);
    /* libgd only reads what it takes as not const. */
    void *data = (void *)(uintptr_t)bytes;
    gdImagePtr image = NULL;
    switch (kind) {
    case SPAREKEY_PNG:
        image = gdImageCreateFromPngPtr((int)count, data);
        break;
    case SPAREKEY_JPEG:
        image = gdImageCreateFromJpegPtrEx((int)count, data, 1);
        break;
    case SPAREKEY_WEBP:
        image = gdImageCreateFromWebpPtr((int)count, data);
        break;
    case SPAREKEY_GIF:
        /* The first of several pictures. */
        image = gdImageCreateFromGifPtr((int)count, data);
        break;
    case SPAREKEY_BMP:
        image = gdImageCreateFromBmpPtr((int)count, data);
        break;
    }
    return (sparekey_picture *)image;
}

void sparekey_picture_close(sparekey_picture *picture) {
    gdImageDestroy((gdImagePtr)picture);
}

int32_t sparekey_picture_width(const sparekey_picture *picture) {
    return gdImageSX((const gdImage *)picture);
}

int32_t sparekey_picture_height(const sparekey_picture *picture) {
    return gdImageSY((const gdImage *)picture);
}

bool sparekey_picture_lightness(const sparekey_picture *picture, uint8_t background, uint8_t *lightness) {
    gdImagePtr image = (gdImagePtr)(uintptr_t)picture;
    const int width = gdImageSX(image);
    const int height = gdImageSY(image);
    bool transparent = false;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            const int color = gdImageTrueColor(image) ? gdImageTrueColorPixel(image, x, y)
                                                      : gdImageGetTrueColorPixel(image, x, y);
            /* 0 is opaque, 127 transparent. */
            const int alpha = gdTrueColorGetAlpha(color);
            /* Rec. 601, the weights as parts of 1024. */
            int value = (306 * gdTrueColorGetRed(color) + 601 * gdTrueColorGetGreen(color)
                         + 117 * gdTrueColorGetBlue(color) + 512) >> 10;
            if (alpha != gdAlphaOpaque) {
                transparent = true;
                value = (value * (gdAlphaMax - alpha) + background * alpha) / gdAlphaMax;
            }
            *lightness++ = (uint8_t)value;
        }
    }
    return transparent;
}
