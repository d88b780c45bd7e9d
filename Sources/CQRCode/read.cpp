// Finds QR codes with ZXing-C++, whose API is that of 1.4 in Debian 12 and of 2.3 in Debian 13.
#define ZX_USE_UTF8
#include "CQRCode.h"

#include <ReadBarcode.h>
#include <ZXVersion.h>

#include <algorithm>
#include <climits>
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

struct Code {
    std::string text;
    std::string bytes;
    // Of its middle.
    int x, y;
    int height;
    // Structured append, ISO/IEC 18004 section 8: how many symbols hold one text together, which of them this is, and
    // what they have in common.
    int parts, part;
    std::string sequence;
};

bool is_utf8(const uint8_t *next, const uint8_t *end) {
    while (next < end) {
        const uint8_t first = *next++;
        if (first < 0x80) continue;
        const int more = first >= 0xC2 && first <= 0xDF ? 1 : first >= 0xE0 && first <= 0xEF ? 2
                         : first >= 0xF0 && first <= 0xF4 ? 3 : 0;
        if (more == 0 || end - next < more) return false;
        // The longer forms of shorter ones, surrogates, and what lies beyond U+10FFFF.
        if ((first == 0xE0 && *next < 0xA0) || (first == 0xED && *next > 0x9F) || (first == 0xF0 && *next < 0x90)
            || (first == 0xF4 && *next > 0x8F)) return false;
        for (int index = 0; index < more; index++) {
            if ((*next++ & 0xC0) != 0x80) return false;
        }
    }
    return true;
}

// Whether bytes that are no UTF-8 are Japanese rather than ISO 8859-1: two characters of two bytes or more, and one that
// begins with what is a control character in ISO 8859-1.
bool is_shift_jis(const uint8_t *next, const uint8_t *end) {
    int pairs = 0;
    bool has_control = false;
    while (next < end) {
        const uint8_t first = *next++;
        if (first < 0x80 || (first >= 0xA1 && first <= 0xDF)) continue;
        if (first == 0x80 || first == 0xA0 || first > 0xFC || next == end) return false;
        const uint8_t second = *next++;
        if (second < 0x40 || second == 0x7F || second > 0xFC) return false;
        has_control |= first < 0xA0;
        pairs++;
    }
    return has_control && pairs >= 2;
}

// The standard says that bytes of which nothing is said are ISO 8859-1, unless `charset` says otherwise.
Options options_for(ZXing::Binarizer binarizer, const char *charset) {
    Options options;
    options.setFormats(ZXing::BarcodeFormat::QRCode);
    options.setTryHarder(true);
    options.setTryRotate(true);
    // Copies of half the size, a quarter and so on: blurred and noisy codes are found in a smaller one.
    options.setTryDownscale(true);
    options.setDownscaleFactor(2);
    options.setDownscaleThreshold(120);
    options.setBinarizer(binarizer);
    options.setCharacterSet(charset);
    return options;
}

// Nearly every app writes UTF-8 and does not say so.
std::string text(const ZXing::Result &result, const ZXing::ImageView &view, ZXing::Binarizer binarizer) {
    const auto &bytes = result.bytes();
    const uint8_t *first = bytes.data(), *end = first + bytes.size();
    if (result.hasECI()) return result.text();
    if (is_utf8(first, end)) return std::string(bytes.begin(), bytes.end());
    if (is_shift_jis(first, end)) {
        for (const auto &again : ZXing::ReadBarcodes(view, options_for(binarizer, "Shift_JIS"))) {
            if (again.bytes() == bytes) return again.text();
        }
    }
    return result.text();
}

void collect(const ZXing::ImageView &view, ZXing::Binarizer binarizer, std::vector<Code> &codes) {
    for (const auto &result : ZXing::ReadBarcodes(view, options_for(binarizer, "ISO8859_1"))) {
        Code code;
        code.text = text(result, view, binarizer);
        code.bytes.assign(result.bytes().begin(), result.bytes().end());
        code.parts = result.isPartOfSequence() ? result.sequenceSize() : 1;
        code.part = result.isPartOfSequence() ? result.sequenceIndex() : 0;
        code.sequence = result.sequenceId();
        int left = INT_MAX, right = INT_MIN, top = INT_MAX, bottom = INT_MIN;
        for (const auto &corner : result.position()) {
            left = std::min(left, corner.x), right = std::max(right, corner.x);
            top = std::min(top, corner.y), bottom = std::max(bottom, corner.y);
        }
        code.x = left + (right - left) / 2;
        code.y = top + (bottom - top) / 2;
        code.height = bottom - top;
        const auto same = [&](const Code &other) {
            return other.text == code.text && other.parts == code.parts && other.part == code.part;
        };
        if (std::none_of(codes.begin(), codes.end(), same)) codes.push_back(std::move(code));
    }
}

// As people read: row by row. A row are those whose middle is no lower than the lower edge of the row's first.
void order(std::vector<Code> &codes) {
    std::sort(codes.begin(), codes.end(), [](const Code &a, const Code &b) { return a.y < b.y; });
    for (auto first = codes.begin(); first != codes.end();) {
        const int edge = first->y + first->height / 2;
        const auto next = std::find_if(first, codes.end(), [&](const Code &code) { return code.y > edge; });
        std::sort(first, next, [](const Code &a, const Code &b) { return a.x < b.x; });
        first = next;
    }
}

// Puts the symbols of each sequence together, in the place of the first. Returns false where one is missing: half a text
// can look whole.
bool join(std::vector<Code> &codes) {
    std::vector<Code> joined;
    for (size_t index = 0; index < codes.size(); index++) {
        const Code &code = codes[index];
        if (code.parts < 2) {
            joined.push_back(code);
            continue;
        }
        std::vector<const Code *> parts(static_cast<size_t>(code.parts), nullptr);
        bool is_first = true;
        for (size_t other = 0; other < codes.size(); other++) {
            const Code &part = codes[other];
            if (part.parts != code.parts || part.sequence != code.sequence) continue;
            if (part.part < 0 || part.part >= code.parts) return false;
            is_first &= other >= index;
            parts[static_cast<size_t>(part.part)] = &part;
        }
        if (!is_first) continue;
        Code whole = code;
        whole.text.clear(), whole.bytes.clear();
        for (const Code *part : parts) {
            if (part == nullptr) return false;
            whole.text += part->text;
            whole.bytes += part->bytes;
        }
        // A character may begin in one symbol and end in the next.
        const auto *first = reinterpret_cast<const uint8_t *>(whole.bytes.data());
        if (is_utf8(first, first + whole.bytes.size())) whole.text = whole.bytes;
        joined.push_back(whole);
    }
    codes = joined;
    return true;
}

void invert(uint8_t *lightness, size_t count) {
    for (size_t index = 0; index < count; index++) lightness[index] = static_cast<uint8_t>(~lightness[index]);
}

uint8_t *framed(const std::vector<Code> &codes, size_t *count) {
    *count = 0;
    for (const auto &code : codes) *count += 4 + code.text.size();
    // One byte more, so that no text at all is not the same as no memory.
    auto *bytes = static_cast<uint8_t *>(malloc(*count + 1));
    if (bytes == nullptr) return nullptr;
    uint8_t *next = bytes;
    for (const auto &code : codes) {
        const std::string &text = code.text;
        const auto length = static_cast<uint32_t>(text.size());
        for (int shift = 24; shift >= 0; shift -= 8) *next++ = static_cast<uint8_t>(length >> shift);
        memcpy(next, text.data(), text.size());
        next += text.size();
    }
    return bytes;
}

} // namespace

extern "C" uint8_t *sparekey_qr_read(uint8_t *lightness, int32_t width, int32_t height, size_t *count, bool *whole) {
    // An exception may not cross into Swift.
    try {
        std::vector<Code> codes;
        // Seen in a mirror only where nothing is found else: 1.4 knows few such codes by itself.
        for (int mirrored = 0; mirrored < 2 && codes.empty(); mirrored++) {
            const uint8_t *first = lightness + (mirrored != 0 ? width - 1 : 0);
            const ZXing::ImageView view(first, width, height, ZXing::ImageFormat::Lum, width, mirrored != 0 ? -1 : 1);
            for (int inverted = 0; inverted < 2; inverted++) {
                // The second finds what has little contrast against a border that has much.
                collect(view, ZXing::Binarizer::LocalAverage, codes);
                collect(view, ZXing::Binarizer::GlobalHistogram, codes);
                invert(lightness, static_cast<size_t>(width) * static_cast<size_t>(height));
            }
        }
        order(codes);
        *whole = join(codes);
        if (!*whole) codes.clear();
        return framed(codes, count);
    } catch (...) {
        return nullptr;
    }
}
