import DeviceCore
import DevicePages
import Encodings
import Entries
import Primitives
import Threads
import Vault

/// Hears of sign-in requests while the page is open, for as long as the vault is.
struct PageRequests: Sendable {
    /// How often the vault is looked at: which accounts answer, and whether it is locked.
    static let interval = Duration.seconds(3)
    let device: Device
    let board: RequestBoard
    /// The one that hears, while this one looks.
    let threads = OwnThreads()

    /// Watches until the page ends; begins again when other accounts answer than before.
    func keep() {
        let pauses = ThreadPauses(device.cancellation)
        repeat {
            let answering = answering()
            if answering.isEmpty { board.clear() } else { watch(answering) }
        } while pauses.pause(for: Self.interval)
    }

    /// Watches while the same accounts answer, and looks at the vault meanwhile: whichever ends first ends the other.
    private func watch(_ answering: [EntryID: SecretBytes]) {
        ThreadCancellation.within(device.cancellation) { end in
            let hears: @Sendable () -> Void = {
                defer { end.cancel() }
                try? RequestWatch(device.until(end)).run { event in board.take(event) }
            }
            let looks: @Sendable () -> Void = {
                defer { end.cancel() }
                let pauses = ThreadPauses(end)
                while pauses.pause(for: Self.interval), self.answering() == answering { board.expire() }
            }
            try? threads.run([hears, looks], until: end)
        }
    }

    /// The keys that answer on this device, by their entries; none while the vault is locked.
    private func answering() -> [EntryID: SecretBytes] {
        guard let contents = device.contentsUnasked() else { return [:] }
        let answering = contents.portable.entries.filter {
            // A suspended one hears nothing until it takes the account back.
            contents.answers($0.id.rawValue)
        }
        let keys = answering.compactMap { entry in
            contents.deviceBound.credentials[entry.id].map { (entry.id, $0.key) }
        }
        return Dictionary(keys) { first, _ in first }
    }
}
