package import DeviceCore
import LocalFiles
import Synchronization
package import Vault

/// What is asked of the program of the page.
package struct PageRequest: Sendable {
    /// The app that the page shows.
    package let app: DeviceApp
    /// Where its vault is kept.
    package let home: VaultHome
    /// The port, where one is asked for.
    package let port: Int?
    /// The languages that this machine asks for, before the browser's.
    package let languages: [String?]
}

/// A page that can be served.
package struct ServedPage: Sendable {
    let address: String
    /// The text of a file that opens it.
    let launcher: String
    let run: @Sendable (_ onListening: @escaping @Sendable () async -> Void) async throws -> Void

    /// A page at an address; `run` serves it until the program ends.
    package init(
        address: String,
        launcher: String,
        run: @escaping @Sendable (_ onListening: @escaping @Sendable () async -> Void) async throws -> Void
    ) {
        self.address = address
        self.launcher = launcher
        self.run = run
    }
}

/// The page, which is served by a program of its own: what serves it is larger than all other commands together.
enum PageService {
    /// The program's name.
    static let name = "sparekey-page"

    /// What serves the page, in the program that does.
    static var server: (@Sendable (PageRequest) throws -> ServedPage)? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    private static let stored = Mutex<(@Sendable (PageRequest) throws -> ServedPage)?>(nil)

    /// Has the program of the page take the place of this one, with the same arguments; returns only where it cannot.
    static func begin() -> Failure {
        let program = RunningProgram()
        switch program?.companion(name) ?? .missing {
        case .found(let path):
            let arguments = CommandLine.arguments
            _ = OtherProgram.become(path, named: arguments.first ?? name, Array(arguments.dropFirst()))
            return Failure(.pageMissing, ["paths": path])
        case .exposed(let path): return Failure(.pageExposed, ["path": path])
        case .missing:
            let places = program?.places(of: name) ?? [name]
            return Failure(.pageMissing, ["paths": places.joined(separator: ", ")])
        }
    }
}
