/* Makes QR codes with libqrencode and draws them with libgd. */
#include "CQRCode.h"

#include <gd.h>
#include <qrencode.h>
#include <stdlib.h>
#include <string.h>

void sparekey_qr_free(uint8_t *bytes) {
    free(bytes);
}

uint8_t *sparekey_qr_encode(const char *text, int32_t *size) {
    QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    /* What is too long for medium correction may fit with the lowest. */
    if (code == NULL) code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 1);
    if (code == NULL) return NULL;
    const size_t count = (size_t)code->width * (size_t)code->width;
    uint8_t *modules = malloc(count);
    if (modules != NULL) {
        *size = code->width;
        for (size_t index = 0; index < count; index++) modules[index] = code->data[index] & 1;
    }
    QRcode_free(code);
    return modules;
}

uint8_t *sparekey_qr_png(const uint8_t *modules, int32_t size, int32_t quiet, int32_t scale, size_t *count) {
    const int side = (size + 2 * quiet) * scale;
    gdImagePtr image = gdImageCreate(side, side);
    if (image == NULL) return NULL;
    /* The first color is the background. */
    gdImageColorAllocate(image, 255, 255, 255);
    const int dark = gdImageColorAllocate(image, 0, 0, 0);
    for (int32_t row = 0; row < size; row++) {
        for (int32_t column = 0; column < size; column++) {
            if (modules[row * size + column] == 0) continue;
            const int x = (column + quiet) * scale;
            const int y = (row + quiet) * scale;
            gdImageFilledRectangle(image, x, y, x + scale - 1, y + scale - 1, dark);
        }
    }
    int length = 0;
    void *png = gdImagePngPtr(image, &length);
    gdImageDestroy(image);
    if (png == NULL) return NULL;
    uint8_t *bytes = malloc((size_t)length);
    if (bytes != NULL) {
        memcpy(bytes, png, (size_t)length);
        *count = (size_t)length;
    }
    gdFree(png);
    return bytes;
}
