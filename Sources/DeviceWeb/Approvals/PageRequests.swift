import DeviceCore
import Encodings
import Entries
import Primitives
import Threads
import Vault

/// Hears of sign-in requests while the page is open, for as long as the vault is.
struct PageRequests: Sendable {
    /// How often the vault is looked at: which accounts answer, and whether it is locked.
    static let interval = Duration.seconds(3)
    let app: DeviceApp
    let board: RequestBoard

    /// Watches until the task is cancelled; begins again when other accounts answer than before.
    func keep() async {
        while !Task.isCancelled {
            let answering = await answering()
            if answering.isEmpty { board.clear() } else { await watch(answering) }
            guard await pause() else { return }
        }
    }

    private func watch(_ answering: [EntryID: SecretBytes]) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                try? await RequestWatch(app).run { event in board.take(event) }
            }
            group.addTask {
                while await pause(), await self.answering() == answering { board.expire() }
            }
            await group.next()
            group.cancelAll()
        }
    }

    private func pause() async -> Bool {
        do {
            try await Task.sleep(for: Self.interval)
            return true
        } catch {
            return false
        }
    }

    /// The keys that answer on this device, by their entries; none while the vault is locked.
    private func answering() async -> [EntryID: SecretBytes] {
        await OwnThread.run { answeringNow() }
    }

    private func answeringNow() -> [EntryID: SecretBytes] {
        guard let contents = app.contentsUnasked() else { return [:] }
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
