import LocalFiles
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

/// A vault in a folder: files are written under another name, flushed to the disk and renamed, so that a process that
/// is killed leaves a whole vault.
///
/// A writer holds the folder's lock while it compares and replaces, and no longer.
package final class FolderVaultStore: VaultStore {
    let home: VaultHome

    /// The store in this folder, which may not exist yet.
    package init(_ home: VaultHome) {
        self.home = home
    }

    package var name: String { home.directory }

    package var holdsVault: Bool { isThere(home.vault) || holdsPrevious }

    package var holdsPrevious: Bool { isThere(home.previous) }

    package func load() throws(VaultError) -> StoredVault {
        try stored { () throws(FileFailure) in try Files.read(home.vault, limit: VaultFile.lengthLimit) }
    }

    package func loadStart() throws(VaultError) -> StoredVault {
        try stored { () throws(FileFailure) in try Files.readStart(of: home.vault, count: VaultFile.startLength) }
    }

    package func loadPrevious() throws(VaultError) -> [UInt8] {
        try reading { () throws(FileFailure) in try Files.read(home.previous, limit: VaultFile.lengthLimit) }
    }

    package func commit(_ change: VaultChange, replacing version: VaultVersion?) throws(VaultError) {
        try Self.checkVault(change.bytes)
        if version == nil { try make() }
        let lock = try lock()
        if let version {
            try check(version)
        } else {
            guard !holdsVault else { throw .files(.exists) }
        }
        if case .made(let key) = change.key { try writeKey(key) }
        try vaultFile.write(change.bytes, check: Self.checkVault)
        // The new vault is in place already: a key or a note that cannot be removed belongs to the old one, and is
        // removed by the next write.
        if case .removed = change.key { try? Files.remove(home.keyFile) }
        if change.removesNote { try? Files.remove(home.backupNote) }
        _ = consume lock
    }

    package func forgetPrevious() throws(VaultError) {
        let lock = try lock()
        try writing { () throws(FileFailure) in
            try vaultFile.keepPrevious()
            try Files.synchroniseFolder(home.directory)
        }
        _ = consume lock
    }

    package func restore(_ previous: [UInt8], replacing version: VaultVersion?) throws(VaultError) {
        let lock = try lock()
        guard (try? loadStart())?.version == version else { throw .files(.changedElsewhere) }
        do throws(FileFailure) {
            try AtomicFile.duplicate(home.vault, as: home.newDamagedName())
        } catch {
            guard error.code == ENOENT else { throw .files(VaultFilesError(writing: error)) }
        }
        let file = AtomicFile(folder: home.directory, path: home.vault, previous: nil, afterStep: home.afterStep)
        try file.write(previous, check: Self.checkVault)
        _ = consume lock
    }

    package func keepCopy() throws(VaultError) -> String {
        let path = home.newCopyName()
        let bytes = try load().bytes
        try writing { () throws(FileFailure) in try Files.create(path, bytes) }
        return path
    }

    /// Throws where the store has another version by now.
    func check(_ version: VaultVersion) throws(VaultError) {
        guard try loadStart().version == version else { throw .files(.changedElsewhere) }
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

    func writing(_ body: () throws(FileFailure) -> Void) throws(VaultError) {
        do throws(FileFailure) {
            try body()
        } catch {
            throw .files(VaultFilesError(writing: error))
        }
    }

    /// Makes the folder, and the folders above it.
    private func make() throws(VaultError) {
        // A failure shows in the next step, with its error number.
        try? Files.makeFolders(Files.parent(of: home.directory))
        try writing { () throws(FileFailure) in
            try Files.makeFolder(home.directory)
            guard try Files.status(of: home.directory).isFolder else { throw FileFailure(code: ENOTDIR) }
        }
    }

    private func isThere(_ path: String) -> Bool {
        (try? Files.status(of: path)) != nil
    }

    private var vaultFile: AtomicFile {
        AtomicFile(folder: home.directory, path: home.vault, previous: home.previous, afterStep: home.afterStep)
    }

    /// Nothing takes the vault's place that does not begin as one.
    private static func checkVault(_ bytes: [UInt8]) throws(VaultError) {
        _ = try VaultFile.start(of: bytes)
    }

    private func stored(_ read: () throws(FileFailure) -> [UInt8]) throws(VaultError) -> StoredVault {
        let bytes = try reading(read)
        return StoredVault(bytes: bytes, note: readNote())
    }

    private func reading(_ read: () throws(FileFailure) -> [UInt8]) throws(VaultError) -> [UInt8] {
        do throws(FileFailure) {
            return try read()
        } catch {
            let failure = VaultError(reading: error)
            throw failure == .files(.missing) && holdsVault ? .format(.damaged) : failure
        }
    }
}
