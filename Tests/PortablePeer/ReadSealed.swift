import Encodings
import Primitives
import Sealed

/// What lies around the sealed parts of a vault and a snapshot, and what is said inside them.
enum ReadSealed {
    /// Where a snapshot stands in its series, as its header says it.
    static func snapshot(_ bytes: [UInt8]) -> String {
        do throws(SnapshotError) {
            let header = try SnapshotHeader(bytes)
            return "\(header.epoch) \(header.generation)"
        } catch {
            return "!" + name(error)
        }
    }

    /// More work than any device can do.
    private static let endlessWork = 1 << 30

    /// The header of a vault as it is written again, with the work of each keyslot and where the sections begin.
    static func vault(_ bytes: [UInt8]) -> String {
        do throws(VaultFormatError) {
            var reader = BinaryReader(bytes)
            let file = try VaultFile(start: &reader)
            let slots = file.slots.map { slot in "\(slot.kind?.rawValue ?? 0) \(min(slot.work, endlessWork))" }
            return "\(Hex.encode(file.start)) \(reader.offset) \(slots.joined(separator: " "))"
        } catch {
            return "!" + name(error)
        }
    }

    /// Portable contents as they are written again.
    static func contents(_ json: [UInt8]) -> String {
        do throws(ContentsError) {
            let contents = try PortableCoding.decode(SecretBytes(copying: json).whole)
            return String(decoding: try PortableCoding.encode(contents).exposedBytes(), as: UTF8.self)
        } catch {
            return "!" + name(error)
        }
    }
}
