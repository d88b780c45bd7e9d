#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The program that runs, and what was installed with it.
package struct RunningProgram: Sendable {
    /// The folder of its file, with every link on the way followed.
    package let folder: String
    /// The user whose file it is.
    package let owner: UInt32

    /// Finds out; nil where the system does not say.
    package init?() {
        #if canImport(Darwin)
            var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
            var size = UInt32(PATH_MAX)
            guard unsafe _NSGetExecutablePath(&bytes, &size) == 0, let resolved = unsafe realpath(bytes, nil) else {
                return nil
            }
            defer { unsafe free(resolved) }
            let path = unsafe String(cString: resolved)
            guard let status = try? Files.status(of: path) else { return nil }
        #else
            // The very file that runs, even where another has its name by now.
            let link = "/proc/self/exe"
            var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
            let count = unsafe readlink(link, &bytes, bytes.count)
            guard count > 0, count < bytes.count, let status = try? Files.status(of: link) else { return nil }
            let path = String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
        #endif
        self.init(folder: Files.parent(of: path), owner: status.owner)
    }

    /// Describes a program by the folder that it is in.
    package init(folder: String, owner: UInt32) {
        self.folder = folder
        self.owner = owner
    }

    /// Where a program lies that was installed with this one: beside it, as they are built, or in the installation's
    /// `libexec`.
    package func places(of name: String) -> [String] {
        ["\(folder)/\(name)", "\(Files.parent(of: folder))/libexec/sparekey/\(name)"]
    }

    /// A program that was installed with this one.
    package enum Companion: Sendable, Equatable {
        /// Where it is.
        case found(String)
        /// It is there, but others may write to this file or folder, and so have another in its place.
        case exposed(path: String)
        /// It is at none of the places.
        case missing
    }

    /// The first of these places with a program of the same installation that nobody else can have put there.
    ///
    /// It is a regular file, no link, and belongs to whoever has installed this program, or to root. So do the folders
    /// above it, or to the user of this process.
    package func companion(_ name: String) -> Companion {
        var exposed: String?
        for place in places(of: name) {
            guard let status = try? Files.status(at: place), status.isRegular, isTrusted(status.owner) else { continue }
            guard let path = status.isWritable ? place : exposedFolder(above: place) else { return .found(place) }
            exposed = exposed ?? path
        }
        return exposed.map { .exposed(path: $0) } ?? .missing
    }

    private func isTrusted(_ user: UInt32) -> Bool { user == owner || user == 0 }

    /// The folder above a file in which others could put something in its place; nil where there is none.
    private func exposedFolder(above file: String) -> String? {
        let folder = Files.parent(of: file)
        guard folder != file else { return nil }
        guard let status = try? Files.status(at: folder), status.isFolder,
            isTrusted(status.owner) || status.owner == geteuid(), !status.isOpenToAll
        else { return folder }
        return exposedFolder(above: folder)
    }
}

extension FileStatus {
    /// Whether every user may put something in the place of what is in this folder.
    ///
    /// In one with the sticky bit, like that for temporary files, nobody can touch what belongs to another. Groups are the
    /// administrator's to fill.
    fileprivate var isOpenToAll: Bool {
        mode & 0o002 != 0 && mode & 0o1000 == 0
    }

    /// Whether others than its owner may write to this file; root's group and a group of the owner alone, which has the
    /// same number, are no others.
    fileprivate var isWritable: Bool {
        mode & 0o002 != 0 || mode & 0o020 != 0 && group != 0 && group != owner
    }
}
