import ArgumentParser
import DeviceCore
import LocalFiles
import OutsideText

extension CommandSession {
    /// The account service that was given or, at a terminal, is typed; Enter takes the one that accounts here are at.
    func service(_ given: String?) throws -> ServiceAddress {
        if let given { return try ServiceAddress(given) }
        let known = device.accounts.knownServices().first
        guard let typed = try ask("prompt.service", proposing: known, { try ServiceAddress($0) }) else {
            throw ValidationError(terminal.words.text("usage.service"))
        }
        return typed
    }

    /// The personal account that was named or, at a terminal, is chosen where there are several and none keeps the backup.
    ///
    /// Nil where nothing has to be chosen.
    func account(_ given: String?) throws -> String? {
        let name = try account(given, asking: "prompt.account") { $0 }
        // Where none is named, the command itself has nothing to go by: it asks nothing for an account that is not there.
        if given == nil { _ = try device.accounts.personalListing(named: name) }
        return name
    }

    /// The personal account that is to keep the key of the backup, which has an option of its own.
    func keepingAccount(_ given: String?) throws -> String? {
        try account(given, asking: "prompt.account.keepsKey") { $0.in(.keepsKey) }
    }

    private func account(
        _ given: String?,
        asking key: String,
        _ situation: (Failure) -> Failure
    ) throws -> String? {
        guard given == nil else { return given }
        let accounts = try device.accounts.accountsToChooseFrom()
        guard !accounts.isEmpty else { return nil }
        let failure = situation(Failure(.severalAccounts, among: accounts))
        guard terminal.canChoose else { throw failure }
        terminal.say(key, ["n": String(accounts.count)])
        guard let chosen = try secrets.prompt.choice(of: accounts.map(\.wholeLabel)) else { throw failure }
        return accounts[chosen].id
    }

    /// Says what becomes of a backup whose key another account keeps, and asks whether to go on; a script is told only.
    func agreesToMoveKey(to new: String, _ id: String?) throws -> Bool {
        guard let old = try device.backups.keeperNow(), old.id != id else { return true }
        terminal.announce("backup.moves", ["old": old.wholeLabel, "new": new])
        guard terminal.canChoose else { return true }
        return try confirm("backup.moves.ask", ["new": new], yes: false)
    }

    /// The storage that was given or, at a terminal, is typed; Enter takes the one that was used or found.
    ///
    /// Nil where there is nobody to ask.
    func storage(_ given: String?, proposing proposed: String?) throws -> String? {
        try (given ?? ask("prompt.storage", proposing: proposed) { $0 }).map(Self.location)
    }

    /// A location as it was typed; a path alone is that of a folder.
    static func location(_ typed: String) -> String { typed.begins(with: "/") ? "folder:\(typed)" : typed }

    /// What was given as an argument; `-` stands for what comes on standard input.
    static func argument(_ given: String) throws -> String {
        guard given.isSame(as: "-") else { return given }
        let bytes = try StandardStreams.read(most: 4096)
        return String(String(decoding: bytes, as: UTF8.self).trimmed())
    }

    /// Asks for a place until `read` takes it; Enter takes the one that is known, where there is one.
    private func ask<Place>(
        _ key: String,
        proposing known: String?,
        _ read: (String) throws -> Place
    ) throws -> Place? {
        let prompt = secrets.prompt
        return try prompt.ask(known == nil ? key : "\(key).known", known.map { ["known": $0] } ?? [:]) { line in
            let typed = String(Prompt.text(line).trimmed())
            guard let place = typed.isEmpty ? known : typed else { throw prompt.nothingTyped }
            do {
                return try read(place)
            } catch {
                throw Prompt.Mistyped(hint: terminal.words.sentence(for: Failure(explaining: error)))
            }
        }
    }
}
