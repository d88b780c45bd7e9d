import Testing

@testable import QRCode

/// What goes into the reading process and what comes out.
@Suite struct MessageTests {
    @Test(arguments: [
        ReaderRequest.picture([]), .picture([1, 2, 3]), .lightness([1, 2, 3, 4, 5, 6], width: 2, height: 3),
        .lightness([], width: 0, height: 70_000),
    ])
    func `a request is read as it was written`(request: ReaderRequest) {
        #expect(ReaderRequest(request.bytes) == request)
    }

    @Test(arguments: [[], [0], Array("L1234567".utf8)] as [[UInt8]])
    func `other bytes are no request`(bytes: [UInt8]) {
        #expect(ReaderRequest(bytes) == nil)
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
    func `bytes that whoever took the process over may write are no reply`(bytes: [UInt8]) {
        #expect(ReaderReply(bytes) == nil)
    }
}
