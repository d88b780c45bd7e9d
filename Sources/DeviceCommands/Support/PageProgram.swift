package import DeviceCore
import LocalFiles
import Synchronization
package import Vault

/// Makes a page that can be served, in the program that can do so.
package typealias PageMaker = @Sendable (PageToServe) throws -> ServedPage

/// What a page is made of.
package struct PageToServe: Sendable {
    /// The device that the page shows.
    package let device: Device
    /// The folder of its vault.
    package let home: VaultHome
    /// The port, where one is asked for.
    package let port: Int?
    /// The languages that this machine asks for, before the browser's.
    package let languages: [String?]
}

/// A page that can be served.
package struct ServedPage: Sendable {
    let address: String
    /// The text of a file that opens the page in a browser.
    let launcher: String
    /// Serves the page, and calls `onListening` once a browser can reach it.
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

/// The page program, which alone is linked with what serves the page: that is larger than all other commands together.
enum PageProgram {
    private static let name = "sparekey-page"

    /// Makes pages in the page program; nil in `sparekey`.
    ///
    /// The parser makes the commands, so that nothing can be handed to them: they find it here.
    static var maker: PageMaker? {
        get { stored.withLock { $0 } }
        set { stored.withLock { $0 = newValue } }
    }

    private static let stored = Mutex<PageMaker?>(nil)

    /// Replaces this program by the page program, with the same arguments; returns only where that fails.
    static func takeOver() -> Failure {
        let program = RunningProgram()
        switch program?.companion(name) ?? .missing {
        case .found(let path):
            let arguments = CommandLine.arguments
            _ = OtherProgram.become(path, named: arguments.first ?? name, Array(arguments.dropFirst()))
            return Failure(.pageProgramMissing, ["paths": path])
        case .exposed(let path): return Failure(.pageProgramExposed, ["path": path])
        case .missing:
            let places = program?.places(of: name) ?? [name]
            return Failure(.pageProgramMissing, ["paths": places.joined(separator: ", ")])
        }
    }
}
