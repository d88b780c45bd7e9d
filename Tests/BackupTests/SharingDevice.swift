import Entries
import Primitives
import Sealed
import Storages
import TestSupport
import Vault

@testable import Backup

/// One of several devices that share a backup.
struct SharingDevice: Sendable {
    let folder: TemporaryFolder
    let vault: UnlockedVault
    let id: DeviceID
    let run: BackupRun

    /// A device with what another one backed up, or with nothing.
    init(
        _ id: DeviceID,
        storage: any BackupStorage,
        heads: any BackupHeads,
        portable: PortableContents? = nil,
        newest: KnownSnapshot? = nil
    ) throws {
        folder = try TemporaryFolder()
        self.id = id
        vault = try .backingUp(in: folder, as: id, portable ?? PortableContents(device: id), newest: newest)
        run = BackupRun(vault: vault, storage: storage, heads: heads, now: { sampleTime }, problem: \.code)
    }

    func add(_ issuer: String, _ secret: [UInt8] = [1]) throws {
        let id = id
        try vault.update { contents in
            _ = contents.portable.add(otp(secret), issuer: issuer, account: "", at: sampleTime, on: id)
        }
    }

    var portable: PortableContents {
        get throws { try vault.contents().portable }
    }

    var issuers: [String] {
        get throws { try portable.entries.map(\.issuer) }
    }
}
