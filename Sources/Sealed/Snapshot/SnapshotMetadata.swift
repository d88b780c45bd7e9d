package import Encodings
package import Entries
package import Primitives

/// What a snapshot says of itself inside, beside the portable contents.
package struct SnapshotMetadata {
    package let backup: BackupID
    package let generation: UInt64
    package let parent: [UInt8]?
    package let device: DeviceID
    package let made: Instant

    package init(backup: BackupID, generation: UInt64, parent: [UInt8]?, device: DeviceID, made: Instant) {
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
        let stored = try Stored(plain)
        let parent = stored.parent.map { Hex.decode($0) ?? [] }
        guard
            let backup = stored.backup.flatMap({ BackupID($0) }),
            let device = stored.device.flatMap({ DeviceID($0) }),
            let generation = stored.generation,
            let made = stored.made,
            (parent ?? [UInt8](repeating: 0, count: BackupFormat.hashLength)).count == BackupFormat.hashLength
        else { throw .damaged }
        self.init(
            backup: backup,
            generation: generation,
            parent: parent,
            device: device,
            made: Instant(milliseconds: made)
        )
    }

    /// The padded plaintext: the object of the portable contents with one more member.
    package func joined(to portable: PortableContents) throws(SnapshotError) -> SecretBytes {
        let contents: SecretBytes
        do throws(ContentsError) {
            contents = try PortableCoding.encode(portable)
        } catch {
            throw .tooLarge
        }
        return try joined(to: contents.whole)
    }

    /// The same, of contents that are encoded already.
    package func joined(to contents: SecretPart) throws(SnapshotError) -> SecretBytes {
        var writer = JSONWriter(capacity: 256)
        writer.object { writer in
            writer.name("backup")
            writer.string(backup.rawValue)
            writer.name("device")
            writer.string(device.rawValue)
            writer.name("generation")
            writer.integer(generation)
            writer.name("made")
            writer.integer(made.milliseconds)
            if let parent {
                writer.name("parent")
                writer.string(Hex.encode(parent))
            }
        }
        // The contents are an object that is not empty, so a comma joins the new member to those behind the brace.
        let start = Array(#"{"snapshot":"#.utf8) + writer.take() + Array(",".utf8)
        let rest = contents.part(1..<contents.count)
        guard let bucket = SnapshotPadding.bucket(for: start.count + rest.count) else { throw .tooLarge }
        return Padding.add(to: rest, behind: start, length: bucket)
    }

    /// Both halves of a plaintext.
    static func split(_ json: SecretPart) throws(SnapshotError) -> (SnapshotMetadata, PortableContents) {
        let portable: PortableContents
        let member: SecretBytes?
        do throws(ContentsError) {
            (portable, member) = try PortableCoding.decode(json, member: "snapshot")
        } catch {
            switch error {
            case .unsupportedSchema(let schema): throw .unsupportedSchema(schema)
            case .tooLarge: throw .tooLarge
            default: throw .damaged
            }
        }
        guard let member else { throw .damaged }
        return (try SnapshotMetadata(member), portable)
    }

    private struct Stored {
        private(set) var backup: String?
        private(set) var generation: UInt64?
        private(set) var parent: String?
        private(set) var device: String?
        private(set) var made: Int64?

        init(_ json: [UInt8]) throws(SnapshotError) {
            var reader = JSONReader<SnapshotError>(json)
            var read = self
            try reader.object { reader, name throws(SnapshotError) in
                switch name {
                case "backup": read.backup = try reader.string()
                case "generation": read.generation = try reader.integer()
                case "parent":
                    if try reader.peek() == UInt8(ascii: "n") {
                        try reader.skip()
                    } else {
                        read.parent = try reader.string()
                    }
                case "device": read.device = try reader.string()
                case "made": read.made = try reader.integer()
                default: try reader.skip()
                }
            }
            try reader.finish()
            self = read
        }
    }
}

extension SnapshotError: JSONFailure {
    /// Whatever is no JSON is damaged.
    package init(_: JSONError) { self = .damaged }
}
