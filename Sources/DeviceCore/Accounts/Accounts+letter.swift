package import AccountAPI
package import Encodings
import Entries
package import Primitives
import Vault

extension Accounts {
    /// Has a letter sent to the verified contacts of a name, whether it has any or not; returns until when its code is
    /// accepted.
    ///
    /// `language` is that of whoever asks.
    @available(*, noasync)
    package func requestLetter(
        for username: String,
        at service: ServiceAddress,
        language: String
    ) throws -> Instant {
        let answer = try device.client(of: service)
            .call(RequestLetter.self, .init(username: username, language: language))
        return Instant(milliseconds: answer.expires)
    }
}

/// Whom a letter is for.
package struct LetterAddressee: Sendable {
    /// The user name.
    package let username: String
    /// The service.
    package let service: ServiceAddress

    /// A user name at a service.
    package init(username: String, service: ServiceAddress) {
        (self.username, self.service) = (username, service)
    }
}

extension Accounts {
    /// Whom a letter is for that is asked for by the name of a personal account here; without a name, of the recovery
    /// account.
    package func letterAddressee(named name: String?) throws -> LetterAddressee {
        let (_, account) = try device.vault().contents().recoveryAccount(named: name)
        return LetterAddressee(username: account.username, service: try ServiceAddress(account.service))
    }

    /// The same where no passphrase has to be asked for, and nil where the name means no personal account here.
    package func knownAddressee(named name: String) -> LetterAddressee? {
        guard let contents = device.contentsUnasked(), let (_, account) = try? contents.recoveryAccount(named: name),
            let service = try? ServiceAddress(account.service)
        else { return nil }
        return LetterAddressee(username: account.username, service: service)
    }

    /// The command that takes the code of a letter: of an account that is here, the one that confirms this device or signs
    /// it in again; of another, the one that signs in.
    package func commandTakingLetter(for addressee: LetterAddressee) -> String {
        let account = PersonalAccount(service: addressee.service.text, username: addressee.username)
        guard let contents = device.contentsUnasked(), let entry = contents.personalEntry(of: account) else {
            return "sparekey account sign-in \(addressee.words) --letter-code"
        }
        let isNew = contents.codesCountFrom(entry.id, at: device.now()) != nil
        let command = isNew ? "account confirm" : "recover-entry"
        return "sparekey \(command) \(contents.word(of: entry)) --letter-code"
    }
}

extension LetterAddressee {
    /// The words of a command that mean it on any device.
    package var words: String { "\(ShellWord.quoted(username)) --service \(service.text)" }
}

extension Error {
    /// An error met in signing in to an account that is not here yet; one that a letter gets on with names it.
    func naming(_ username: String, at service: ServiceAddress) -> any Error {
        let failure = Failure(explaining: self)
        guard [.tooManyAttempts, .letterRefused].contains(failure.code), failure.situation != .accountHere else {
            return self
        }
        return failure.adding(["username": ShellWord.quoted(username), "place": service.text]).in(.named)
    }
}

extension LetterCode {
    /// Reads a code as people type it; throws where it does not have the form of one, which spends no try.
    package init(typed: SecretBytes) throws {
        guard let code = LetterCode(typed: typed.exposedText) else {
            throw Failure(.letterMistyped)
        }
        self = code
    }
}
