import Encodings
import Entries
import Sealed

/// The members of device-bound contents as far as they have been read.
struct StoredDeviceBound {
    private var device: DeviceID?
    private var deviceName: String?
    private var codes: [EntryID: DeviceCode]?
    private var former: [EntryID: FormerDevice] = [:]
    private var sessions: [EntryID: Session]?
    private var credentials: [EntryID: DeviceCredential] = [:]
    private var removedAtService: Set<EntryID> = []
    private var suspended: Set<EntryID> = []
    private var removals: [EntryID: KnownRemoval] = [:]
    private var authorities: [String: [UInt8]] = [:]
    private var codesCountFrom: [EntryID: Instant] = [:]
    private var uses: [EntryID: EntryUse] = [:]
    private var language: String?
    private var backup: BackupBinding?

    mutating func read(_ name: String, from reader: inout ContentsReader) throws(ContentsError) {
        switch name {
        case "device": device = try reader.string().identifier()
        case "deviceName": deviceName = try reader.text()
        case "codes": codes = try Self.records(from: &reader, StoredDeviceCode.read)
        case "sessions": sessions = try Self.records(from: &reader, StoredSession.read)
        // What may be missing may be null.
        default: if try !reader.skipNull() { try readOptional(name, from: &reader) }
        }
    }

    private mutating func readOptional(
        _ name: String,
        from reader: inout ContentsReader
    ) throws(ContentsError) {
        switch name {
        case "former": former = try Self.records(from: &reader, StoredFormerDevice.read)
        case "credentials": credentials = try Self.records(from: &reader, StoredCredential.read)
        case "removedAtService": removedAtService = try Self.identifiers(from: &reader)
        case "suspended": suspended = try Self.identifiers(from: &reader)
        case "removals": removals = try Self.records(from: &reader, StoredRemoval.read)
        case "authorities": authorities = try Self.authorities(from: &reader)
        case "codesCountFrom":
            codesCountFrom = try Self.records(from: &reader) { reader throws(ContentsError) in try reader.instant() }
        case "uses": uses = try Self.records(from: &reader, StoredUse.read)
        case "language": language = try reader.text()
        case "backup": backup = try StoredBackupBinding.read(from: &reader)
        default: try reader.skip()
        }
    }

    func contents() throws(ContentsError) -> DeviceBoundContents {
        guard let device, let deviceName, let codes, let sessions else { throw .damaged }
        var contents = DeviceBoundContents(device: device, deviceName: deviceName)
        contents.codes = codes
        contents.former = former
        contents.sessions = sessions
        contents.credentials = credentials
        contents.removedAtService = removedAtService
        contents.suspended = suspended
        contents.removals = removals
        contents.authorities = authorities
        contents.codesCountFrom = codesCountFrom
        contents.uses = uses
        contents.language = language
        contents.backup = backup
        return contents
    }

    /// What is kept for entries.
    private static func records<Value>(
        from reader: inout ContentsReader,
        _ read: (inout ContentsReader) throws(ContentsError) -> Value
    ) throws(ContentsError) -> [EntryID: Value] {
        var records: [EntryID: Value] = [:]
        try reader.object { reader, id throws(ContentsError) in
            records[try id.identifier()] = try read(&reader)
        }
        return records
    }

    private static func identifiers(from reader: inout ContentsReader) throws(ContentsError) -> Set<EntryID> {
        var identifiers: Set<EntryID> = []
        try reader.array { reader throws(ContentsError) in
            identifiers.insert(try reader.string().identifier())
        }
        return identifiers
    }

    private static func authorities(from reader: inout ContentsReader) throws(ContentsError) -> [String: [UInt8]] {
        var authorities: [String: [UInt8]] = [:]
        try reader.object { reader, service throws(ContentsError) in
            guard let bytes = Base64.decode(try reader.string()) else { throw .damaged }
            authorities[service] = bytes
        }
        return authorities
    }
}
