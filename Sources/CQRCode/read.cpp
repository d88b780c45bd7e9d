// Finds QR codes with ZXing-C++, whose API is that of 1.4 in Debian 12 and of 2.3 in Debian 13.
#define ZX_USE_UTF8
#include "CQRCode.h"

#include <ReadBarcode.h>
#include <ZXVersion.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#if ZXING_VERSION_MAJOR < 2
using Options = ZXing::DecodeHints;
#else
using Options = ZXing::ReaderOptions;
#endif

namespace {

void collect(const ZXing::ImageView &view, ZXing::Binarizer binarizer, std::vector<std::string> &texts) {
    Options options;
    options.setFormats(ZXing::BarcodeFormat::QRCode);
    options.setTryHarder(true);
    options.setTryRotate(true);
    // Copies of half the size, a quarter and so on: blurred and noisy codes are found in a smaller one.
    options.setTryDownscale(true);
    options.setDownscaleFactor(2);
    options.setDownscaleThreshold(120);
    options.setBinarizer(binarizer);
    // What is not said in the code to be something else is UTF-8, as every app writes it.
    options.setCharacterSet("UTF8");
    for (const auto &result : ZXing::ReadBarcodes(view, options)) {
        std::string text = result.text();
        if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(std::move(text));
    }
}

uint8_t *framed(const std::vector<std::string> &texts, size_t *count) {
    *count = 0;
    for (const auto &text : texts) *count += 4 + text.size();
    // One byte more, so that no text at all is not the same as no memory.
    auto *bytes = static_cast<uint8_t *>(malloc(*count + 1));
    if (bytes == nullptr) return nullptr;
    uint8_t *next = bytes;
    for (const auto &text : texts) {
        const auto length = static_cast<uint32_t>(text.size());
        for (int shift = 24; shift >= 0; shift -= 8) *next++ = static_cast<uint8_t>(length >> shift);
        memcpy(next, text.data(), text.size());
        next += text.size();
    }
    return bytes;
}

} // namespace

extern "C" uint8_t *sparekey_qr_read(uint8_t *lightness, int32_t width, int32_t height, size_t *count) {
    // An exception may not cross into Swift.
    try {
        std::vector<std::string> texts;
        const ZXing::ImageView view(lightness, width, height, ZXing::ImageFormat::Lum);
        for (int inverted = 0; inverted < 2; inverted++) {
            // The second finds what has little contrast against a border that has much.
            collect(view, ZXing::Binarizer::LocalAverage, texts);
            collect(view, ZXing::Binarizer::GlobalHistogram, texts);
            const size_t size = static_cast<size_t>(width) * static_cast<size_t>(height);
            for (size_t index = 0; index < size; index++) lightness[index] = static_cast<uint8_t>(~lightness[index]);
        }
        return framed(texts, count);
    } catch (...) {
        return nullptr;
    }
}
