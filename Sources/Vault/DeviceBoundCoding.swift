import Encodings
import Entries
import Primitives
import Sealed

/// The JSON form of device-bound contents, in the vault alone: no other module may serialise them.
enum DeviceBoundCoding {
    static func encode(_ contents: DeviceBoundContents) throws(ContentsError) -> SecretBytes {
        var writer = JSONWriter(capacity: capacity(for: contents))
        try writer.object { writer throws(ContentsError) in try write(contents, to: &writer) }
        return writer.finish()
    }

    static func decode(_ json: SecretBytes) throws(ContentsError) -> DeviceBoundContents {
        try StoredJSON.read(json) { reader throws(ContentsError) in
            var document = StoredDeviceBound()
            try reader.object { reader, name throws(ContentsError) in try document.read(name, from: &reader) }
            return try document.contents()
        }
    }

    /// The backup alone, for the note beside the vault.
    static func encode(_ backup: BackupBinding) throws(ContentsError) -> SecretBytes {
        var writer = JSONWriter(capacity: StoredBackupBinding.capacity(for: backup))
        try writer.object { writer throws(ContentsError) in
            writer.name("backup")
            try StoredBackupBinding.write(backup, to: &writer)
            writer.number("schema", 1)
        }
        return writer.finish()
    }

    static func decodeBackup(_ json: SecretBytes) throws(ContentsError) -> BackupBinding {
        let backup = try StoredJSON.read(json) { reader throws(ContentsError) in
            var backup: BackupBinding?
            try reader.object { reader, name throws(ContentsError) in
                if name == "backup" {
                    backup = try StoredBackupBinding.read(from: &reader)
                } else {
                    try reader.skip()
                }
            }
            return backup
        }
        guard let backup else { throw .damaged }
        return backup
    }

    /// No text grows by more than this when it is written, unless it is full of control characters.
    private static func capacity(for contents: DeviceBoundContents) -> Int {
        let records =
            contents.codes.count + 2 * contents.former.count + contents.sessions.count
            + contents.credentials.count + contents.removedAtService.count + contents.suspended.count
            + contents.removals.count
        var capacity = 4096 + 2 * contents.deviceName.utf8.count + 768 * (records + contents.codesCountFrom.count)
        for (service, authorities) in contents.authorities {
            capacity += 2 * service.utf8.count + authorities.count / 3 * 4 + 16
        }
        capacity += 112 * contents.uses.count
        return capacity + (contents.backup.map(StoredBackupBinding.capacity) ?? 0)
    }

    private static func write(
        _ contents: DeviceBoundContents,
        to writer: inout JSONWriter
    ) throws(ContentsError) {
        try writeAuthorities(of: contents, to: &writer)
        if let backup = contents.backup {
            writer.name("backup")
            try StoredBackupBinding.write(backup, to: &writer)
        }
        try write("codes", contents.codes, to: &writer, StoredDeviceCode.write)
        if !contents.codesCountFrom.isEmpty {
            try write("codesCountFrom", contents.codesCountFrom, to: &writer) { date, writer throws(ContentsError) in
                writer.integer(date.milliseconds)
            }
        }
        if !contents.credentials.isEmpty {
            try write("credentials", contents.credentials, to: &writer, StoredCredential.write)
        }
        try writer.text("device", contents.device.rawValue)
        try writer.text("deviceName", contents.deviceName)
        if !contents.former.isEmpty {
            try write("former", contents.former, to: &writer, StoredFormerDevice.write)
        }
        if let language = contents.language { try writer.text("language", language) }
        if !contents.removals.isEmpty {
            try write("removals", contents.removals, to: &writer, StoredRemoval.write)
        }
        write("removedAtService", contents.removedAtService, to: &writer)
        writer.number("schema", 1)
        try write("sessions", contents.sessions, to: &writer, StoredSession.write)
        write("suspended", contents.suspended, to: &writer)
        if !contents.uses.isEmpty { try write("uses", contents.uses, to: &writer, StoredUse.write) }
    }

    private static func write<Value>(
        _ name: String,
        _ values: [EntryID: Value],
        to writer: inout JSONWriter,
        _ write: (Value, inout JSONWriter) throws(ContentsError) -> Void
    ) throws(ContentsError) {
        writer.name(name)
        try writer.object { writer throws(ContentsError) in
            for (id, value) in values.sorted(by: { $0.key < $1.key }) {
                writer.name(id.rawValue)
                try write(value, &writer)
            }
        }
    }

    private static func write(_ name: String, _ ids: Set<EntryID>, to writer: inout JSONWriter) {
        guard !ids.isEmpty else { return }
        writer.name(name)
        writer.array { writer in
            for id in ids.sorted() {
                writer.element()
                writer.string(id.rawValue)
            }
        }
    }

    private static func writeAuthorities(
        of contents: DeviceBoundContents,
        to writer: inout JSONWriter
    ) throws(ContentsError) {
        guard contents.authorities.count <= DeviceBoundContents.authoritiesCount,
            contents.authorities.values.allSatisfy({ $0.count <= DeviceBoundContents.authoritiesLimit })
        else { throw .tooLarge }
        guard !contents.authorities.isEmpty else { return }
        writer.name("authorities")
        writer.object { writer in
            for (service, authorities) in contents.authorities.inOrder {
                writer.name(service)
                writer.string(Base64.encode(authorities))
            }
        }
    }
}
