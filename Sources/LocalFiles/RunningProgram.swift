#if canImport(Darwin)
    import Darwin
    import Foundation
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
            let name = Bundle.main.executablePath ?? CommandLine.arguments[0]
            guard let resolved = unsafe realpath(name, nil) else { return nil }
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

    /// The first of these places with a program of the same installation; nil where there is none.
    ///
    /// It is a regular file, no link, and belongs to whoever has installed this program, or to root: in a folder where
    /// everybody may make files, anybody could have put another there.
    package func companion(_ name: String) -> String? {
        places(of: name).first { place in
            guard let status = try? Files.status(at: place), status.isRegular else { return false }
            return status.owner == owner || status.owner == 0
        }
    }
}
