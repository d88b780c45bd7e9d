import AccountAPI
import Foundation
import Hummingbird
import NIOCore
import SQLDatabase
import ServiceLifecycle

/// The rules of the channel to the devices: asking, waiting, and a stream, all from the same rows and cursors.
struct LiveChannel: Sendable {
    /// The longest that a question waits for news, in seconds.
    static let longestWait = 25
    private let service: ServiceContext

    /// Makes the rules over a service.
    init(_ service: ServiceContext) {
        self.service = service
    }

    /// What a device has not been told; without a cursor, what waits for an answer and what it has not shown.
    func list(for device: AuthenticatedDevice, after cursor: LiveCursor? = nil) async throws -> LiveUpdate {
        let (events, cursor) = try await news(for: device, after: cursor)
        return LiveUpdate(events, cursor: cursor, time: service.now)
    }

    /// The same, once there is something or the time is over.
    func wait(_ request: WaitForSignInRequests.Request, for device: AuthenticatedDevice) async throws -> LiveUpdate {
        let subscription = service.live.listen(device)
        defer { subscription.end() }
        let given = request.after.flatMap(LiveCursor.init)
        var (events, cursor) = try await news(for: device, after: given)
        if events.isEmpty {
            // Nobody waits for a device while the service stops.
            let event = await withGracefulShutdownHandler {
                await first(of: subscription, after: cursor, within: request.timeout)
            } onGracefulShutdown: {
                subscription.end()
            }
            if let event, cursor.take(event) {
                events = [event]
            }
        }
        return LiveUpdate(events, cursor: cursor, time: service.now)
    }

    /// Writes what happens until the subscription ends.
    @concurrent func stream(
        to writer: inout any ResponseBodyWriter,
        for device: AuthenticatedDevice,
        after given: LiveCursor?,
        _ subscription: LiveSubscription
    ) async throws {
        // Sent even where there is nothing to tell: the device learns that the stream reaches it.
        try await writer.write(ByteBuffer(string: ": connected\nretry: 1000\n\n"))
        var cursor = try await catchUp(to: &writer, for: device, after: given)
        for await item in subscription.items {
            switch item {
            case .ping: try await writer.write(ByteBuffer(string: ": ping\n\n"))
            case .event(let event):
                guard cursor.take(event) else { continue }
                try await writer.write(try Self.text(event, cursor))
            }
        }
    }

    /// Writes what the device has missed, each event with a cursor that those behind it have not been told by.
    @concurrent private func catchUp(
        to writer: inout any ResponseBodyWriter,
        for device: AuthenticatedDevice,
        after given: LiveCursor?
    ) async throws -> LiveCursor {
        let now = service.now
        var cursor = given?.limited(to: now) ?? .beginning
        for (event, isNews) in try await backlog(for: device, after: given) where cursor.take(event) && isNews {
            try await writer.write(try Self.text(event, cursor))
        }
        cursor.advance(to: now)
        try await writer.write(ByteBuffer(string: "id: \(cursor.text)\n\n"))
        return cursor
    }

    private func news(
        for device: AuthenticatedDevice,
        after given: LiveCursor?
    ) async throws -> ([LiveEvent], LiveCursor) {
        let now = service.now
        var cursor = given?.limited(to: now) ?? .beginning
        let news = try await backlog(for: device, after: given).filter { event, isNews in
            cursor.take(event) && isNews
        }
        cursor.advance(to: now)
        return (news.map(\.event), cursor)
    }

    /// What there was to tell since a cursor, the oldest first, and whether it is news: a device without a cursor needs
    /// not hear of answers, and none of notices that it has shown.
    private func backlog(
        for device: AuthenticatedDevice,
        after given: LiveCursor?
    ) async throws -> [(event: LiveEvent, isNews: Bool)] {
        let now = service.now
        let given = given?.limited(to: now)
        let (requests, notices) = try await service.database.read { transaction in
            // The credential may have gone since the request was signed: what is told goes to the present one alone.
            guard try DeviceCredentialStore(transaction: transaction).present(device) != nil else {
                throw Problem(.deviceRefused)
            }
            let requests = try RequestStore(transaction: transaction)
                .requests(of: device.account, changedAfter: given?.since ?? now - SignInRequests.lifetime)
            let notices = try NoticeStore(transaction: transaction)
                .notices(of: device.account, for: device.id, since: given?.since ?? 0, now: now)
            return (requests, notices)
        }
        var events: [(event: LiveEvent, isNews: Bool)] = []
        for request in requests {
            guard let event = try LiveEvent(request, service.atRest, now: now) else { continue }
            events.append((event, given != nil || request.state == .pending))
        }
        for notice in notices {
            events.append((try LiveEvent(notice, service.atRest), !notice.isShown))
        }
        return events.filter { $0.event.isFor(device.id, isConfirmed: device.isConfirmed) }
            .sorted { $0.event.changed < $1.event.changed }
    }

    private func first(
        of subscription: LiveSubscription,
        after cursor: LiveCursor,
        within seconds: Int
    ) async -> LiveEvent? {
        await withTaskGroup(of: LiveEvent?.self) { group in
            group.addTask {
                for await item in subscription.items {
                    var told = cursor
                    if case .event(let event) = item, told.take(event) { return event }
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: .seconds(min(max(seconds, 0), Self.longestWait)))
                return nil
            }
            let event = await group.next() ?? nil
            group.cancelAll()
            return event
        }
    }

    // WHATWG HTML section 9.2.6. JSON has no line breaks of its own.
    private static func text(_ event: LiveEvent, _ cursor: LiveCursor) throws -> ByteBuffer {
        let (name, data): (SignInRequestEvents.Name, Data) =
            switch event.content {
            case .request(let request): (.request, try encoder.encode(request))
            case .closed(let request): (.closed, try encoder.encode(request))
            case .notice(let notice): (.notice, try encoder.encode(notice))
            }
        var buffer = ByteBuffer(string: "id: \(cursor.text)\nevent: \(name.rawValue)\ndata: ")
        buffer.writeBytes(data)
        buffer.writeString("\n\n")
        return buffer
    }

    private static let encoder = {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .withoutEscapingSlashes
        return encoder
    }()
}
