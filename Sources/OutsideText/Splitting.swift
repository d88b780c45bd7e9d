extension StringProtocol {
    /// What stands between the bytes of a delimiter; empty pieces are left out unless they are asked for.
    package func pieces(at delimiter: String, most count: Int = .max, keepingEmpty: Bool = false) -> [Substring] {
        precondition(!delimiter.isEmpty, "a delimiter has a byte")
        var pieces: [Substring] = []
        var rest = bytes
        while pieces.count < count - 1, let found = rest.range(of: delimiter.utf8) {
            let piece = rest[..<found.lowerBound]
            rest = rest[found.upperBound...]
            if keepingEmpty || !piece.isEmpty { pieces.append(Substring(piece)) }
        }
        if keepingEmpty || !rest.isEmpty { pieces.append(Substring(rest)) }
        return pieces
    }

    /// What stands before and behind the first delimiter; nil without one.
    package func cut(at delimiter: String) -> (before: Substring, after: Substring)? {
        let bytes = bytes
        guard let found = bytes.range(of: delimiter.utf8) else { return nil }
        return (Substring(bytes[..<found.lowerBound]), Substring(bytes[found.upperBound...]))
    }

    /// What stands before and behind the last delimiter, which is one byte; nil without one.
    package func cut(atLast delimiter: Unicode.Scalar) -> (before: Substring, after: Substring)? {
        let bytes = bytes
        guard let found = bytes.lastIndex(of: UInt8(ascii: delimiter)) else { return nil }
        return (Substring(bytes[..<found]), Substring(bytes[bytes.index(after: found)...]))
    }

    /// What stands before the first delimiter; the whole text without one.
    package func before(_ delimiter: String) -> Substring {
        cut(at: delimiter)?.before ?? Substring(self)
    }

    /// The text without the blanks at its ends.
    package func trimmed() -> Substring {
        trimmed { $0.properties.isWhitespace }
    }

    /// The text without the blanks at its end.
    package func trimmedEnd() -> Substring {
        var scalars = Substring(self).unicodeScalars
        while scalars.last?.properties.isWhitespace == true { scalars.removeLast() }
        return Substring(scalars)
    }

    /// The text without the scalars at its ends that a closure names.
    package func trimmed(_ isTrimmed: (Unicode.Scalar) -> Bool) -> Substring {
        var scalars = Substring(self).unicodeScalars.drop(while: isTrimmed)
        while let last = scalars.last, isTrimmed(last) {
            scalars.removeLast()
        }
        return Substring(scalars)
    }

    /// The first scalars of the text; `prefix` counts Characters, each of which may have any length.
    package func scalarPrefix(_ count: Int) -> Substring {
        Substring(Substring(self).unicodeScalars.prefix(count))
    }

    /// The text with other bytes in the place of each of the bytes given.
    package func replaced(_ part: String, by other: String) -> String {
        pieces(at: part, keepingEmpty: true).joined(separator: other)
    }
}
