import Testing

@testable import QRCode

/// Files of kinds that are not read.
@Suite struct OtherFormatTests {
    @Test(arguments: [
        ("\u{0}\u{0}\u{0}\u{18}ftypheic", OtherFormat.heic), ("\u{0}\u{0}\u{0}\u{18}ftypmif1", .heic),
        ("\u{0}\u{0}\u{0}\u{18}ftypavif", .avif), ("\u{0}\u{0}\u{0}\u{18}ftypmp42", nil), ("II*\u{0}", .tiff),
        ("%PDF-1.7", .pdf), ("PK\u{3}\u{4}", .zip), ("<svg xmlns=''>", .svg),
        ("<?xml version='1.0'?>\n<!DOCTYPE svg>", .svg), ("<!doctype HTML><html><svg>", .html),
        ("\u{FEFF}<html>", .html), ("text", nil), ("", nil), ("<", nil), ("svg", nil),
    ])
    func `a file of another kind is reported by its name`(start: String, format: OtherFormat?) {
        #expect(OtherFormat(Array(start.utf8)[...]) == format)
    }
}
