import Foundation
import LocalFiles
import Primitives
import Synchronization

/// Writes messages into a folder, one file each, for a first try and for tests.
package struct OutboxSender: MessageSender {
    /// Messages of one millisecond sort by this.
    private static let count = Atomic<UInt32>(0)

    private let folder: String

    /// Writes into a folder, which the first message makes; its owner alone may read what is in it.
    package init(folder: String) {
        self.folder = folder
    }

    /// Writes a message; its file is complete or not there, and files sort in the order of their messages.
    package func send(_ message: Message) async throws {
        let now = Date()
        let lines = [
            "To: \(message.recipient.address)",
            "Date: \(now.formatted(.iso8601))",
            "Kind: \(message.kind.rawValue)",
            "Language: \(message.language)",
            "Subject: \(message.subject)",
            "",
            message.text,
            "",
        ]
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        let place = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }.hexadecimal
        let name = "\(Self.stamp(now))-\(place)-\(randomBytes(count: 4).hexadecimal).txt"
        guard PrivateFile.createFolder(folder),
            PrivateFile.create("\(folder)/\(name)", contents: Data(lines.joined(separator: "\n").utf8))
        else { throw MessageError.outboxUnwritable }
    }

    /// Throws unless the folder can be written to, or made.
    package func check() async throws {
        let manager = FileManager.default
        var place = folder
        while !manager.fileExists(atPath: place), ![".", "/"].contains(place) {
            place = Files.parent(of: place)
        }
        guard manager.isWritableFile(atPath: place) else { throw MessageError.outboxUnwritable }
    }

    private static func stamp(_ date: Date) -> String {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            .year().month().day().timeSeparator(.omitted).dateSeparator(.omitted).time(includingFractionalSeconds: true)
        return date.formatted(style)
    }
}
