package import Import
import OutsideText
package import Primitives
import SystemCiphers

/// What several files of other apps hold, before anything of it is in the vault.
package struct ImportedFiles: Sendable {
    /// The formats of the files, each once, in the files' order.
    package private(set) var formats: [ImportFormat] = []
    /// The accounts of all files.
    package private(set) var candidates: [ImportCandidate] = []
    /// What is left out of all files.
    package private(set) var leftOut: [ImportReading.LeftOut] = []

    /// A file as it was given.
    package struct Given: Sendable {
        let bytes: [UInt8]
        let name: String

        /// The bytes of a file, and what it is called in failures.
        package init(_ bytes: [UInt8], name: String) {
            (self.bytes, self.name) = (bytes, name)
        }
    }

    /// Reads files, whose format is the one of this name, or else what each of them is recognised as.
    ///
    /// `password` is asked for once, and only where a file needs one. What is wrong with one account leaves out that
    /// account; a file that cannot be read at all keeps the others from being imported too.
    package init(
        _ files: [Given],
        format name: String?,
        password: () throws -> SecretBytes?
    ) throws {
        var opened: SecretBytes?
        for (format, files) in try Self.grouped(files, as: name) {
            formats.append(format)
            for file in files {
                let given = try Self.explaining(file, format) { () throws(ImportError) in try ImportFile(file.bytes) }
                do throws(ImportError) {
                    try add(format.reading(given, Self.opening(opened)))
                } catch {
                    if error == .passwordNeeded, opened == nil { opened = try password() }
                    guard error == .passwordNeeded, opened != nil else {
                        throw error.failure(of: format, in: file.name)
                    }
                    let reading = try Self.explaining(file, format) { () throws(ImportError) in
                        try format.reading(given, Self.opening(opened))
                    }
                    try add(reading)
                }
            }
        }
    }

    private mutating func add(_ reading: ImportReading) throws(ImportError) {
        candidates += reading.candidates
        leftOut += reading.leftOut
        guard candidates.count <= ImportFile.largestCount else { throw .tooManyEntries }
    }

    private static func opening(_ password: SecretBytes?) -> ImportOpening {
        ImportOpening(password: password, ciphers: SystemCiphers())
    }

    private static func explaining<Value>(
        _ file: Given,
        _ format: ImportFormat?,
        _ body: () throws(ImportError) -> Value
    ) throws(Failure) -> Value {
        do throws(ImportError) {
            return try body()
        } catch {
            throw error.failure(of: format, in: file.name)
        }
    }

    /// The files by their formats; what comes in parts is one file with a line for each.
    private static func grouped(_ files: [Given], as name: String?) throws -> [(ImportFormat, [Given])] {
        var groups: [(format: ImportFormat, files: [Given])] = []
        for file in files {
            let format = try self.format(of: file, named: name)
            let index = groups.firstIndex { $0.format.name.isSame(as: format.name) }
            guard let index else {
                groups.append((format, [file]))
                continue
            }
            if format.comesInParts {
                let first = groups[index].files[0]
                groups[index].files = [Given(first.bytes + [UInt8(ascii: "\n")] + file.bytes, name: first.name)]
            } else {
                groups[index].files.append(file)
            }
        }
        return groups
    }

    private static func format(of file: Given, named name: String?) throws -> ImportFormat {
        if let name {
            guard let format = ImportFormat.named(name) else {
                let names = ImportFormat.all.map { $0.name }.joined(separator: ", ")
                throw Failure(.noSuchFormat, ["formats": names])
            }
            return format
        }
        let given = try explaining(file, nil) { () throws(ImportError) in try ImportFile(file.bytes) }
        if let format = ImportFormat.of(given) { return format }
        let failure = Failure(.notRecognised, ["path": file.name])
        throw given.isBrokenJSON ? failure.in(.damaged) : failure
    }
}
