import Encodings
import Entries
import Primitives
import Sealed
import Vault

/// A vault and a snapshot, opened to their last byte.
enum OpenSealed {
    private static let separator = "\u{1F}"

    /// What a vault says to a secret: `WAY LENGTH SECRET FILE`, a byte for the keyslot's kind, 0 for the master key
    /// itself, and a byte for the secret's length.
    ///
    /// It is the master key, both halves, and both as they are written again.
    static func vault(_ order: [UInt8]) -> String {
        guard let way = order.first, order.count >= 2 else { return "?" }
        var reader = BinaryReader(order)
        guard reader.take(2) != nil, let secret = reader.take(Int(truncatingIfNeeded: order[1])),
            let file = reader.take(reader.remaining)
        else { return "?" }
        do throws(VaultFormatError) {
            guard let master = try master(of: file, way: way, secret: SecretBytes(copying: secret)) else {
                return "!no slot opens"
            }
            let (_, halves) = try VaultFile.openHalves(of: file, master: master, knowing: nil)
            let again = try EncodedPortable(halves.portable.contents)
            return [
                Hex.encode(master.exposedBytes()), text(halves.portable.json), text(halves.deviceBound.whole),
                text(again.json), try writtenAgain(file, master: master),
            ].joined(separator: separator)
        } catch {
            return "!" + name(error)
        }
    }

    /// What is read from the JSON of device-bound contents, as it is written again.
    static func deviceBound(_ json: [UInt8]) -> String {
        let master = SecretBytes(copying: [UInt8](repeating: 1, count: 32))
        let id = VaultID(bytes: repeatElement(2, count: 16))
        guard let slot = try? Keyslot.wrapping(master, keyFile: master, vault: id) else { return "?" }
        do throws(VaultFormatError) {
            let portable = try EncodedPortable(PortableContents(device: DeviceID(bits: id.bits)))
            let file = try VaultFile.seal(
                VaultHalves(portable: portable, deviceBound: SecretBytes(copying: json)),
                master: master,
                id: id,
                slots: [slot]
            )
            return try writtenAgain(file, master: master)
        } catch {
            return "!" + name(error)
        }
    }

    /// The device-bound half of a vault, read and sealed again: nothing else has its JSON.
    private static func writtenAgain(_ file: [UInt8], master: SecretBytes) throws(VaultFormatError) -> String {
        let (start, contents, portable) = try VaultFile.open(file, master: master, knowing: nil)
        let again = try VaultFile.seal(
            contents,
            portable: portable,
            master: master,
            id: start.id,
            slots: start.slots
        )
        return text(try VaultFile.openHalves(of: again, master: master, knowing: portable).1.deviceBound.whole)
    }

    /// What a snapshot says to a key: `KEY BACKUP ACCOUNT FILE`, of 32, 16 and 16 bytes.
    static func snapshot(_ order: [UInt8]) -> String {
        var reader = BinaryReader(order)
        guard let key = reader.take(BackupFormat.keyLength), let backup = reader.take(16),
            let account = reader.take(16), let file = reader.take(reader.remaining)
        else { return "?" }
        do throws(SnapshotError) {
            let opened = try Snapshot.open(
                file,
                key: SecretBytes(copying: key),
                backup: BackupID(bytes: backup),
                accountID: Identifier(bytes: account).text
            )
            let contents = (try? PortableCoding.encode(opened.portable)).map { text($0.whole) } ?? "-"
            return [
                Hex.encode(opened.hash), "\(opened.epoch) \(opened.generation) \(opened.made.milliseconds)",
                opened.parent.map { Hex.encode($0) } ?? "-", opened.device.rawValue, contents,
            ].joined(separator: separator)
        } catch {
            return "!" + name(error)
        }
    }

    /// The least cost, so that a vault of tests can be tried often; the bounds are the vault's own.
    private static let floor = PassphraseCost(memoryKiB: 8, iterations: 1)

    private static func master(
        of file: [UInt8],
        way: UInt8,
        secret: SecretBytes
    ) throws(VaultFormatError) -> SecretBytes? {
        guard way != 0 else { return secret }
        var reader = BinaryReader(file)
        let start = try VaultFile(start: &reader)
        for slot in start.slots where slot.kind.map({ $0.rawValue == UInt16(way) }) ?? false {
            if slot.kind == .keyFile {
                if let master = slot.open(keyFile: secret, vault: start.id) { return master }
                continue
            }
            do throws(KeyslotError) {
                if let master = try slot.open(passphrase: secret, floor: floor, vault: start.id) { return master }
            } catch {
                throw .damaged
            }
        }
        return nil
    }

    private static func text(_ json: SecretPart) -> String { String(decoding: json.exposedBytes(), as: UTF8.self) }
}
