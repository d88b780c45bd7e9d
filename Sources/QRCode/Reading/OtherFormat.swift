import QRCodeMessages

/// A kind of file that people take for a picture of a code, and that is not read.
package enum OtherFormat: Sendable, Equatable, CaseIterable {
    case heic, avif, tiff, svg, pdf, html, zip

    /// What people call it.
    package var name: String {
        switch self {
        case .heic: "HEIC"
        case .avif: "AVIF"
        case .tiff: "TIFF"
        case .svg: "SVG"
        case .pdf: "PDF"
        case .html: "HTML"
        case .zip: "ZIP"
        }
    }

    /// The format that a request's file has by its first bytes.
    init?(_ request: HelperRequest) {
        guard case .picture(let bytes) = request else { return nil }
        self.init(bytes[...])
    }

    /// The format that a file has by its first bytes.
    init?(_ bytes: ArraySlice<UInt8>) {
        let reader = ByteReader(bytes)
        func begins(_ starts: [StaticString], at offset: Int = 0) -> Bool {
            starts.contains { reader.has($0, at: offset) }
        }
        // ISO/IEC 14496-12: the brand of a file says what is in it.
        if begins(["ftyp"], at: 4) {
            if begins(["avif", "avis"], at: 8) {
                self = .avif
            } else if begins(["heic", "heix", "hevc", "heim", "mif1", "msf1"], at: 8) {
                self = .heic
            } else {
                return nil
            }
        } else if begins(["II*\u{0}", "MM\u{0}*"]) {
            self = .tiff
        } else if begins(["%PDF-"]) {
            self = .pdf
        } else if begins(["PK\u{3}\u{4}"]) {
            self = .zip
        } else {
            self.init(markup: String(decoding: bytes.prefix(512), as: UTF8.self).lowercased())
        }
    }

    private init?(markup: String) {
        guard markup.utf8.first(where: { $0 > UInt8(ascii: " ") && $0 < 0x80 }) == UInt8(ascii: "<") else { return nil }
        let words = markup.utf8.split { !(UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) }
        func has(_ word: StaticString) -> Bool {
            words.contains { $0.elementsEqual("\(word)".utf8) }
        }
        if has("html") {
            self = .html
        } else if has("svg") {
            self = .svg
        } else {
            return nil
        }
    }
}
