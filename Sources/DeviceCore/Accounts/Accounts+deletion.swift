import AccountAPI
import Encodings
import Entries
import OutsideText
import Vault

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

extension Accounts {
    /// Deletes a personal account at its service, and takes its entry from this device; false where it was not wanted.
    ///
    /// The password is asked for in any case, last: that it was typed a moment ago for something else says nothing of who
    /// holds the device now.
    ///
    /// The entries of other sites stay here. The backup that the account opens is off from then on: nothing opens its
    /// files any more.
    @available(*, noasync)
    package func delete(
        _ name: String?,
        confirm: (_ username: String, _ label: String, _ keepsBackup: Bool) throws -> Bool,
        password: (_ asked: String) throws -> Password
    ) throws -> Bool {
        let vault = try device.vault()
        let contents = try vault.contents()
        let (entry, account) = try contents.recoveryAccount(named: name)
        let keepsBackup = contents.deviceBound.backup?.recoveryEntry == entry.id
        try refuseDeletionTooEarly(of: entry.id.rawValue)
        if (try? status(of: entry.id.rawValue))?.needsNewPassword == true {
            throw Failure(.sessionLimited)
        }
        guard try confirm(account.username, contents.wholeLabel(of: entry), keepsBackup) else { return false }
        _ = try device.untilRight {
            try signInAgain(to: account, entry.id, vault, password: password(contents.asked(of: account)))
        }
        try withSession(of: entry.id.rawValue) { client, session in
            _ = try client.untilAnswered().call(DeleteAccount.self, Nothing(), in: session)
        }
        let now = device.now()
        try vault.update { contents in
            if contents.deviceBound.backup?.recoveryEntry == entry.id { contents.deviceBound.backup = nil }
            contents.portable.remove(entry.id, at: now, on: contents.deviceBound.device)
            contents.deviceBound.forget(entry.id)
        }
        return true
    }

    /// Throws where an older device can still take the account back, or this one is too new to change it.
    private func refuseDeletionTooEarly(of name: String) throws {
        let devices = (try? devices(of: name)) ?? []
        let older = devices.prefix { !$0.current }.filter { $0.settles == nil }
        guard devices.contains(where: \.current), let oldest = older.first else {
            return try device.evidence.refuseChangeTooEarly(of: name)
        }
        throw Failure(
            .olderDevice,
            [
                "device": .text(ShownText.quotable(oldest.name)),
                "id": .text(String(oldest.id.rawValue.prefix(12))),
                "date": .day(Instant(milliseconds: oldest.added)),
                "until": .day(takingBackEnds),
            ]
        )
        .in(.named)
    }

    /// All that the service holds of a person, as JSON; no secret is among it.
    @available(*, noasync)
    package func export(_ name: String?) throws -> Data {
        let answer = try withSession(of: name) { client, session in
            try client.call(ExportAccount.self, Nothing(), in: session)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(answer)
    }
}
