extension StringProtocol {
    /// The text in Normalization Form C: whatever way its letters were typed, they are the same bytes.
    package var composed: String { NormalForm.composed(self, compatible: false) }

    /// The text in Normalization Form KC, in which what only looks another way, such as a wide letter, is the same too.
    package var composedByCompatibility: String { NormalForm.composed(self, compatible: true) }
}

/// The normalization forms of Unicode Standard Annex 15.
enum NormalForm {
    private typealias Scalars = [Unicode.Scalar]

    static func composed(_ text: some StringProtocol, compatible: Bool) -> String {
        let text = Substring(text)
        // Nothing below is made of anything else or joins with what stands before it; most texts need no table.
        let first: UInt32 = compatible ? 0xA0 : 0x300
        if text.unicodeScalars.allSatisfy({ $0.value < first }) { return String(text) }
        let table = NormalForm.table
        var scalars: Scalars = []
        for scalar in text.unicodeScalars { table.decompose(scalar, compatible, into: &scalars) }
        order(&scalars)
        var result = String.UnicodeScalarView()
        result.append(contentsOf: compose(scalars, table))
        return String(result)
    }

    private static func joiningClass(_ scalar: Unicode.Scalar) -> UInt8 {
        scalar.value < 0x300 ? 0 : scalar.properties.canonicalCombiningClass.rawValue
    }

    /// Marks behind one letter stand in the order of their classes (D109).
    private static func order(_ scalars: inout Scalars) {
        var start = 0
        while start < scalars.count {
            guard joiningClass(scalars[start]) != 0 else {
                start += 1
                continue
            }
            var end = start
            while end < scalars.count, joiningClass(scalars[end]) != 0 { end += 1 }
            let marks = scalars[start..<end].map { (joiningClass($0), $0) }.enumerated()
            let sorted = marks.sorted { ($0.element.0, $0.offset) < ($1.element.0, $1.offset) }
            scalars.replaceSubrange(start..<end, with: sorted.map(\.element.1))
            start = end
        }
    }

    /// A letter joins with every mark behind it that makes one character with it, unless another is between (D117).
    private static func compose(_ scalars: Scalars, _ table: Table) -> Scalars {
        var result: Scalars = []
        var starter: Int?
        var last: UInt8 = 0
        for scalar in scalars {
            let own = joiningClass(scalar)
            if let starter, result.count == starter + 1 || last != 0 && last < own,
                let joined = table.composition(of: result[starter], scalar)
            {
                result[starter] = joined
                continue
            }
            if own == 0 { starter = result.count }
            last = own
            result.append(scalar)
        }
        return result
    }

    private static let table = Table()

    /// What characters are made of, and which pairs make one.
    private struct Table {
        private var parts: [UInt32: (isOfCompatibility: Bool, scalars: Scalars)] = [:]
        private var pairs: [UInt64: Unicode.Scalar] = [:]

        init() {
            let text = Decompositions.text
            let bytes = unsafe [UInt8](UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
            var numbers: [UInt32] = []
            var number: UInt32 = 0
            var sign = UInt8(ascii: "!")
            // An entry ends with a blank or a newline, and the last one with the text.
            for byte in bytes + [UInt8(ascii: " ")] {
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt32(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "A")...UInt8(ascii: "F"): number = number << 4 | UInt32(byte - UInt8(ascii: "A") + 10)
                case UInt8(ascii: " "), UInt8(ascii: "\n"):
                    numbers.append(number)
                    keep(numbers.compactMap(Unicode.Scalar.init), sign)
                    (number, numbers) = (0, [])
                default:
                    if byte != UInt8(ascii: "+") { sign = byte }
                    numbers.append(number)
                    number = 0
                }
            }
        }

        private mutating func keep(_ scalars: Scalars, _ sign: UInt8) {
            guard let whole = scalars.first, scalars.count > 1 else { return }
            parts[whole.value] = (sign == UInt8(ascii: "~"), Array(scalars.dropFirst()))
            if sign == UInt8(ascii: "=") { pairs[Self.key(scalars[1], scalars[2])] = whole }
        }

        private static func key(_ first: Unicode.Scalar, _ second: Unicode.Scalar) -> UInt64 {
            UInt64(first.value) << 32 | UInt64(second.value)
        }

        func decompose(_ scalar: Unicode.Scalar, _ compatible: Bool, into result: inout Scalars) {
            if let syllable = Hangul.parts(of: scalar) {
                result += syllable
            } else if let found = parts[scalar.value], compatible || !found.isOfCompatibility {
                for part in found.scalars { decompose(part, compatible, into: &result) }
            } else {
                result.append(scalar)
            }
        }

        func composition(of first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
            Hangul.composition(of: first, second) ?? pairs[Self.key(first, second)]
        }
    }
}

/// The syllables of Korean, which are counted rather than listed (section 3.12 of the standard).
private enum Hangul {
    private static let (syllables, leads, vowels, trails) = (
        UInt32(0xAC00), UInt32(0x1100), UInt32(0x1161), UInt32(0x11A7)
    )
    private static let (leadCount, vowelCount, trailCount) = (UInt32(19), UInt32(21), UInt32(28))

    static func parts(of scalar: Unicode.Scalar) -> [Unicode.Scalar]? {
        guard isSyllable(scalar) else { return nil }
        let index = scalar.value - syllables
        let trail = index % trailCount
        let numbers = [leads + index / (vowelCount * trailCount), vowels + index / trailCount % vowelCount]
        return (numbers + (trail == 0 ? [] : [trails + trail])).compactMap(Unicode.Scalar.init)
    }

    static func composition(of first: Unicode.Scalar, _ second: Unicode.Scalar) -> Unicode.Scalar? {
        let (first, second) = (first.value, second.value)
        if leads..<leads + leadCount ~= first, vowels..<vowels + vowelCount ~= second {
            return Unicode.Scalar(syllables + ((first - leads) * vowelCount + second - vowels) * trailCount)
        }
        guard syllables..<end ~= first, (first - syllables) % trailCount == 0,
            trails + 1..<trails + trailCount ~= second
        else { return nil }
        return Unicode.Scalar(first + second - trails)
    }

    private static var end: UInt32 { syllables + leadCount * vowelCount * trailCount }
    private static func isSyllable(_ scalar: Unicode.Scalar) -> Bool { syllables..<end ~= scalar.value }
}
