import Foundation
import Sodium
import Vault

/// What a snapshot says of itself inside, beside the portable contents.
struct SnapshotInside {
    let backup: BackupID
    let generation: UInt64
    let parent: [UInt8]?
    let device: DeviceID
    let made: Date

    init(backup: BackupID, generation: UInt64, parent: [UInt8]?, device: DeviceID, made: Date) {
        self.backup = backup
        self.generation = generation
        self.parent = parent
        self.device = device
        self.made = made
    }

    /// Reads the `snapshot` member.
    init(_ member: SecretBytes) throws(SnapshotError) {
        var plain = member.exposedBytes()
        defer { wipe(&plain) }
        guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(plain)) else { throw .damaged }
        let parent = stored.parent.map { Hex.decode($0) ?? [] }
        guard
            let backup = BackupID(checking: stored.backup),
            let device = DeviceID(checking: stored.device),
            (parent ?? [UInt8](repeating: 0, count: BackupFormat.hashLength)).count == BackupFormat.hashLength
        else { throw .damaged }
        self.init(
            backup: backup,
            generation: stored.generation,
            parent: parent,
            device: device,
            made: Date(milliseconds: stored.made)
        )
    }

    /// The padded plaintext: the object of the portable contents with one more member.
    func joined(to portable: PortableContents) throws(SnapshotError) -> SecretBytes {
        let contents: SecretBytes
        do throws(VaultError) {
            contents = try PortableCoding.encode(portable)
        } catch {
            throw .tooLarge
        }
        return try joined(to: contents.whole)
    }

    /// The same, of contents that are encoded already.
    func joined(to contents: SecretPart) throws(SnapshotError) -> SecretBytes {
        let stored = Stored(
            backup: backup.rawValue,
            generation: generation,
            parent: parent.map { Hex.encode($0) },
            device: device.rawValue,
            made: made.milliseconds
        )
        // No value of these types is refused by the encoder.
        let member = (try? JSONEncoder().encode(stored)) ?? Data()
        // The contents are an object that is not empty, so a comma joins the new member to those behind the brace.
        let start = Array(#"{"snapshot":"#.utf8) + member + Array(",".utf8)
        let rest = contents.part(1..<contents.count)
        guard let bucket = SnapshotPadding.bucket(for: start.count + rest.count) else { throw .tooLarge }
        return Padding.add(to: rest, behind: start, length: bucket)
    }

    /// Both halves of a plaintext.
    static func split(_ json: SecretPart) throws(SnapshotError) -> (SnapshotInside, PortableContents) {
        let portable: PortableContents
        let member: SecretBytes?
        do throws(VaultError) {
            (portable, member) = try PortableCoding.decode(json, member: "snapshot")
        } catch {
            switch error {
            case .unsupportedSchema(let schema): throw .unsupportedSchema(schema)
            case .tooLarge: throw .tooLarge
            default: throw .damaged
            }
        }
        guard let member else { throw .damaged }
        return (try SnapshotInside(member), portable)
    }

    private struct Stored: Codable {
        let backup: String
        let generation: UInt64
        let parent: String?
        let device: String
        let made: Int64
    }
}
