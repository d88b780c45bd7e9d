// Import reads what other apps export: it recognises a file, opens it, and tells each account in it as a neutral
// candidate, or why one is left out. It may not touch files, the network, the clock or the vault: whoever calls it passes
// the bytes and decides what becomes of the candidates. It is portable.

/// A format of another app: how its files are told from others, and how they are read.
package struct ImportFormat: Sendable {
    /// Its name for `--format`, for example `aegis`.
    package let name: String
    /// What people call it, for example `Aegis`.
    package let title: String
    /// The endings of its files without the dot.
    package let kinds: [String]
    /// Whether its files are sealed with a password.
    package let password: Password
    /// Whether a file is of this format, by its content; cheap, and never by the name alone.
    package let recognises: @Sendable (ImportFile) -> Bool
    /// Reads a file that it recognises.
    let read: @Sendable (ImportFile, ImportOpening) throws(ImportError) -> ImportReading
    /// Whether an export comes in several texts, which are read as one file with a line for each.
    package var comesInParts = false

    /// Whether a file needs a password.
    package enum Password: String, Sendable {
        case never, sometimes, always
    }
}

extension ImportFormat {
    /// The format of this name.
    package static func named(_ name: String) -> ImportFormat? {
        all.first { $0.name.utf8.elementsEqual(name.utf8) }
    }

    /// The format that a file is of; nil where no format recognises it.
    package static func of(_ file: ImportFile) -> ImportFormat? {
        all.first { $0.recognises(file) }
    }

    /// What a file of this format holds.
    ///
    /// Throws ``ImportError/tooManyEntries`` for more than ``ImportFile/largestCount`` accounts, and whatever keeps the
    /// file as a whole from being read; what is wrong with one account leaves out that account alone.
    package func reading(_ file: ImportFile, _ opening: ImportOpening) throws(ImportError) -> ImportReading {
        let reading = try read(file, opening)
        guard reading.candidates.count + reading.leftOut.count <= ImportFile.largestCount else { throw .tooManyEntries }
        return reading
    }
}
