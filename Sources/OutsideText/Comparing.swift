// OutsideText reads what someone else wrote: by UTF-8 bytes or by scalars, never by `Character`.
//
// A `Character` can join a delimiter with the letter before it or the mark behind it, so `split`, `contains`, `hasPrefix`
// or `==` do not find it; whoever reads the text next, a browser, a mail server or a terminal, does. Without Foundation
// but for the parts of web addresses, and without a rule of any feature.

extension StringProtocol {
    /// Whether both texts are the same bytes; `==` takes texts for equal that Unicode calls equivalent.
    package func isSame(as other: some StringProtocol) -> Bool {
        utf8.elementsEqual(other.utf8)
    }

    /// Whether both are the same bytes once A to Z are written small.
    package func isSameIgnoringCase(as other: some StringProtocol) -> Bool {
        utf8.lazy.map(lowercase).elementsEqual(other.utf8.lazy.map(lowercase))
    }

    /// Whether the text's first bytes are those of another.
    package func begins(with start: some StringProtocol) -> Bool {
        utf8.starts(with: start.utf8)
    }

    /// Whether the text's first bytes are those of another once A to Z are written small.
    package func beginsIgnoringCase(with start: some StringProtocol) -> Bool {
        utf8.lazy.map(lowercase).starts(with: start.utf8.lazy.map(lowercase))
    }

    /// Whether the text's last bytes are those of another.
    package func ends(with end: some StringProtocol) -> Bool {
        bytes.reversed().starts(with: Substring(end).utf8.reversed())
    }

    /// Whether the bytes of another text are somewhere in this one.
    package func holds(_ part: some StringProtocol) -> Bool {
        bytes.range(of: Substring(part).utf8) != nil
    }

    /// What follows the bytes that the text begins with; nil if it begins otherwise.
    package func without(prefix: some StringProtocol) -> Substring? {
        begins(with: prefix) ? Substring(bytes.dropFirst(prefix.utf8.count)) : nil
    }

    /// What stands before the bytes that the text ends with; nil if it ends otherwise.
    package func without(suffix: some StringProtocol) -> Substring? {
        ends(with: suffix) ? Substring(bytes.dropLast(suffix.utf8.count)) : nil
    }

    /// The number that the text is: digits 0 to 9 and nothing else, no sign and no blank; nil if it does not fit.
    package func number<Number: FixedWidthInteger>(_ type: Number.Type = Number.self) -> Number? {
        guard !isEmpty, utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return Number(self)
    }

    /// The bytes, which can be read from both ends.
    var bytes: Substring.UTF8View { Substring(self).utf8 }
}

extension Substring.UTF8View {
    /// Where other bytes stand first; nowhere for none in nothing.
    func range(of part: some Collection<UInt8>) -> Range<Index>? {
        guard let first = part.first else { return startIndex..<startIndex }
        var start = startIndex
        while start < endIndex {
            if self[start] == first, let end = end(of: part, from: start) { return start..<end }
            start = index(after: start)
        }
        return nil
    }

    /// Where other bytes end that stand at `start`; nil where others stand there.
    private func end(of part: some Collection<UInt8>, from start: Index) -> Index? {
        var end = start
        for byte in part {
            guard end < endIndex, self[end] == byte else { return nil }
            end = index(after: end)
        }
        return end
    }
}

private func lowercase(_ byte: UInt8) -> UInt8 {
    (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
}
