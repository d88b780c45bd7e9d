import LocalFiles
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

/// The files of a vault: which of them there are, and how they are read and replaced.
struct VaultFolder {
    /// A vault as it was read.
    typealias Opened = (
        master: SecretBytes, file: VaultFile, contents: VaultContents, encoded: EncodedPortable
    )

    let home: VaultHome

    /// Whether there is a vault, or the previous copy of one.
    var holdsVault: Bool {
        [home.vault, home.previous].contains { (try? Files.status(of: $0)) != nil }
    }

    /// Makes the folder, and the folders above it.
    func make() throws(VaultError) {
        // A failure shows in the next step, with its error number.
        try? Files.makeFolders(Files.parent(of: home.directory))
        try writing { () throws(FileFailure) in
            try Files.makeFolder(home.directory)
            guard try Files.status(of: home.directory).isFolder else { throw FileFailure(code: ENOTDIR) }
        }
    }

    /// Keeps other writers away while the result lives: whoever takes it consumes it at the end of the change, or it could be
    /// released after its last use.
    func lock() throws(VaultError) -> FileLock {
        do throws(VaultFilesError) {
            return try FileLock(home.lock, patience: home.patience)
        } catch {
            throw .files(error)
        }
    }

    /// Header and keyslots of the vault.
    func readStart() throws(VaultError) -> VaultFile {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.readStart(of: home.vault, count: VaultFile.startLength)
        } catch {
            throw readingError(error)
        }
        return try start(of: bytes)
    }

    private func start(of bytes: [UInt8]) throws(VaultError) -> VaultFile {
        var reader = BinaryReader(bytes)
        do throws(VaultFormatError) {
            return try VaultFile(start: &reader)
        } catch {
            throw VaultError(error)
        }
    }

    /// Opens the vault or a copy of it.
    func open(
        _ path: String,
        with unlock: Unlock,
        knowing known: EncodedPortable? = nil
    ) throws(VaultError) -> Opened {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.read(path, limit: VaultFile.lengthLimit)
        } catch {
            throw readingError(error)
        }
        return try open(bytes, with: unlock, knowing: known)
    }

    private func open(
        _ bytes: [UInt8],
        with unlock: Unlock,
        knowing known: EncodedPortable?
    ) throws(VaultError) -> Opened {
        let master = try masterKey(of: start(of: bytes), with: unlock)
        do throws(VaultFormatError) {
            let (file, contents, encoded) = try VaultFile.open(bytes, master: master, knowing: known)
            return (master, file, contents, encoded)
        } catch {
            if error == .otherKey, case .masterKey = unlock { throw VaultError(error) }
            // A keyslot opened, so the key is right and the header is not.
            throw .format(error == .otherKey ? .damaged : error)
        }
    }

    /// Replaces the vault, once `proof` has opened what was written, and returns it as it was read back.
    ///
    /// Portable contents that are equal to the `known` ones are neither encoded nor decoded again.
    func write(
        _ contents: VaultContents,
        knowing known: EncodedPortable? = nil,
        master: SecretBytes,
        id: VaultID,
        slots: [Keyslot],
        proof: Unlock? = nil
    ) throws(VaultError) -> Opened {
        let known = known.flatMap { $0.contents == contents.portable ? $0 : nil }
        let bytes: [UInt8]
        do throws(VaultFormatError) {
            let portable = if let known { known } else { try EncodedPortable(contents.portable) }
            bytes = try VaultFile.seal(contents, portable: portable, master: master, id: id, slots: slots)
        } catch {
            throw VaultError(error)
        }
        var result: Opened?
        try vaultFile.write(bytes) { found throws(VaultError) in
            result = try open(found, with: proof ?? .masterKey(master), knowing: known)
        }
        guard let result else { throw .format(.damaged) }
        removeKeyFile(unlessUsedBy: slots)
        return result
    }

    /// Makes the previous copy equal to the vault.
    func forgetPrevious() throws(VaultError) {
        try writing { () throws(FileFailure) in
            try vaultFile.keepPrevious()
            try Files.synchroniseFolder(home.directory)
        }
    }

    /// Puts the previous copy in the vault's place.
    func restorePrevious(with unlock: Unlock) throws(VaultError) -> Opened {
        let opened = try open(home.previous, with: unlock)
        do throws(FileFailure) {
            try AtomicFile.duplicate(home.vault, as: home.newDamagedName())
        } catch {
            guard error.code == ENOENT else { throw .files(VaultFilesError(writing: error)) }
        }
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.read(home.previous, limit: VaultFile.lengthLimit)
        } catch {
            throw readingError(error)
        }
        let file = AtomicFile(folder: home.directory, path: home.vault, previous: nil, afterStep: home.afterStep)
        try file.write(bytes) { found throws(VaultError) in
            _ = try open(found, with: .masterKey(opened.master), knowing: nil)
        }
        return opened
    }

    private var vaultFile: AtomicFile {
        AtomicFile(folder: home.directory, path: home.vault, previous: home.previous, afterStep: home.afterStep)
    }

    private func readingError(_ failure: FileFailure) -> VaultError {
        let error = VaultError(reading: failure)
        return error == .files(.missing) && holdsVault ? .format(.damaged) : error
    }

    private func writing(_ body: () throws(FileFailure) -> Void) throws(VaultError) {
        do throws(FileFailure) {
            try body()
        } catch {
            throw .files(VaultFilesError(writing: error))
        }
    }
}
