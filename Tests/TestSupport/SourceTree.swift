package import Foundation

/// The files of the project, for tests that read what is written in them.
package enum SourceTree {
    /// The folder that holds `Sources` and `Tests`.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The texts of the files in a folder, however deep, whose names end so, by their paths in it.
    package static func texts(in folder: String, endingIn ending: String) throws -> [String: String] {
        let place = root.appending(path: folder)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: place.path).filter { $0.hasSuffix(ending) }
        return try Dictionary(
            uniqueKeysWithValues: paths.map { path in
                (path, try String(contentsOf: place.appending(path: path), encoding: .utf8))
            }
        )
    }
}
