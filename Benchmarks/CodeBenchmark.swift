import OneTimePassword
import Primitives

/// One-time codes beside the bare HMAC that each of them needs.
enum CodeBenchmark {
    /// Six-digit HOTP codes of a 160-bit secret beside HMAC-SHA-1 of an 8-byte message.
    static func run(rounds: Int) -> Comparison {
        let secret = SecretBytes.random(count: 20)
        var counter: UInt64 = 0
        var message = [UInt8](repeating: 0, count: 8)
        var digest = 0
        let comparison = Comparison(rounds: rounds, operations: 10_000) {
            counter &+= 1
            digest &+= HOTP.code(secret: secret, counter: counter, digits: 6, algorithm: .sha1).utf8.count
        } bare: {
            message[7] &+= 1
            let mac = HMAC<SHA1>.authenticationCode(for: message, using: secret)
            digest &+= mac.count
        }
        precondition(digest > 0, "the results are used, so that the compiler cannot leave them out")
        return comparison
    }
}
