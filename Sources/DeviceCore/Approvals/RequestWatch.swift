import AccountAPI
import Encodings
import Threads
import Vault

/// Stays connected to the services of this device's accounts, and tells what happens at once.
package struct RequestWatch: Sendable {
    private let device: Device
    /// One for each account but the last.
    let threads = OwnThreads()

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

    /// A watcher of one device.
    package init(_ device: Device) {
        self.device = device
    }

    /// Watches for as long as somebody waits, each account on a thread of its own; returns where none is left to watch.
    ///
    /// Throws at once where none answers sign-in requests on this device.
    @available(*, noasync)
    package func run(_ report: @escaping @Sendable (Event) -> Void) throws {
        let watches = try device.approvals.approvers().map { approver -> @Sendable () throws -> Void in
            { watch(approver, report) }
        }
        try threads.run(watches, until: device.cancellation)
    }

    private func watch(_ approver: Approver, _ report: (Event) -> Void) {
        let channel = RequestChannel(client: device.client(of: approver.service), credential: approver.credential)
        do {
            try channel.run { item in
                switch item {
                case .request(let request):
                    report(.request(RequestListing(request, for: approver.entry, apart: approver.apart)))
                case .closed(let request):
                    report(.closed(id: request.id.rawValue, approved: request.state == .approved))
                case .notice(let notice):
                    report(.notice(NoticeListing(notice, for: approver.entry, apart: approver.apart)))
                case .connected(let way): report(.connected(place: approver.service.text, way))
                case .broken(let failure, let pause): report(.broken(failure, pause: pause))
                }
            }
        } catch {
            try? device.approvals.note(error, of: approver)
            let contents = try? device.vault().contents()
            report(.ended(Failure(explaining: contents?.naming(error, in: approver.entry) ?? error)))
        }
    }
}
