// The names of swift-crypto that portable modules use, so that these can be compiled without it; nothing here computes.

public protocol HashFunction {}

public struct SHA256: HashFunction {}
public struct SHA512: HashFunction {}

public enum Insecure {
    public struct SHA1: HashFunction {}
}

public struct SymmetricKey: Sendable, Equatable {
    private let bytes: [UInt8]

    public init(data: [UInt8]) { bytes = data }

    public var bitCount: Int { bytes.count * 8 }

    @unsafe
    public func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe bytes.withUnsafeBytes { unsafe body($0) }
    }
}

public enum HMAC<Hash: HashFunction> {
    public static func authenticationCode(for message: [UInt8], using key: SymmetricKey) -> [UInt8] { message }
}
