/// A hash function that takes its message in blocks.
package protocol HashFunction {
    /// The bytes of a block.
    static var blockLength: Int { get }
    /// The bytes of a hash.
    static var length: Int { get }

    /// Begins a message.
    init()
    /// Takes the next part of the message.
    mutating func update(_ bytes: UnsafeRawBufferPointer)
    /// Ends the message and returns its hash; nothing may follow.
    mutating func finish() -> [UInt8]
}

extension HashFunction {
    /// Takes the next part of the message.
    package mutating func update(_ bytes: some ByteSource) {
        bytes.withBytes { update($0) }
    }

    /// The hash of a message, in up to two parts.
    package static func hash(_ first: some ByteSource, _ second: some ByteSource = [UInt8]()) -> [UInt8] {
        var hash = Self()
        hash.update(first)
        hash.update(second)
        return hash.finish()
    }
}
