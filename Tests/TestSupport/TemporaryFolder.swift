import Foundation

/// A folder that is removed with its owner.
package final class TemporaryFolder: Sendable {
    /// Where it is.
    package let path: String

    /// Makes a folder that nothing else has.
    package init() throws {
        path = FileManager.default.temporaryDirectory.path + "/sparekey-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }
}
