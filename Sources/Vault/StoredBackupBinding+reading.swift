import Encodings
import Entries
import Primitives
import Sealed

/// The members of a backup's binding as far as they have been read.
struct BackupMembers {
    private var location: String?
    private var storagePassword: SecretBytes?
    private var recoveryEntry: EntryID?
    private var accountID: Identifier<Named.Account>.Text?
    private var backupID: BackupID?
    private var epoch: UInt32?
    private var key: SecretBytes?
    private var nextEpoch: PendingEpoch?
    private var snapshotTimes: [String: Instant] = [:]
    private var newest: KnownSnapshot?
    private var backedUpRevision: UInt64?
    private var lastVerified: Instant?
    private var problem: String?
    private var problemValues: [String: String] = [:]
    private var problemSince: Instant?
    private var isPaused = false
    private var place: KnownPlace?
    private var isNewPlace = false

    mutating func read(_ name: String, from reader: inout ContentsReader) throws(ContentsError) {
        switch name {
        case "location": location = try reader.text()
        case "recoveryEntry": recoveryEntry = try reader.string().identifier()
        case "accountID": accountID = try reader.identifierText()
        case "backupID": backupID = try reader.string().identifier()
        case "epoch": epoch = try reader.integer()
        case "key": key = try reader.secret()
        // What may be missing may be null.
        default: if try !reader.skipNull() { try readOptional(name, from: &reader) }
        }
    }

    private mutating func readOptional(
        _ name: String,
        from reader: inout ContentsReader
    ) throws(ContentsError) {
        switch name {
        case "storagePassword": storagePassword = try reader.secret()
        case "nextEpoch": nextEpoch = try Self.epoch(from: &reader)
        case "snapshotTimes": snapshotTimes = try Self.times(from: &reader)
        case "newest": newest = try Self.snapshot(from: &reader)
        case "backedUpRevision": backedUpRevision = try reader.integer()
        case "lastVerified": lastVerified = try reader.instant()
        case "problem": problem = try reader.text()
        case "problemValues": problemValues = try reader.texts()
        case "problemSince": problemSince = try reader.instant()
        case "isPaused": isPaused = try reader.boolean()
        case "place": place = try Self.place(from: &reader)
        case "isNewPlace": isNewPlace = try reader.boolean()
        default: try reader.skip()
        }
    }

    func binding() throws(ContentsError) -> BackupBinding {
        guard let location, let recoveryEntry, let accountID, let backupID, let epoch, let key else { throw .damaged }
        var binding = BackupBinding(
            location: location,
            storagePassword: storagePassword,
            recoveryEntry: recoveryEntry,
            accountID: accountID,
            backupID: backupID,
            epoch: epoch,
            key: key
        )
        binding.nextEpoch = nextEpoch
        binding.snapshotTimes = snapshotTimes
        binding.newest = newest
        binding.backedUpRevision = backedUpRevision
        binding.lastVerified = lastVerified
        binding.problem = problem
        binding.problemValues = problemValues
        binding.problemSince = problemSince
        binding.isPaused = isPaused
        binding.place = place
        binding.isNewPlace = isNewPlace
        return binding
    }

    private static func epoch(from reader: inout ContentsReader) throws(ContentsError) -> PendingEpoch {
        var epoch: UInt32?
        var key: SecretBytes?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "epoch": epoch = try reader.integer()
            case "key": key = try reader.secret()
            default: try reader.skip()
            }
        }
        guard let epoch, let key else { throw .damaged }
        return PendingEpoch(epoch: epoch, key: key)
    }

    private static func times(from reader: inout ContentsReader) throws(ContentsError) -> [String: Instant] {
        var times: [String: Instant] = [:]
        try reader.object { reader, name throws(ContentsError) in times[name] = try reader.instant() }
        return times
    }

    private static func place(from reader: inout ContentsReader) throws(ContentsError) -> KnownPlace {
        var texts: [String: String] = [:]
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "fileSystem", "mark", "drive": texts[name] = try reader.text()
            default: try reader.skip()
            }
        }
        guard let fileSystem = texts["fileSystem"], let mark = texts["mark"], let drive = texts["drive"] else {
            throw .damaged
        }
        return KnownPlace(fileSystem: fileSystem, mark: mark, drive: drive)
    }

    private static func snapshot(from reader: inout ContentsReader) throws(ContentsError) -> KnownSnapshot {
        var generation: UInt64?
        var hash: [UInt8]?
        var entries: Int64?
        var made: Instant?
        var holding: EntryDigest?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "generation": generation = try reader.integer()
            case "hash": hash = Hex.decode(try reader.string())
            case "entries": entries = try reader.integer()
            case "made": made = try reader.instant()
            case "holding": holding = try reader.unlessNull(digest)
            default: try reader.skip()
            }
        }
        guard let generation, let hash, let entries, let made else { throw .damaged }
        return KnownSnapshot(
            generation: generation,
            hash: hash,
            // The same where Int has 32 bits.
            entries: Int(clamping: Int32(clamping: entries)),
            made: made,
            holding: holding
        )
    }

    private static func digest(from reader: inout ContentsReader) throws(ContentsError) -> EntryDigest {
        var sums: [UInt64]?
        var clock: Stamp?
        try reader.object { reader, name throws(ContentsError) in
            switch name {
            case "sums":
                var found: [UInt64] = []
                try reader.array { reader throws(ContentsError) in found.append(try reader.integer()) }
                sums = found
            case "clock": clock = try Stamp(text: reader.string())
            default: try reader.skip()
            }
        }
        guard let sums, let clock else { throw .damaged }
        return EntryDigest(sums: sums, clock: clock)
    }
}
