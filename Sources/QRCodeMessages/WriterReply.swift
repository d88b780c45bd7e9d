/// What the helper answers on standard output where a code was to be made.
package enum WriterReply: Equatable, Sendable {
    /// The code's modules, row by row, 1 for a dark one; there are as many rows as there are modules in one.
    case modules([UInt8], size: Int)
    /// The code as a picture.
    case png([UInt8])
    /// The text is empty, holds a zero, or is too long.
    case cannotHold

    /// The longest reply: the picture of the largest code, whose pixels would be 137 MB, takes far less.
    package static let largest = 4 << 20

    /// The reply as it is sent.
    package var bytes: [UInt8] {
        switch self {
        case .modules(let modules, let size): [0, UInt8(size)] + modules
        case .png(let bytes): [1] + bytes
        case .cannotHold: [2]
        }
    }

    /// Nil where the bytes are no reply.
    package init?(_ bytes: [UInt8]) {
        switch (bytes.first, bytes.count) {
        case (0, 2...):
            let size = Int(bytes[1])
            let modules = Array(bytes[2...])
            guard CodeLimits.sizes.contains(size), modules.count == size * size, modules.allSatisfy({ $0 < 2 }) else {
                return nil
            }
            self = .modules(modules, size: size)
        case (1, 2...): self = .png(Array(bytes[1...]))
        case (2, 1): self = .cannotHold
        default: return nil
        }
    }
}

/// How the helper ends where it answers nothing.
package enum HelperStatus {
    /// The request takes more memory than the helper may have.
    package static let limitReached: Int32 = 70
}
