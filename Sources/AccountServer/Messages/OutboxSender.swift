import Foundation
import LocalFiles
import Primitives
import Synchronization

/// Writes messages into a folder, one file each, for a first try and for tests: mail as it would be sent, but readable.
struct OutboxSender: MessageSender {
    /// Messages of one millisecond sort by this.
    private static let count = Atomic<UInt32>(0)

    private let folder: String
    private let sender: MailSender

    /// Writes into a folder, which the first message makes; its owner alone may read what is in it.
    ///
    /// Mail there comes from `sender`.
    init(folder: String, from sender: MailSender) {
        self.folder = folder
        self.sender = sender
    }

    /// Writes a message; its file is complete or not there, and files sort in the order of their messages.
    func send(_ message: Message) async throws {
        let now = Date()
        let text = text(of: message, at: now)
        let number = Self.count.wrappingAdd(1, ordering: .relaxed).newValue
        let place = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> UInt32($0)) }.hexadecimal
        let name = "\(Self.stamp(now))-\(place)-\(randomBytes(count: 4).hexadecimal).txt"
        guard PrivateFile.createFolder(folder),
            PrivateFile.create("\(folder)/\(name)", contents: Data(text.utf8))
        else { throw MessageError.outboxUnwritable }
    }

    /// What a mail server or a webhook would be given, and what kind of message it is.
    private func text(of message: Message, at date: Date) -> String {
        let kind = "Kind: \(message.kind.rawValue)"
        switch message.recipient {
        case .email:
            return MailText(message, from: sender).readable(at: date, more: [kind])
        case .phone(let number):
            let head = ["To: \(number)", "Date: \(MailText.moment(date))", "Content-Language: \(message.language)"]
            return (head + [kind, "", message.text, ""]).joined(separator: "\n")
        }
    }

    /// Throws unless the folder can be written to, or made.
    func check() async throws {
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
