#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension Data: ByteSource {
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R { withUnsafeBytes(body) }
}

// What swift-crypto and Foundation take as bytes.
extension SecretBytes: ContiguousBytes {}

extension SecretPart: ContiguousBytes {}

extension SecretBytes {
    /// Copies bytes that are no ``ByteSource``, such as a key of swift-crypto.
    package convenience init(copyingKey key: some ContiguousBytes) {
        self.init(count: key.withUnsafeBytes { $0.count }) { buffer in
            key.withUnsafeBytes { buffer.copyMemory(from: $0) }
        }
    }
}

extension SecretBytes: CustomReflectable {
    /// Shows no children.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
