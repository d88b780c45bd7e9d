// LocalFiles makes, reads and replaces files of this machine; it is the only way to them for every other module.
// What it makes has its final mode from the start, and what it opens can neither block nor be anything but a file.

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The system calls for files, each of which reports its error number.
///
/// New files belong to their user alone (mode 0600, folders 0700), whatever the process's mask is.
package enum Files {
    /// The status of the file that `path` leads to.
    package static func status(of path: String) throws(FileFailure) -> FileStatus {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw .current }
        return FileStatus(status)
    }

    /// The status of what has this name itself, which may be a link.
    static func status(at path: String) throws(FileFailure) -> FileStatus {
        var status = stat()
        guard unsafe lstat(path, &status) == 0 else { throw .current }
        return FileStatus(status)
    }

    /// Whether there is something of this name; a link that leads nowhere is something.
    package static func exists(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0
    }

    /// Whether this process may start the file.
    package static func isExecutable(_ path: String) -> Bool {
        unsafe access(path, X_OK) == 0
    }

    /// The bytes of a regular file, at most `limit`: a longer file is refused with `EFBIG` before anything is read.
    package static func read(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK).readRegular(limit: limit)
    }

    /// The first bytes of a regular file, `count` or as many as it has.
    package static func readStart(of path: String, count: Int) throws(FileFailure) -> [UInt8] {
        let file = try FileDescriptor.open(path, O_RDONLY | O_NONBLOCK)
        try file.checkRegular()
        return try file.read(count: count)
    }

    /// The bytes of whatever the user named, a pipe or standard input as well, at most `limit`; it waits for the writer.
    package static func readGiven(_ path: String, limit: Int) throws(FileFailure) -> [UInt8] {
        let file = try FileDescriptor.open(path, O_RDONLY | O_NOCTTY)
        guard try !file.status().isFolder else { throw FileFailure(code: EISDIR) }
        // One byte more than is taken, to know a longer one.
        let bytes = try file.read(count: limit + 1)
        guard bytes.count <= limit else { throw FileFailure(code: EFBIG) }
        return bytes
    }

    /// Writes a new file and waits until the disk has it; fails with `EEXIST` where there is a file already.
    ///
    /// What may be lost with the power need not be waited for.
    package static func create(_ path: String, _ bytes: [UInt8], waiting: Bool = true) throws(FileFailure) {
        try FileDescriptor.open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW).write(bytes, waiting: waiting)
    }

    /// Puts a file in the place of the one that has its name: it is written aside, and there as a whole or not at all.
    package static func replace(_ path: String, _ bytes: [UInt8]) throws(FileFailure) {
        let new = path + "." + String(UInt64.random(in: 0 ... .max), radix: 16) + ".new"
        do throws(FileFailure) {
            try create(new, bytes)
            try move(new, to: path)
            try synchroniseFolder(parent(of: path))
        } catch {
            try? remove(new)
            throw error
        }
    }

    /// Gives a file a second name; fails with `EEXIST` where the name is taken.
    package static func link(_ path: String, to new: String) throws(FileFailure) {
        guard unsafe linkat(AT_FDCWD, path, AT_FDCWD, new, 0) == 0 else { throw .current }
    }

    /// Gives a file another name and replaces the file that had it, in one step.
    package static func move(_ path: String, to new: String) throws(FileFailure) {
        guard unsafe rename(path, new) == 0 else { throw .current }
    }

    /// Removes a file; one that is gone already is no failure.
    package static func remove(_ path: String) throws(FileFailure) {
        guard unsafe unlink(path) == 0 || errno == ENOENT else { throw .current }
    }

    /// Makes a folder for its user alone; one that exists already is no failure.
    package static func makeFolder(_ path: String) throws(FileFailure) {
        guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .current }
    }

    /// Makes a folder and those above it that are missing, each for its user alone.
    package static func makeFolders(_ path: String) throws(FileFailure) {
        do throws(FileFailure) {
            try makeFolder(path)
        } catch {
            let parent = parent(of: path)
            guard error.code == ENOENT, parent != path else { throw error }
            try makeFolders(parent)
            try makeFolder(path)
        }
        guard try status(of: path).isFolder else { throw FileFailure(code: ENOTDIR) }
    }

    /// Waits until the disk has the names in a folder.
    package static func synchroniseFolder(_ path: String) throws(FileFailure) {
        try OpenFolder(path).synchronise()
    }

    /// The names in a folder.
    package static func names(in folder: String) throws(FileFailure) -> [String] {
        try OpenFolder(folder).names()
    }

    /// Opens the file, made if it is not there, and takes its lock at once or returns nil; closing gives it back.
    package static func openLocked(_ path: String) throws(FileFailure) -> Int32? {
        let file = try FileDescriptor.open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK)
        try file.checkRegular()
        if flock(file.number, LOCK_EX | LOCK_NB) == 0 { return file.take() }
        let failure = FileFailure.current
        guard failure.code == EWOULDBLOCK || failure.code == EINTR else { throw failure }
        return nil
    }

    /// Gives a lock back.
    package static func closeLocked(_ descriptor: Int32) {
        _ = close(descriptor)
    }

    /// The folder that a path leads into, as POSIX dirname has it: "." for a name alone.
    package static func parent(of path: String) -> String {
        var bytes = Array(path.utf8)
        func drop(while isDropped: (UInt8) -> Bool) {
            while bytes.count > 1, let last = bytes.last, isDropped(last) { bytes.removeLast() }
        }
        let slash = UInt8(ascii: "/")
        drop { $0 == slash }
        guard bytes.contains(slash) else { return "." }
        drop { $0 != slash }
        drop { $0 == slash }
        return String(decoding: bytes, as: UTF8.self)
    }
}
