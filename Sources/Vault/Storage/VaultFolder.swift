import Foundation
import LocalFiles
import Primitives

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

    /// Keeps other writers away while the result lives.
    func lock() throws(VaultError) -> FileLock {
        try FileLock(home.lock, patience: home.patience)
    }

    /// Header and keyslots of the vault.
    func readStart() throws(VaultError) -> VaultFile {
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.readStart(of: home.vault, count: VaultFile.startLength)
        } catch {
            throw readingError(error)
        }
        var reader = BinaryReader(bytes)
        return try VaultFile(start: &reader)
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
        var reader = BinaryReader(bytes)
        let master = try masterKey(of: VaultFile(start: &reader), with: unlock)
        do throws(VaultError) {
            let (file, contents, encoded) = try VaultFile.open(bytes, master: master, knowing: known)
            return (master, file, contents, encoded)
        } catch .keyChanged {
            // A keyslot opened, so the key is right and the header is not.
            if case .masterKey = unlock { throw .keyChanged }
            throw .damaged
        }
    }

    /// Replaces the vault, once `proof` has opened what was written, and returns it as it was read back.
    ///
    /// Portable contents that are equal to the `known` ones are neither encoded nor decoded again.
    func write(
        _ contents: VaultContents,
        knowing known: EncodedPortable? = nil,
        master: SecretBytes,
        id: [UInt8],
        slots: [Keyslot],
        proof: Unlock? = nil
    ) throws(VaultError) -> Opened {
        let known = known.flatMap { $0.contents == contents.portable ? $0 : nil }
        let portable = if let known { known } else { try EncodedPortable(contents.portable) }
        let bytes = try VaultFile.seal(contents, portable: portable, master: master, id: id, slots: slots)
        var result: Opened?
        try vaultFile.write(bytes) { found throws(VaultError) in
            result = try open(found, with: proof ?? .masterKey(master), knowing: known)
        }
        guard let result else { throw .damaged }
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
            guard error.code == ENOENT else { throw VaultError(writing: error) }
        }
        let bytes: [UInt8]
        do throws(FileFailure) {
            bytes = try Files.read(home.previous, limit: VaultFile.lengthLimit)
        } catch {
            throw readingError(error)
        }
        let file = AtomicFile(folder: home.directory, path: home.vault, previous: nil, afterStep: home.afterStep)
        try file.write(bytes) { found throws(VaultError) in _ = try VaultFile.open(found, master: opened.master) }
        return opened
    }

    private var vaultFile: AtomicFile {
        AtomicFile(folder: home.directory, path: home.vault, previous: home.previous, afterStep: home.afterStep)
    }

    private func masterKey(of file: VaultFile, with unlock: Unlock) throws(VaultError) -> SecretBytes {
        switch unlock {
        case .masterKey(let key):
            return key
        case .keyFile:
            guard try !file.needsPassphrase else { throw .passphraseNeeded }
            let key = try readKeyFile()
            for slot in file.slots where slot.kind == .keyFile {
                if let master = slot.open(keyFile: key, vault: file.id) { return master }
            }
            throw .wrongKeyFile
        case .passphrase(let passphrase):
            let slots = file.slots.filter { $0.kind == .passphrase }
            guard !slots.isEmpty else { throw .passphraseNotSet }
            // Each may cost as much as one may, but not all together: the file may be one that somebody put there.
            var left = PassphraseCost.ceiling.work
            for slot in slots {
                guard slot.work <= left else { throw .damaged }
                left -= slot.work
            }
            for slot in slots {
                let master = try slot.open(passphrase: passphrase, floor: home.costFloor, vault: file.id)
                if let master { return master }
            }
            throw .wrongPassphrase
        }
    }

    private func readingError(_ failure: FileFailure) -> VaultError {
        let error = VaultError(reading: failure)
        return error == .missing && holdsVault ? .damaged : error
    }

    private func writing(_ body: () throws(FileFailure) -> Void) throws(VaultError) {
        do throws(FileFailure) {
            try body()
        } catch {
            throw VaultError(writing: error)
        }
    }
}
