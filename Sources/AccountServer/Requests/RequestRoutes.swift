import AccountAPI
import Hummingbird
import ServiceLifecycle

extension EndpointRoutes {
    /// Serves sign-in requests to devices, and takes their answers.
    func addRequests(_ requests: SignInRequests, _ channel: LiveChannel, _ feed: LiveFeed) {
        device(ListSignInRequests.self) { _, device in
            try await channel.list(for: device)
        }
        device(WaitForSignInRequests.self) { request, device in
            try await channel.wait(request, for: device)
        }
        device(AnswerSignInRequest.self) { request, device in
            try await requests.answer(request, by: device)
            return Nothing()
        }
        stream(SignInRequestEvents.path) { request, device in
            let cursor = request.headers[.lastEventID].flatMap(LiveCursor.init)
            let body = ResponseBody { writer in
                let subscription = feed.listen(device)
                defer { subscription.end() }
                // The end of the connection and of the service are told apart from nothing: both end the stream.
                try await request.body.consumeWithInboundCloseHandler { _ in
                    try await withGracefulShutdownHandler {
                        try await channel.stream(to: &writer, for: device, after: cursor, subscription)
                    } onGracefulShutdown: {
                        subscription.end()
                    }
                } onInboundClosed: {
                    subscription.end()
                }
                try await writer.finish(nil)
            }
            return Response(
                status: .ok,
                headers: [.contentType: "text/event-stream", .acceptBuffering: "no"],
                body: body
            )
        }
    }
}
