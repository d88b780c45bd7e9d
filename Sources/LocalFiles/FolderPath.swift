/// How the path of a folder is written.
package enum FolderPath {
    /// The path with one slash where there are several, and none at its end: it is shown, and things are put behind it.
    package static func tidy(_ path: String) -> String {
        let slash = UInt8(ascii: "/")
        let names = path.utf8.split(separator: slash).map { String(Substring($0)) }.joined(separator: "/")
        return path.utf8.first == slash ? "/" + names : names
    }
}
