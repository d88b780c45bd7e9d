import AccountAPI
import Encodings
import Threads
import Vault

/// Stays connected to the services of this device's accounts, and tells what happens at once.
package struct RequestWatch: Sendable {
    private let app: DeviceApp

    /// What a watcher tells.
    package enum Event: Sendable {
        /// A request waits for an answer.
        case request(RequestListing)
        /// A request was answered, here or on another device, or is over.
        case closed(id: String, approved: Bool)
        /// Something happened to an account.
        case notice(NoticeListing)
        /// A service is connected.
        case connected(place: String, ChannelWay)
        /// A service cannot be reached; the next try comes after the pause.
        case broken(Failure, pause: Duration)
        /// A service no longer takes this device's credential: it does not know it, or the device is suspended.
        case ended(Failure)
    }

    /// A watcher of one app.
    package init(_ app: DeviceApp) {
        self.app = app
    }

    /// Watches until the task is cancelled; returns where no account is left to watch.
    ///
    /// Throws at once where none answers sign-in requests on this device.
    package func run(_ report: @escaping @Sendable (Event) async -> Void) async throws {
        let approvers = try await OwnThread.run { try app.approvers() }
        await withTaskGroup(of: Void.self) { group in
            for approver in approvers {
                group.addTask { await watch(approver, report) }
            }
        }
    }

    private func watch(_ approver: Approver, _ report: @escaping @Sendable (Event) async -> Void) async {
        let channel = RequestChannel(client: app.client(of: approver.service), credential: approver.credential)
        do {
            try await channel.run { item in
                switch item {
                case .request(let request):
                    await report(.request(RequestListing(request, for: approver.entry, apart: approver.apart)))
                case .closed(let request):
                    await report(.closed(id: request.id.rawValue, approved: request.state == .approved))
                case .notice(let notice):
                    await report(.notice(NoticeListing(notice, for: approver.entry, apart: approver.apart)))
                case .connected(let way): await report(.connected(place: approver.service.text, way))
                case .broken(let failure, let pause): await report(.broken(failure, pause: pause))
                }
            }
        } catch {
            let failure = await OwnThread.run {
                try? app.note(error, of: approver)
                let contents = try? app.vault().contents()
                return Failure(explaining: contents?.naming(error, in: approver.entry) ?? error)
            }
            await report(.ended(failure))
        }
    }
}
