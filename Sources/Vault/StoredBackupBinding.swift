import Encodings
import Entries
import Primitives
import Sealed

/// The stored form of ``BackupBinding``.
enum StoredBackupBinding {
    /// No text grows by more than this when it is written, unless it is full of control characters.
    static func capacity(for binding: BackupBinding) -> Int {
        var capacity = 4096 + 2 * (binding.location.utf8.count + (binding.storagePassword?.count ?? 0))
        if let place = binding.place {
            capacity += 2 * (place.fileSystem.utf8.count + place.mark.utf8.count + place.drive.utf8.count)
        }
        for (name, value) in binding.problemValues { capacity += 2 * (name.utf8.count + value.utf8.count) + 8 }
        return capacity + binding.snapshotTimes.count * 64
    }

    static func write(_ binding: BackupBinding, to writer: inout JSONWriter) throws(ContentsError) {
        try writer.object { writer throws(ContentsError) in
            try writer.text("accountID", binding.accountID.rawValue)
            if let revision = binding.backedUpRevision { writer.number("backedUpRevision", revision) }
            try writer.text("backupID", binding.backupID.rawValue)
            writer.number("epoch", binding.epoch)
            writer.flag("isNewPlace", ifSet: binding.isNewPlace)
            writer.flag("isPaused", ifSet: binding.isPaused)
            try writer.secret("key", binding.key)
            if let verified = binding.lastVerified { writer.number("lastVerified", verified.milliseconds) }
            try writer.text("location", binding.location)
            if let newest = binding.newest { write(newest, to: &writer) }
            if let next = binding.nextEpoch { try write(next, to: &writer) }
            if let place = binding.place { try write(place, to: &writer) }
            if let problem = binding.problem { try writer.text("problem", problem) }
            if let since = binding.problemSince { writer.number("problemSince", since.milliseconds) }
            try writeProblemValues(of: binding, to: &writer)
            try writer.text("recoveryEntry", binding.recoveryEntry.rawValue)
            writeSnapshotTimes(of: binding, to: &writer)
            if let password = binding.storagePassword { try writer.secret("storagePassword", password) }
        }
    }

    static func read(from reader: inout ContentsReader) throws(ContentsError) -> BackupBinding {
        var members = BackupMembers()
        try reader.object { reader, name throws(ContentsError) in try members.read(name, from: &reader) }
        return try members.binding()
    }

    private static func write(_ newest: KnownSnapshot, to writer: inout JSONWriter) {
        writer.name("newest")
        writer.object { writer in
            writer.number("entries", newest.entries)
            writer.number("generation", newest.generation)
            writer.name("hash")
            writer.string(Hex.encode(newest.hash))
            if let holding = newest.holding {
                writer.name("holding")
                writer.object { writer in
                    writer.name("clock")
                    writer.string(holding.clock.text)
                    writer.name("sums")
                    writer.array { writer in
                        for sum in holding.sums {
                            writer.element()
                            writer.integer(sum)
                        }
                    }
                }
            }
            writer.number("made", newest.made.milliseconds)
        }
    }

    private static func write(_ next: PendingEpoch, to writer: inout JSONWriter) throws(ContentsError) {
        writer.name("nextEpoch")
        try writer.object { writer throws(ContentsError) in
            writer.number("epoch", next.epoch)
            try writer.secret("key", next.key)
        }
    }

    private static func write(_ place: KnownPlace, to writer: inout JSONWriter) throws(ContentsError) {
        writer.name("place")
        try writer.object { writer throws(ContentsError) in
            try writer.text("drive", place.drive)
            try writer.text("fileSystem", place.fileSystem)
            try writer.text("mark", place.mark)
        }
    }

    private static func writeProblemValues(
        of binding: BackupBinding,
        to writer: inout JSONWriter
    ) throws(ContentsError) {
        guard !binding.problemValues.isEmpty else { return }
        writer.name("problemValues")
        try writer.object { writer throws(ContentsError) in
            for (name, value) in binding.problemValues.inOrder { try writer.text(name, value) }
        }
    }

    private static func writeSnapshotTimes(of binding: BackupBinding, to writer: inout JSONWriter) {
        guard !binding.snapshotTimes.isEmpty else { return }
        writer.name("snapshotTimes")
        writer.object { writer in
            for (name, date) in binding.snapshotTimes.inOrder { writer.number(name, date.milliseconds) }
        }
    }
}
