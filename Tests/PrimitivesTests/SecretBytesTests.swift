import Foundation
import Testing

@testable import Primitives

@Suite struct SecretBytesTests {
    let secret = SecretBytes(copying: "correct horse".utf8Bytes)

    struct Holder {
        let secret: SecretBytes
    }

    @Test func `no text shows the bytes`() {
        var dumped = ""
        dump(Holder(secret: secret), to: &dumped)
        let texts = [
            "\(secret)", String(describing: secret), String(reflecting: secret), dumped,
            "\(Holder(secret: secret))", String(reflecting: Holder(secret: secret)),
        ]
        for text in texts {
            #expect(text.contains("redacted"))
            #expect(!text.contains("horse"))
            // The first byte, as an array of numbers would show it.
            #expect(!text.contains("99"))
        }
        #expect(Mirror(reflecting: secret).children.isEmpty)
    }

    @Test func `equality looks at bytes and length`() {
        #expect(secret == SecretBytes(copying: Data("correct horse".utf8)))
        #expect(secret != SecretBytes(copying: "correct hors".utf8Bytes))
        #expect(secret != SecretBytes(copying: "correct horsf".utf8Bytes))
        #expect(SecretBytes(copying: [UInt8]()) == SecretBytes(copying: Data()))
        #expect(constantTimeEqual(secret, secret))
    }

    @Test func `taking an array zeroes it in place`() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(wiping: &bytes)
        #expect(bytes == [0, 0, 0])
        #expect(secret.exposedBytes() == [1, 2, 3])
    }

    @Test func `a copy survives the wiping of its source`() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = SecretBytes(copying: bytes)
        wipe(&bytes)
        #expect(secret.exposedBytes() == [1, 2, 3])
        var exposed = secret.exposedBytes()
        wipe(&exposed)
        #expect(secret.exposedBytes() == [1, 2, 3])
    }

    @Test func `parts are joined and slices are cut in order`() {
        let joined = SecretBytes(concatenating: secret, [UInt8](), "!".utf8Bytes)
        #expect(joined.count == 14)
        #expect(joined == SecretBytes(utf8: "correct horse!"))
        #expect(joined.slice(8..<13) == SecretBytes(utf8: "horse"))
        #expect(joined.slice(14..<14).count == 0)
    }

    @Test func `zeros fill a secret up to the length that was asked for`() {
        let padded = SecretBytes(concatenating: secret, "!".utf8Bytes, paddedTo: 16)
        #expect(padded.exposedBytes() == "correct horse!".utf8Bytes + [0, 0])
        #expect(SecretBytes(concatenating: secret, paddedTo: 3) == secret)
    }

    @Test func `a part lends its bytes and keeps the secret alive`() {
        let part = SecretBytes(utf8: "a correct horse").part(2..<15)
        #expect(part.count == 13)
        #expect(constantTimeEqual(part, secret))
        #expect(part.part(8..<13).exposedBytes() == "horse".utf8Bytes)
        #expect(secret.whole.part(13..<13).count == 0)
        #expect(!"\(part)".contains("horse"))
    }

    @Test(arguments: [0, 1, 2, 7, 8, 9, 40])
    func `zeros are told from everything else`(count: Int) {
        // With bytes around it that are not zero.
        func isZero(_ bytes: [UInt8]) -> Bool {
            SecretBytes(copying: [1] + bytes + [1]).part(1..<1 + bytes.count).isZero
        }
        let zeros = [UInt8](repeating: 0, count: count)
        #expect(isZero(zeros))
        for index in zeros.indices {
            var changed = zeros
            changed[index] = 0x80
            #expect(!isZero(changed), "byte \(index)")
        }
        if count > 0 { #expect(!isZero([UInt8](repeating: 5, count: count))) }
    }

    @Test(arguments: [0, 1, 7, 8, 9, 15, 16, 17, 100])
    func `a difference in any byte is found`(count: Int) {
        // At odd addresses too, since words are compared wherever they stand.
        let bytes = (0..<count).map { UInt8($0 + 1) }
        let shifted = ([0] + bytes)[1...]
        #expect(constantTimeEqual(bytes, shifted))
        #expect(!constantTimeEqual(bytes + [0], shifted))
        for index in bytes.indices {
            var changed = bytes
            changed[index] ^= 0x80
            #expect(!constantTimeEqual(changed, shifted), "byte \(index)")
        }
    }

    @Test func `a failed computation leaves no secret`() {
        #expect(throws: PrimitiveError.cannotOpen) {
            try SecretBytes(count: 4) { _ throws(PrimitiveError) in throw .cannotOpen }
        }
    }

    @Test func `random secrets differ`() {
        #expect(SecretBytes.random(count: 32) != SecretBytes.random(count: 32))
        #expect(SecretBytes.random(count: 0).count == 0)
        #expect(randomBytes(count: 16) != randomBytes(count: 16))
        #expect(randomBytes(count: 0).isEmpty)
    }

    @Test func `many readers may hold a secret at once`() async {
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { [secret] in
                    secret.withUnsafeBytes { outer in secret.withUnsafeBytes { $0.elementsEqual(outer) } }
                }
            }
            for await isEqual in group {
                #expect(isEqual)
            }
        }
    }
}
