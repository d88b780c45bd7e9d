import QRCodeMessages
import Testing

/// What goes into the helper and what comes out.
@Suite struct MessageTests {
    @Test(arguments: [
        HelperRequest.picture([]), .picture([1, 2, 3]), .lightness([1, 2, 3, 4, 5, 6], width: 2, height: 3),
        .lightness([], width: 0, height: 70_000), .code([]), .code(Array("é🔑".utf8)), .png([1], scale: 1),
        .png([], scale: 64),
    ])
    func `a request is read as it was written`(request: HelperRequest) {
        #expect(HelperRequest(request.bytes) == request)
    }

    @Test(
        arguments: [[], [0], Array("L1234567".utf8), Array("G".utf8), Array("G\0a".utf8), Array("GAa".utf8)]
            as [[UInt8]]
    )
    func `other bytes are no request`(bytes: [UInt8]) {
        #expect(HelperRequest(bytes) == nil)
    }

    @Test(arguments: [
        ReaderReply.texts([]), .texts([""]), .texts(["a", "é🔑", String(repeating: "x", count: 3000)]), .notAPicture,
        .tooLarge, .incomplete,
    ])
    func `a reply is read as it was written`(reply: ReaderReply) {
        #expect(ReaderReply(reply.bytes) == reply)
        if reply != .texts([]) { #expect(ReaderReply(Array(reply.bytes.dropLast())) != reply) }
    }

    @Test(
        arguments: [
            [], [4], [3, 0], [1, 0], [2, 2], [0, 0], [0, 0, 0, 0], [0, 0, 0, 0, 2, 65],
            [0, 0xFF, 0xFF, 0xFF, 0xFF, 65],
            [0, 0, 0, 0, 1, 65, 0],
        ] as [[UInt8]]
    )
    func `bytes written by an attacker who took over the process are not a reply`(bytes: [UInt8]) {
        #expect(ReaderReply(bytes) == nil)
    }

    @Test func `more texts than a picture can hold are not a reply`() {
        let most = [String](repeating: "a", count: ReaderReply.mostTexts)
        #expect(ReaderReply(ReaderReply.texts(most).bytes) == .texts(most))
        #expect(ReaderReply(ReaderReply.texts(most + ["a"]).bytes) == nil)
        // As many empty ones as the longest reply has room for.
        #expect(ReaderReply([UInt8](repeating: 0, count: ReaderReply.largest / 4 * 4 - 3)) == nil)
    }

    private static let smallest = [UInt8](repeating: 1, count: 21 * 21)

    @Test(arguments: [
        WriterReply.modules(smallest, size: 21), .modules([UInt8](repeating: 0, count: 177 * 177), size: 177),
        .png([137, 80]), .cannotHold,
    ])
    func `a reply with a code is read as it was written`(reply: WriterReply) {
        #expect(WriterReply(reply.bytes) == reply)
        #expect(WriterReply(Array(reply.bytes.dropLast())) != reply)
    }

    @Test(
        arguments: [
            [], [0], [0, 0], [0, 21], [0, 1, 1], [0, 21] + smallest + [1], [0, 21] + smallest.dropLast(),
            [0, 21] + smallest.dropLast() + [2], [0, 22] + [UInt8](repeating: 0, count: 22 * 22),
            [0, 181] + [UInt8](repeating: 0, count: 181 * 181), [1], [2, 0], [3],
        ] as [[UInt8]]
    )
    func `other bytes are no reply with a code`(bytes: [UInt8]) {
        #expect(WriterReply(bytes) == nil)
    }
}
