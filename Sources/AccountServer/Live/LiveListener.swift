import AccountAPI

/// What comes out of a subscription.
enum LiveItem: Sendable {
    /// Something to tell.
    case event(LiveEvent)
    /// Nothing happened for a while.
    case ping
}

/// One connection of a device, as the feed holds it.
struct LiveListener: Sendable {
    /// How many items wait for a device that does not read; one more ends the connection, and the device comes back
    /// with its cursor.
    static let bufferSize = 64
    let number: Int
    let device: ServiceDeviceID
    let continuation: AsyncStream<LiveItem>.Continuation
    private let isConfirmed: Bool
    private let ends: Milliseconds

    init(
        number: Int,
        device: AuthenticatedDevice,
        ends: Milliseconds,
        continuation: AsyncStream<LiveItem>.Continuation
    ) {
        self.number = number
        self.device = device.id
        self.ends = ends
        self.continuation = continuation
        isConfirmed = device.isConfirmed
    }

    /// Passes an event on if it is for the device.
    func tell(_ event: LiveEvent) {
        if event.revoked == device {
            continuation.finish()
        } else if event.isFor(device, isConfirmed: isConfirmed) {
            pass(.event(event))
        }
    }

    /// Sends a sign of life, or ends a connection whose time is over.
    func ping(at now: Milliseconds) {
        if now < ends {
            pass(.ping)
        } else {
            continuation.finish()
        }
    }

    private func pass(_ item: LiveItem) {
        if case .dropped = continuation.yield(item) {
            continuation.finish()
        }
    }
}

/// One connection of a device, as whoever serves it holds it.
struct LiveSubscription: Sendable {
    /// What there is to tell from the moment of connecting on.
    let items: AsyncStream<LiveItem>
    private let continuation: AsyncStream<LiveItem>.Continuation

    init(items: AsyncStream<LiveItem>, continuation: AsyncStream<LiveItem>.Continuation) {
        self.items = items
        self.continuation = continuation
    }

    /// Ends it.
    func end() {
        continuation.finish()
    }
}
