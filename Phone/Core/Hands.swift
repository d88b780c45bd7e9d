// Hands is all that this program touches: network, store, clock and randomness, through one function of the page. The call
// returns when the operation is done, so flows read from top to bottom; how the worker waits is no matter of theirs.

import OutsideText

/// Why an operation was not done.
enum HandsFailure: UInt8, Error {
    /// The person cancelled.
    case cancelled = 1
    /// No answer came, or one that a page must not read: a redirect, another origin that does not allow this one.
    case unreachable = 2
    /// The answer is longer than was asked for.
    case tooLarge = 3
    /// The store holds another counter than the one expected.
    case conflict = 4
    /// The store holds nothing.
    case absent = 5
    /// The page could not do it, or its answer is not in the form.
    case unavailable = 6
    /// No answer came: the operation may be done or not.
    case lost = 7
}

/// What an operation brought.
struct HandsAnswer {
    /// A status of HTTP, a counter, or milliseconds since 1970.
    let number: UInt64
    /// What came with it.
    let bytes: [UInt8]
}

/// The operations, each named by its first byte; fields follow with their lengths in four bytes.
enum Hands {
    private static let headCount = 9

    /// Sends a request without credentials that follows no redirect, and takes `limit` bytes of answer at most.
    static func fetch(
        _ method: String,
        _ address: String,
        body: [UInt8] = [],
        limit: Int
    ) throws(HandsFailure) -> HandsAnswer {
        try ask(1, [Array(method.utf8), Array(address.utf8), Array(String(limit).utf8), body], room: limit)
    }

    /// Reads the store: its counter and what it holds.
    static func load() throws(HandsFailure) -> HandsAnswer {
        try ask(2, [], room: 1 << 20)
    }

    /// Replaces what the store holds if its counter is still `counter`, and returns when the disk has it.
    static func commit(_ bytes: [UInt8], after counter: UInt64) throws(HandsFailure) -> UInt64 {
        try ask(3, [Array(String(counter).utf8), bytes]).number
    }

    /// The milliseconds since 1970.
    static func clock() throws(HandsFailure) -> UInt64 {
        try ask(4, []).number
    }

    /// Random bytes.
    static func random(_ count: Int) throws(HandsFailure) -> [UInt8] {
        try ask(5, [Array(String(count).utf8)], room: count).bytes
    }

    /// Shows how far a job has come.
    static func tell(_ text: String) throws(HandsFailure) {
        _ = try ask(6, [Array(text.utf8)])
    }

    private static func ask(_ kind: UInt8, _ fields: [[UInt8]], room: Int = 0) throws(HandsFailure) -> HandsAnswer {
        var operation = [kind]
        for field in fields {
            for shift in [0, 8, 16, 24] as [UInt32] {
                operation.append(UInt8(truncatingIfNeeded: UInt32(truncatingIfNeeded: field.count) >> shift))
            }
            operation += field
        }
        var answer = [UInt8](repeating: 0, count: headCount + room)
        let size = UInt32(truncatingIfNeeded: answer.count)
        let count = operation.withUnsafeBufferPointer { operation in
            answer.withUnsafeMutableBufferPointer { answer in
                phoneAsk(operation.baseAddress, UInt32(truncatingIfNeeded: operation.count), answer.baseAddress, size)
            }
        }
        guard count >= Int32(headCount), count <= Int32(answer.count) else { throw .unavailable }
        guard answer[0] == 0 else { throw HandsFailure(rawValue: answer[0]) ?? .unavailable }
        let number = answer[1..<headCount].reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
        return HandsAnswer(number: number, bytes: Array(answer[headCount..<Int(count)]))
    }
}

@_extern(c, "phone_ask")
private func phoneAsk(
    _ operation: UnsafePointer<UInt8>?,
    _ count: UInt32,
    _ room: UnsafeMutablePointer<UInt8>?,
    _ size: UInt32
) -> Int32
