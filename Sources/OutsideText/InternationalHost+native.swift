/// Names of hosts in other scripts, in the form that the network knows them by (RFC 5891): `xn--bcher-kva.example`.
package enum InternationalHost {
    /// A host's name in ASCII; nil where it has no such form.
    ///
    /// It is read as UTS 46 has it: in small letters, wide ones as usual ones, and without what is not seen.
    package static func ascii(_ host: some StringProtocol) -> String? {
        if host.utf8.allSatisfy({ $0 < 0x80 }) { return String(host) }
        let folded = host.composedByCompatibility.lowercased().composedByCompatibility
        var name = String.UnicodeScalarView()
        for scalar in folded.unicodeScalars where !isIgnored(scalar) {
            // The full stop of Chinese and Japanese is one as well.
            name.append(scalar == "\u{3002}" ? "." : scalar)
        }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        var result: [String] = []
        for (index, label) in labels.enumerated() {
            // A name may end with a dot, for the root.
            guard !label.isEmpty || index > 0 && index == labels.count - 1, let ascii = ascii(label: label) else {
                return nil
            }
            result.append(ascii)
        }
        let text = result.joined(separator: ".")
        return text.utf8.count <= 254 ? text : nil
    }

    private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "\u{AD}" || scalar.properties.isDefaultIgnorableCodePoint && scalar.properties.isVariationSelector
    }

    private static func ascii(label: Substring.UnicodeScalarView) -> String? {
        if label.allSatisfy(\.isASCII) {
            return label.allSatisfy { isLabelByte($0.value) } ? String(label) : nil
        }
        guard let first = label.first, label.allSatisfy(isAllowed), !first.properties.isMark,
            // What looks as if it were such a form already is none.
            !String(label).begins(with: "xn--"), let code = Punycode.encode(label.map(\.value)), code.utf8.count <= 59
        else { return nil }
        return "xn--" + code
    }

    private static func isLabelByte(_ value: UInt32) -> Bool {
        switch UInt8(truncatingIfNeeded: value) {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    /// Letters with their marks, digits and signs of writing; no blank and nothing that is an address's own.
    private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return isLabelByte(scalar.value) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber, .otherNumber,
            .nonspacingMark, .spacingMark, .otherSymbol:
            return ShownText.isShown(scalar)
        default:
            // The middle dot of Catalan, and those of Japanese and Hebrew.
            return ["\u{B7}", "\u{30FB}", "\u{5F3}", "\u{5F4}", "\u{375}"].contains(scalar)
        }
    }
}

extension Unicode.Scalar.Properties {
    fileprivate var isMark: Bool {
        [.nonspacingMark, .spacingMark, .enclosingMark].contains(generalCategory)
    }
}

/// Text as ASCII letters, digits and hyphens (RFC 3492).
private enum Punycode {
    private static let (base, least, most, skew, damp) = (UInt32(36), UInt32(1), UInt32(26), UInt32(38), UInt32(700))

    static func encode(_ scalars: [UInt32]) -> String? {
        // A name of a host has 63 at most, so that no number below overflows.
        guard scalars.count <= 63 else { return nil }
        let basic = scalars.filter { $0 < 0x80 }
        var output = basic.map { UInt8(truncatingIfNeeded: $0) }
        if !basic.isEmpty { output.append(UInt8(ascii: "-")) }
        var (number, delta, bias) = (UInt32(0x80), UInt32(0), UInt32(72))
        var done = UInt32(basic.count)
        while done < UInt32(scalars.count) {
            guard let next = scalars.filter({ $0 >= number }).min() else { return nil }
            delta += (next - number) * (done + 1)
            number = next
            for scalar in scalars {
                if scalar < number { delta += 1 }
                guard scalar == number else { continue }
                append(delta, bias, to: &output)
                bias = adapted(delta, done + 1, isFirst: done == UInt32(basic.count))
                delta = 0
                done += 1
            }
            delta += 1
            number += 1
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func append(_ delta: UInt32, _ bias: UInt32, to output: inout [UInt8]) {
        var rest = delta
        var position = base
        while true {
            let threshold = position <= bias ? least : min(position - bias, most)
            guard rest >= threshold else { break }
            output.append(digit(threshold + (rest - threshold) % (base - threshold)))
            rest = (rest - threshold) / (base - threshold)
            position += base
        }
        output.append(digit(rest))
    }

    private static func digit(_ value: UInt32) -> UInt8 {
        UInt8(truncatingIfNeeded: value < 26 ? value + 0x61 : value - 26 + 0x30)
    }

    private static func adapted(_ delta: UInt32, _ count: UInt32, isFirst: Bool) -> UInt32 {
        var delta = isFirst ? delta / damp : delta / 2
        delta += delta / count
        var shifts: UInt32 = 0
        while delta > (base - least) * most / 2 {
            delta /= base - least
            shifts += base
        }
        return shifts + (base - least + 1) * delta / (delta + skew)
    }
}
