import DevicePages
import HTTPExchange
import HTTPTypes
import Hummingbird
import NIOCore
import ServiceLifecycle

extension PageResponder {
    /// What the pages answer, as the server sends it.
    func carried(_ page: PageResponse, _ request: Request) -> Response {
        var headers = HTTPFields()
        for field in page.headers.fields {
            if let name = HTTPField.Name(field.name) { headers[name] = field.value }
        }
        let body =
            switch page.body {
            case .bytes(let bytes): bytes.isEmpty ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(bytes: bytes))
            case .job(let job): Self.body(of: job)
            case .news(let news): Self.body(of: news, request)
            }
        return Response(status: HTTPResponse.Status(code: page.status.rawValue), headers: headers, body: body)
    }

    /// A page that grows; a proxy must not hold its steps back, so that nothing is said of its length.
    private static func body(of job: PageJob) -> ResponseBody {
        ResponseBody { writer in
            let (parts, continuation) = AsyncStream.makeStream(of: [UInt8].self)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    defer { continuation.finish() }
                    try await PageSite.onOwnThread { cancellation in
                        job.run(until: cancellation) { part in continuation.yield(part) }
                    }
                }
                for await part in parts { try await writer.write(ByteBuffer(bytes: part)) }
                try await group.waitForAll()
            }
            try await writer.finish(nil)
        }
    }

    /// The one stream by which an open page hears what happens.
    ///
    /// A task rather than a thread: a stream stays open as long as its page, and there may be many.
    private static func body(of news: PageNews, _ request: Request) -> ResponseBody {
        ResponseBody { writer in
            let (changes, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
            let listener = news.listen { continuation.yield() }
            let end: @Sendable () -> Void = {
                news.end(listener)
                continuation.finish()
            }
            defer { end() }
            try await request.body.consumeWithInboundCloseHandler { _ in
                try await withGracefulShutdownHandler {
                    for await _ in changes {
                        let event = try news.event()
                        try await writer.write(ByteBuffer(bytes: event.bytes))
                        if event.isLast { break }
                    }
                } onGracefulShutdown: {
                    end()
                }
            } onInboundClosed: {
                end()
            }
            try await writer.finish(nil)
        }
    }
}
