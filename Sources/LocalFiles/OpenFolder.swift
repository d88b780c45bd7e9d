#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// An open folder, for one that others may write to as well.
///
/// Every name in it is that of one file right there: links are not followed, neither to files nor to folders, and what
/// is put in the folder's own place meanwhile changes nothing.
package struct OpenFolder: ~Copyable {
    private static let namesLimit = 1 << 20

    private let file: FileDescriptor

    /// Opens the folder that a path leads to; the path is the user's own, so links on it are followed.
    package init(_ path: String) throws(FileFailure) {
        file = try .open(path, O_RDONLY | O_DIRECTORY)
    }

    private init(_ file: consuming FileDescriptor) {
        self.file = file
    }

    /// Opens a folder in this one; fails with `ELOOP` for a link and `EINVAL` for what is neither.
    package func folder(_ name: String) throws(FileFailure) -> OpenFolder {
        let status = try status(of: name)
        guard status.isFolder else { throw FileFailure(code: EINVAL) }
        return OpenFolder(try open(name, O_RDONLY | O_DIRECTORY))
    }

    /// Makes a folder in this one for its user alone; one that exists already is no failure.
    package func makeFolder(_ name: String) throws(FileFailure) {
        guard unsafe mkdirat(file.number, try checked(name), 0o700) == 0 || errno == EEXIST else { throw .current }
    }

    /// The folder's own status.
    package func status() throws(FileFailure) -> FileStatus {
        try file.status()
    }

    /// The status of what has a name in this folder; that of a link is its own.
    package func status(of name: String) throws(FileFailure) -> FileStatus {
        var found = stat()
        guard unsafe fstatat(file.number, try checked(name), &found, AT_SYMLINK_NOFOLLOW) == 0 else { throw .current }
        return FileStatus(found)
    }

    /// The names of what is in the folder.
    package func names() throws(FileFailure) -> [String] {
        let number = try open(".", O_RDONLY | O_DIRECTORY).take()
        guard let stream = unsafe fdopendir(number) else {
            let failure = FileFailure.current
            _ = close(number)
            throw failure
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                guard errno == 0 else { throw .current }
                return names
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                unsafe tuple.withMemoryRebound(to: CChar.self, capacity: 1) { unsafe String(cString: $0) }
            }
            guard name != ".", name != ".." else { continue }
            guard names.count < Self.namesLimit else { throw FileFailure(code: EFBIG) }
            names.append(name)
        }
    }

    /// The bytes of a regular file in the folder, at most `limit`.
    package func read(_ name: String, limit: Int) throws(FileFailure) -> [UInt8] {
        try open(name, O_RDONLY | O_NONBLOCK).readRegular(limit: limit)
    }

    /// Writes a new file and waits until the disk has it; fails with `EEXIST` where the name is taken.
    package func create(_ name: String, _ bytes: [UInt8], waiting: Bool = true) throws(FileFailure) {
        try open(name, O_WRONLY | O_CREAT | O_EXCL).write(bytes, waiting: waiting)
    }

    /// Gives a file a second name; fails with `EEXIST` where the name is taken.
    package func link(_ name: String, to new: String) throws(FileFailure) {
        guard unsafe linkat(file.number, try checked(name), file.number, try checked(new), 0) == 0 else {
            throw .current
        }
    }

    /// Gives a file another name and replaces the file that had it, in one step.
    package func move(_ name: String, to new: String) throws(FileFailure) {
        guard unsafe renameat(file.number, try checked(name), file.number, try checked(new)) == 0 else {
            throw .current
        }
    }

    /// Removes a file; one that is gone already is no failure.
    package func remove(_ name: String) throws(FileFailure) {
        guard unsafe unlinkat(file.number, try checked(name), 0) == 0 || errno == ENOENT else { throw .current }
    }

    /// Removes a folder if it is empty; false where it is not.
    package func removeFolder(_ name: String) throws(FileFailure) -> Bool {
        if unsafe unlinkat(file.number, try checked(name), AT_REMOVEDIR) == 0 || errno == ENOENT { return true }
        guard errno == ENOTEMPTY || errno == EEXIST else { throw .current }
        return false
    }

    /// Waits until the disk has the names in the folder.
    package func synchronise() throws(FileFailure) {
        try file.synchronise()
    }

    private func open(_ name: String, _ flags: Int32) throws(FileFailure) -> FileDescriptor {
        try .open(try checked(name), flags | O_NOFOLLOW, in: file.number)
    }

    /// The name of something right in this folder.
    private func checked(_ name: String) throws(FileFailure) -> String {
        guard !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")), !name.utf8.contains(0), name != ".." else {
            throw FileFailure(code: EINVAL)
        }
        return name
    }
}
