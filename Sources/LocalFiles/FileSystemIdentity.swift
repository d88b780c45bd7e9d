#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

extension Files {
    /// A text that stays the same while a path leads to the same folder on the same mounted file system.
    package static func identity(ofFolder path: String) throws(FileFailure) -> String {
        let status = try status(of: path)
        guard status.isFolder else { throw FileFailure(code: ENOTDIR) }
        var found = statvfs()
        guard unsafe statvfs(path, &found) == 0 else { throw .current }
        // Some file systems have no identifier of their own.
        let system = found.f_fsid == 0 ? status.device : UInt64(truncatingIfNeeded: found.f_fsid)
        return String(system, radix: 16) + ":" + String(status.number, radix: 16)
    }

    /// Whether two folders are on the same mounted file system, by their identities.
    package static func areOnOneFileSystem(_ one: String, _ other: String) -> Bool {
        let colon = UInt8(ascii: ":")
        return one.utf8.prefix { $0 != colon }.elementsEqual(other.utf8.prefix { $0 != colon })
    }

    /// The name of the drive that a folder is on, which is that of its mount point; nil for a part of the system.
    package static func drive(of path: String) -> String? {
        guard let device = try? status(of: path).device else { return nil }
        var path = FolderPath.standard(path)
        while path != "/", !path.isEmpty {
            let parent = Files.parent(of: path)
            guard parent != path, let above = try? status(of: parent).device else { return nil }
            // A file system right below the root, as that of all homes, is no drive that people know by its name.
            if above != device { return parent == "/" ? nil : FolderPath.name(of: path) }
            path = parent
        }
        return nil
    }
}
