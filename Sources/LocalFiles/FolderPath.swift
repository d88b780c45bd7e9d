#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// How the path of a folder is written.
package enum FolderPath {
    /// The path with one slash where there are several, and none at its end: it is shown, and things are put behind it.
    package static func tidy(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        let names = path.utf8.split(separator: slash).map { String(Substring($0)) }.joined(separator: "/")
        return path.utf8.first == slash ? "/" + names : names
    }

    /// The path without `.`, `..` and needless slashes; links to absolute paths are followed, relative ones stay.
    ///
    /// Vaults hold locations in this form, so it must not change.
    package static func standard(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        let isAbsolute = path.utf8.first == slash
        var found = isAbsolute ? "/" : ""
        for name in path.utf8.split(separator: slash) where !name.elementsEqual(".".utf8) {
            if isAbsolute, name.elementsEqual("..".utf8) {
                found = Files.parent(of: found)
                continue
            }
            let place = found.isEmpty || found.utf8.last == slash ? "" : "/"
            found += place + String(Substring(name))
            found = destination(ofLink: found) ?? found
        }
        return found
    }

    /// Where a link to an absolute path leads; nil for anything else, and where nothing is there.
    private static func destination(ofLink path: String) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink(path, &bytes, bytes.count)
        return count > 0 && bytes[0] == CChar(UInt8(ascii: "/")) ? real(path) : nil
    }

    /// The path from the root with every link followed, which is one however a folder was called; nil where there is
    /// nothing.
    package static func real(_ path: String) -> String? {
        guard let found = unsafe realpath(path, nil) else { return nil }
        defer { unsafe free(found) }
        return unsafe String(cString: found)
    }

    /// The last name of a path, which is a slash for the root.
    package static func name(of path: String) -> String {
        let slash = UInt8(ascii: "/")
        guard let name = path.utf8.split(separator: slash).last else { return path.utf8.first == slash ? "/" : "" }
        return String(Substring(name))
    }
}
