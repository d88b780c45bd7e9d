import Encodings
import LocalFiles
import OutsideText
import Primitives
import Sealed

#if canImport(Darwin)
    import Darwin
#elseif canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Android)
    import Android
#endif

/// The steps of a write, in order; after each of them the process may be killed and a complete file remains.
package enum WriteStep: String, Sendable, CaseIterable {
    /// Files that killed writers left are gone.
    case cleaned
    /// The new bytes are on the disk under a temporary name.
    case written
    /// The new bytes have been read back and compared.
    case checked
    /// The current file has a second name, to become the previous copy.
    case kept
    /// The current file is the previous copy as well.
    case previousReplaced
    /// The new file has its name.
    case replaced
    /// The disk has the names.
    case synchronised
}

/// A file that is replaced as a whole, and the copy of it that was replaced last.
struct AtomicFile {
    /// Temporary names begin with this.
    static let temporaryPrefix = ".vault-new-"

    let folder: String
    let path: String
    /// Where the replaced file goes; nil where it is not kept.
    let previous: String?
    let afterStep: @Sendable (WriteStep) -> Void

    /// Replaces the file once `check` has accepted what was read back.
    ///
    /// The caller holds the lock.
    func write(_ bytes: [UInt8], check: ([UInt8]) throws(VaultError) -> Void) throws(VaultError) {
        do throws(FileFailure) {
            try removeLeftovers()
            afterStep(.cleaned)
        } catch {
            throw .files(VaultFilesError(writing: error))
        }
        let new = temporaryName()
        do {
            try Files.create(new, bytes)
            afterStep(.written)
            let found = try Files.read(new, limit: bytes.count)
            guard constantTimeEqual(found, bytes) else { throw VaultError.files(.cannotWrite(EIO)) }
            try check(found)
            afterStep(.checked)
            try keepPrevious()
            try Files.move(new, to: path)
            afterStep(.replaced)
            try Files.synchroniseFolder(folder)
            afterStep(.synchronised)
        } catch {
            try? Files.remove(new)
            switch error {
            case let error as FileFailure: throw .files(VaultFilesError(writing: error))
            case let error as VaultError: throw error
            default: throw .files(.cannotWrite(EIO))
            }
        }
    }

    /// Makes the current file the previous copy too.
    func keepPrevious() throws(FileFailure) {
        guard let previous else { return }
        let kept = temporaryName()
        do throws(FileFailure) {
            try Self.duplicate(path, as: kept)
        } catch {
            // The first write has nothing to keep.
            if error.code == ENOENT { return }
            throw error
        }
        afterStep(.kept)
        try Files.move(kept, to: previous)
        // Where both names lead to one file already, renaming leaves both.
        try Files.remove(kept)
        afterStep(.previousReplaced)
    }

    /// Gives a file a second name, or copies it on file systems that have one name a file.
    static func duplicate(_ path: String, as new: String) throws(FileFailure) {
        do throws(FileFailure) {
            try Files.link(path, to: new)
        } catch {
            guard error.meansNoSecondNames else { throw error }
            try Files.create(new, Files.read(path, limit: VaultFile.lengthLimit))
        }
    }

    private func removeLeftovers() throws(FileFailure) {
        for name in try Files.names(in: folder) where name.begins(with: Self.temporaryPrefix) {
            try Files.remove(folder + "/" + name)
        }
    }

    private func temporaryName() -> String {
        folder + "/" + Self.temporaryPrefix + Hex.encode(randomBytes(count: 16))
    }
}

extension VaultError {
    /// What a failed read means.
    init(reading failure: FileFailure) {
        switch failure.code {
        case ENOENT, ENOTDIR: self = .files(.missing)
        case EFBIG, EISDIR, EINVAL: self = .format(.damaged)
        default: self = .files(.cannotRead(failure.code))
        }
    }
}

extension VaultFilesError {
    /// What a failed write means.
    init(writing failure: FileFailure) {
        switch failure.code {
        case ENOSPC, EDQUOT: self = .diskFull
        default: self = .cannotWrite(failure.code)
        }
    }
}
