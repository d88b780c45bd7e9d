import Foundation

/// Where a storage is, as the user gives it: `folder:/media/stick`.
package struct StorageLocation: Sendable, Hashable, CustomStringConvertible {
    /// The kind of storage, lower case.
    package let scheme: String
    /// What follows the colon; for a folder its absolute path.
    package let path: String

    /// Reads a location; `~` stands for `home`, and a relative folder lies in `workingDirectory`.
    package init(
        _ text: String,
        workingDirectory: String = FileManager.default.currentDirectoryPath,
        home: String = NSHomeDirectory()
    ) throws(StorageLocationError) {
        guard let colon = text.firstIndex(of: ":") else { throw .noScheme }
        let scheme = text[..<colon].lowercased()
        let rest = String(text[text.index(after: colon)...])
        guard let kind = StorageKind.all[scheme] else { throw .unknownScheme }
        guard kind != .later else { throw .notYetSupported(scheme: scheme) }
        guard !rest.isEmpty, !rest.utf8.contains(0) else { throw .noPath }
        self.scheme = scheme
        path = Self.absolute(rest, workingDirectory: workingDirectory, home: home)
    }

    package var description: String { scheme + ":" + path }

    private static func absolute(_ path: String, workingDirectory: String, home: String) -> String {
        var path = path
        if path == "~" || path.hasPrefix("~/") {
            path = home + path.dropFirst()
        } else if !path.hasPrefix("/") {
            path = workingDirectory + "/" + path
        }
        return (path as NSString).standardizingPath
    }
}

/// Why a text is no storage location.
package enum StorageLocationError: Error, Sendable, Equatable {
    /// No kind of storage stands before a colon.
    case noScheme
    /// No storage of this kind is known.
    case unknownScheme
    /// This kind of storage comes with a later version.
    case notYetSupported(scheme: String)
    /// Nothing stands behind the colon.
    case noPath
}
