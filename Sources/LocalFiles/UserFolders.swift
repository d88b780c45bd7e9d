#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a user's files are, as the XDG Base Directory Specification says: a relative path counts as none.
package struct UserFolders: Sendable {
    private let environment: [String: String]

    /// The folders that an environment names.
    package init(environment: [String: String] = ProcessEnvironment.variables) {
        self.environment = environment
    }

    /// The home folder: what `HOME` says before what the system's list of users says.
    package var home: String { absolute("HOME") ?? FileManager.default.homeDirectoryForCurrentUser.path }

    /// Where programs keep what they must not lose.
    package var data: String { absolute("XDG_DATA_HOME") ?? home + "/.local/share" }

    /// The folder in memory that is gone at log-out; nil where the system has none.
    package var runtime: String? { absolute("XDG_RUNTIME_DIR") }

    /// The user's name, as the system's list of users has it.
    package static var userName: String { ProcessInfo.processInfo.userName }

    /// The folder for temporary files.
    package static var temporary: String { FileManager.default.temporaryDirectory.path }

    private func absolute(_ name: String) -> String? {
        environment[name].flatMap { $0.utf8.first == UInt8(ascii: "/") ? $0 : nil }
    }
}
