import Foundation
import QRCodeMessages
import Testing

@testable import QRCode
@testable import QRCodeHelper

/// The helper that makes codes.
@Suite struct WriterTests {
    private let writer = QRCodeWriter(HelperProgram(path: program("sparekey-qr"), patience: .seconds(60)))

    private func hostile(_ misbehaviour: String) -> QRCodeWriter {
        QRCodeWriter(
            HelperProgram(path: program("hostile-reader"), arguments: [misbehaviour], patience: .seconds(60))
        )
    }

    @Test(arguments: [
        "a", example, String(repeating: "é", count: 1476), String(repeating: "0", count: 7089),
        String(repeating: "A", count: 4000),
    ])
    func `a code is made in another process as it is in this one`(text: String) async throws {
        let made = try await writer.code(of: text)
        #expect(try made == code(of: text))
    }

    @Test(arguments: [1, 8, 64])
    func `a PNG is made in another process, the largest too`(scale: Int) async throws {
        let texts = [example, String(repeating: "é", count: 1476)]
        for text in texts {
            let png = try await writer.png(of: text, pixelsPerModule: scale)
            #expect(PictureReader.read(png) == (scale == 64 && text != example ? .tooLarge : .texts([text])))
        }
    }

    @Test(arguments: [
        "", "a\0b", String(repeating: "é", count: 1477), String(repeating: "0", count: 7090),
        String(repeating: "a", count: 1 << 20),
    ])
    func `a text that no code can hold is refused`(text: String) async {
        await #expect(throws: QRCodeWriterError.cannotHold) { try await writer.code(of: text) }
        await #expect(throws: QRCodeWriterError.cannotHold) { try await writer.png(of: text) }
    }

    @Test(arguments: [("crash", HelperFailure.crashed), ("flood", .ended), ("garble", .crashed)])
    func `a helper that misbehaves is reported with what it did`(misbehaviour: String, error: HelperFailure) async {
        await #expect(throws: QRCodeWriterError.helper(error)) { try await hostile(misbehaviour).code(of: example) }
        await #expect(throws: QRCodeWriterError.helper(error)) { try await hostile(misbehaviour).png(of: example) }
    }

    @Test func `the answer to another question is no answer`() async {
        await #expect(throws: QRCodeWriterError.helper(.crashed)) { try await hostile("answer-png").code(of: example) }
        await #expect(throws: QRCodeWriterError.helper(.crashed)) { try await hostile("answer-code").png(of: example) }
    }

    @Test func `the helper is found beside the program that runs`() throws {
        #expect(try HelperProgram().place() == program("sparekey-qr"))
    }
}
