import Primitives
import Sealed

extension BackupNote {
    /// Seals a note beside one state of the vault.
    static func seal(
        _ backup: BackupBinding,
        beside file: VaultFile,
        master: SecretBytes
    ) throws(VaultFormatError) -> [UInt8] {
        let json: SecretBytes
        do throws(ContentsError) {
            json = try DeviceBoundCoding.encode(backup)
        } catch {
            throw VaultFormatError(error)
        }
        return try seal(json: json, beside: file, master: master)
    }

    /// What a note says; nil where it belongs to another state of the vault, or is damaged.
    static func open(_ bytes: [UInt8], beside file: VaultFile, master: SecretBytes) -> BackupBinding? {
        openJSON(of: bytes, beside: file, master: master).flatMap { try? DeviceBoundCoding.decodeBackup($0) }
    }
}
