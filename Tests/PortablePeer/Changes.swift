import Sealed

/// One order with each of many changes, so that a long file need not be sent once for each.
enum Changes {
    /// Each answer, for `COUNT (PLACE MASK)… ORDER`: a byte of the order is turned by the mask, or the order ends before it
    /// where the mask is 0; four bytes for the count, four for each place.
    static func answers(_ bytes: [UInt8], _ answer: ([UInt8]) -> String) -> String {
        var reader = BinaryReader(bytes)
        guard let count = reader.integer(UInt32.self) else { return "?" }
        var changes: [(place: Int, mask: UInt8)] = []
        for _ in 0..<count {
            guard let place = reader.integer(UInt32.self), let mask = reader.take(1) else { return "?" }
            changes.append((Int(clamping: place), mask[0]))
        }
        guard let order = reader.take(reader.remaining) else { return "?" }
        var answers: [String] = []
        for (place, mask) in changes {
            guard place < order.count else { return "?" }
            var changed = order
            if mask == 0 { changed.removeSubrange(place...) } else { changed[place] ^= mask }
            answers.append(answer(changed))
        }
        return answers.joined(separator: "\u{1E}")
    }
}
