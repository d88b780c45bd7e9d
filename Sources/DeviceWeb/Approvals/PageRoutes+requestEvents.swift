import DeviceCore
import Foundation
import Hummingbird
import NIOCore
import ServiceLifecycle

extension PageRoutes {
    /// Serves the one stream by which an open page hears at once that someone asks to sign in.
    func addRequestEvents() {
        // A task rather than a thread: a stream stays open as long as its page, and there may be many.
        router.get("/requests/events") { [site] request, context in
            let body = ResponseBody { writer in
                let listener = site.requestBoard.listen()
                defer { listener.end() }
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await withGracefulShutdownHandler {
                        for await _ in listener.changes {
                            // Asked again each time: a page that was opened since then stays.
                            let isLocked = try site.device.needsPassphrase()
                            let event = try isLocked ? PageSite.lockedEvent : site.event(context.words)
                            try await writer.write(ByteBuffer(bytes: event))
                            if isLocked { break }
                        }
                    } onGracefulShutdown: {
                        listener.end()
                    }
                } onInboundClosed: {
                    listener.end()
                }
                try await writer.finish(nil)
            }
            return Response(status: .ok, headers: [.contentType: "text/event-stream"], body: body)
        }
    }
}

extension PageSite {
    /// That the vault was locked, as the last event for the page's script.
    fileprivate static let lockedEvent = Data("event: locked\ndata: {}\n\n".utf8)

    /// What waits, as an event for the page's script.
    fileprivate func event(_ words: Catalogue) throws -> Data {
        let asked = AskedEvent(
            text: asked(words) ?? "",
            ids: requestBoard.waiting.map(\.id),
            notices: noticed(words) ?? ""
        )
        return try Data("data: ".utf8) + JSONEncoder().encode(asked) + Data("\n\n".utf8)
    }
}

/// What waits.
private struct AskedEvent: Encodable {
    /// The sentence of the banner; empty where nobody asks.
    let text: String
    let ids: [String]
    /// The sentence that notices ask whether it was the person; empty where none does.
    let notices: String
}
