package import Primitives

/// The bytes of the note beside a vault: what is known of the backup since the vault was written.
///
/// It belongs to the state of the vault whose salt it begins with, and says nothing beside any other. A note that is
/// lost or damaged counts as none, so nothing may be in it alone that cannot be found out again.
package enum BackupNote {
    /// A longer file is no note.
    package static let lengthLimit = 1024 * 1024

    private static let magic = Array("spkybn\r\n".utf8)
    private static let version: UInt16 = 1

    /// Seals a note beside one state of the vault.
    package static func seal(
        json: SecretBytes,
        beside file: VaultFile,
        master: SecretBytes
    ) throws(VaultFormatError) -> [UInt8] {
        let keys = VaultKeys(master: master, salt: file.salt, id: file.id)
        var bytes = magic
        bytes.appendInteger(version)
        bytes += file.salt
        try VaultSection.backupNote.seal(
            VaultSection.padded(json),
            key: keys[.backupNote],
            start: file.start,
            appendingTo: &bytes
        )
        return bytes
    }

    /// The JSON of a note; nil where it belongs to another state of the vault, or is damaged.
    package static func openJSON(of bytes: [UInt8], beside file: VaultFile, master: SecretBytes) -> SecretBytes? {
        var reader = BinaryReader(bytes)
        guard
            reader.take(magic.count) == magic,
            reader.integer(UInt16.self) == version,
            reader.take(file.salt.count) == file.salt
        else { return nil }
        let keys = VaultKeys(master: master, salt: file.salt, id: file.id)
        guard
            let padded = try? VaultSection.backupNote.open(
                from: &reader,
                key: keys[.backupNote],
                start: file.start
            ),
            reader.remaining == 0,
            let json = Padding.remove(from: padded)
        else { return nil }
        return SecretBytes(copying: json)
    }
}
