import LocalFiles
import OutsideText

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension StorageLocation {
    /// Reads a location; `~` stands for `home`, and a relative path is taken from `workingDirectory`.
    package init(
        _ text: String,
        workingDirectory: String = FileManager.default.currentDirectoryPath,
        home: String = UserFolders().home
    ) throws(StorageLocationError) {
        try self.init(text, base: PathBase(workingDirectory: workingDirectory, home: home))
    }
}

extension PathBase {
    /// Paths as this system has them.
    init(workingDirectory: String, home: String) {
        self.init { path in
            var path = path
            if path == "~" || path.begins(with: "~/") {
                path = home + path.dropFirst()
            } else if !path.begins(with: "/") {
                path = workingDirectory + "/" + path
            }
            return FolderPath.standard(path)
        }
    }
}
