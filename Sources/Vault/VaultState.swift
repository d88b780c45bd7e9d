import Primitives
import Sealed

/// One state of a vault: the bytes of the file, and what they say once they are opened.
struct VaultState {
    let bytes: [UInt8]
    let master: SecretBytes
    let file: VaultFile
    let contents: VaultContents
    let encoded: EncodedPortable

    /// Opens the bytes of a store; the store itself is asked for no more than the device's key.
    ///
    /// Portable contents that are equal to the `known` ones are not decoded again.
    init(
        _ bytes: [UInt8],
        in store: any VaultStore,
        with unlock: Unlock,
        floor: PassphraseCost,
        knowing known: EncodedPortable? = nil
    ) throws(VaultError) {
        let master = try VaultFile.start(of: bytes).masterKey(with: unlock, in: store, floor: floor)
        do throws(VaultFormatError) {
            let (file, contents, encoded) = try VaultFile.open(bytes, master: master, knowing: known)
            self.file = file
            self.contents = contents
            self.encoded = encoded
        } catch {
            if error == .otherKey, case .masterKey = unlock { throw VaultError(error) }
            // A keyslot opened, so the key is right and the header is not.
            throw .format(error == .otherKey ? .damaged : error)
        }
        self.bytes = bytes
        self.master = master
    }

    /// Seals contents with a new salt, and proves that what a store will be given opens.
    ///
    /// Portable contents that are equal to the `known` ones are neither encoded nor decoded again.
    init(
        sealing contents: VaultContents,
        knowing known: EncodedPortable? = nil,
        master: SecretBytes,
        id: VaultID,
        slots: [Keyslot]
    ) throws(VaultError) {
        let known = known.flatMap { $0.contents == contents.portable ? $0 : nil }
        do throws(VaultFormatError) {
            let portable = if let known { known } else { try EncodedPortable(contents.portable) }
            let bytes = try VaultFile.seal(contents, portable: portable, master: master, id: id, slots: slots)
            let (file, found, encoded) = try VaultFile.open(bytes, master: master, knowing: known)
            guard file.slots == slots else { throw .damaged }
            self.bytes = bytes
            self.file = file
            self.contents = found
            self.encoded = encoded
        } catch {
            throw VaultError(error)
        }
        self.master = master
    }
}
