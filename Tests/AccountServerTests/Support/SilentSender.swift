import AccountServer

/// Takes everything but notices, about which it never says a word.
struct SilentSender: MessageSender {
    let sent = RecordingSender()
    /// The kinds of what it was given.
    let kinds: AsyncStream<Message.Kind>
    private let given: AsyncStream<Message.Kind>.Continuation

    init() {
        (kinds, given) = AsyncStream.makeStream()
    }

    func send(_ message: Message) async throws {
        if message.kind != .notice { try await sent.send(message) }
        given.yield(message.kind)
        guard message.kind == .notice else { return }
        let (never, end) = AsyncStream.makeStream(of: Void.self)
        for await _ in never {}
        end.finish()
    }
}
