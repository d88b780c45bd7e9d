import Synchronization

/// The notes of this process.
final class ProcessNotes: ServerNotes {
    static let shared = ProcessNotes()

    private let unconditional = Mutex<Set<String>>([])

    func isUnconditional(_ server: String) -> Bool { unconditional.withLock { $0.contains(server) } }

    func noteUnconditional(_ server: String) {
        unconditional.withLock { _ = $0.insert(server) }
    }
}
