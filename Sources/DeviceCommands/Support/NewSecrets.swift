import ArgumentParser
import DeviceCore
import Primitives

/// Where a new password or passphrase comes from.
struct GenerateOption: ParsableArguments {
    @Flag(help: HelpText.of("GenerateOption.generate")) var generate = false
}

/// A new secret, and its words where it was made here: they have to be shown.
struct NewSecret<Value: Sendable>: Sendable {
    let value: Value
    let made: GeneratedPassphrase?

    /// Its text where it was made here.
    var generated: String? { made?.text }
}

extension CommandSession {
    /// A new password: given, typed, or made where that is asked for or nothing is typed.
    ///
    /// One that is made is shown later, by ``showIfMade(_:)``: nobody writes down what the service then refuses.
    func newPassword(
        username: String,
        file: String?,
        variable: String = "SPAREKEY_PASSWORD",
        _ option: GenerateOption
    ) throws -> NewSecret<Password> {
        if !option.generate {
            if let chosen = try secrets.newPassword(username: username, file: file, variable: variable) {
                return NewSecret(value: chosen, made: nil)
            }
            // The question said what becomes of it where nothing is typed.
        }
        let made = GeneratedPassphrase.random()
        return NewSecret(value: try Password(new: made.secret, username: username), made: made)
    }

    /// Shows a password that was made here, once the service would take it.
    func showIfMade(_ password: NewSecret<Password>?) throws {
        if let made = password?.made { try show(made, as: "password") }
    }

    /// Another user name for a new account, which has its password already; nil where nobody can be asked.
    func otherName(after problem: String, for password: Password) throws -> String? {
        Terminal.printError(problem + "\n")
        return try secrets.prompt.ask("prompt.otherName") { line in
            let name = Prompt.text(line)
            do {
                try Accounts.refuseUsername(name)
                _ = try Password(new: password.bytes, username: name)
            } catch {
                throw Prompt.Mistyped(hint: terminal.words.sentence(for: Failure(explaining: error)))
            }
            return name
        }
    }

    /// A new passphrase of the vault: given, typed, or made; its value is nil where none is wanted.
    ///
    /// Nil where one that is set stays: Enter alone at every question must not take the protection away.
    func newPassphrase(_ option: GenerateOption, replacing isSet: Bool) throws -> NewSecret<SecretBytes?>? {
        if !option.generate {
            if let chosen = try secrets.newPassphrase() { return NewSecret(value: chosen, made: nil) }
            let asks = secrets.asksForPassphrase
            guard asks, try secrets.prompt.confirm("prompt.generate") == true else {
                guard try !asks || !isSet || confirm("prompt.removePassphrase", yes: false) else { return nil }
                return NewSecret(value: nil, made: nil)
            }
        }
        let made = GeneratedPassphrase.random()
        try show(made, as: "passphrase")
        return NewSecret(value: made.secret, made: made)
    }

    /// Shows a passphrase of random words and, where someone is there, has it typed back.
    ///
    /// A script gets it as what `name` says, also where the command fails after this: it may be set all the same.
    private func show(_ made: GeneratedPassphrase, as name: String) throws {
        guard !terminal.json else { return self.generated = [name: made.text] }
        terminal.announce("generated")
        Terminal.print(made.text)
        // Without a terminal there is nobody who could have mistaken it.
        try secrets.prompt.ask("prompt.typeBack", isShown: false) { typed in
            guard typed == made.secret else {
                throw Prompt.Mistyped(hint: terminal.words.text("prompt.typeBack.again"))
            }
        }
    }

    /// Shows a new recovery code, and has it typed back unless `yes` says that this is not needed.
    ///
    /// A script reads it from the JSON. `insists` refuses where there is nobody to type it back; `situation` is where the
    /// question is left unanswered.
    func show(
        _ code: RecoveryCode,
        yes: Bool,
        insists: Bool,
        unanswered situation: Failure.Situation = .newCode,
        _ values: [String: String] = [:]
    ) throws -> Bool {
        guard !terminal.json else { return true }
        let asks = !yes && Prompt.isAvailable
        guard yes || asks || !insists else { throw Failure(.confirmationNeeded) }
        Terminal.print(code.text)
        terminal.say("recoveryCode.writeDown")
        guard asks else { return true }
        terminal.say("recoveryCode.validOnce")
        return try unless(answered: situation, values) {
            let typed: Void? = try secrets.prompt.ask("prompt.recoveryCodeBack") { typed in
                guard (try? RecoveryCode(typed: typed)) == code else {
                    throw Prompt.Mistyped(hint: terminal.words.text("recoveryCode.differs"))
                }
            }
            return typed != nil
        }
    }

    /// Asks; where the input ends or Ctrl-C comes instead of an answer, the words for the situation say what holds.
    func unless<Answer>(
        answered situation: Failure.Situation,
        _ values: [String: String] = [:],
        ask: () throws -> Answer
    ) throws -> Answer {
        let unanswered = Failure(.inputEnded, values).in(situation)
        let interruption = Interruption(saying: terminal.words.words(for: unanswered).remedy)
        defer { interruption.end() }
        do {
            return try ask()
        } catch let failure as Failure where failure.code == .inputEnded {
            throw unanswered
        }
    }

    /// Gives a script a generated password that is set although its command fails: nothing else holds it.
    func keep(_ generated: String?, besides error: any Error, _ result: some Encodable) {
        guard terminal.json, let generated, Failure(explaining: error).code == .recoveryCodeNotSaved else { return }
        Terminal.printJSON(WithSecrets(result: result, password: generated))
        self.generated = [:]
    }

    /// Says what a personal account lacks, such as a recovery code.
    ///
    /// It is advice: where the service does not answer, nothing is said.
    func warn(of name: String?) {
        guard !terminal.json, let status = try? device.accounts.status(of: name),
            let warning = terminal.words.warning(of: status)
        else { return }
        Terminal.printError(warning + "\n")
    }
}

/// A result with the secrets that were made on the way, which a script has to show.
struct WithSecrets<Result: Encodable>: Encodable {
    let result: Result
    var password: String?
    var passphrase: String?
    var recoveryCode: String?
    /// The names of the devices that went with the old password or recovery code.
    var removedDevices: [String] = []

    func encode(to encoder: any Encoder) throws {
        try result.encode(to: encoder)
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encodeIfPresent(password, forKey: .password)
        try container.encodeIfPresent(passphrase, forKey: .passphrase)
        try container.encodeIfPresent(recoveryCode, forKey: .recoveryCode)
        if !removedDevices.isEmpty { try container.encode(removedDevices, forKey: .removedDevices) }
    }

    private enum CodingKeys: String, CodingKey {
        case password, passphrase, recoveryCode, removedDevices
    }
}
