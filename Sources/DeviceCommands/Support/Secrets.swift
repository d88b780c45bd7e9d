import AccountAPI
import DeviceCore
import LocalFiles
import OutsideText
import Primitives
import Synchronization
import Vault

/// Where secrets come from: a file, the environment, or a prompt, in this order; never an argument.
struct Secrets {
    let prompt: Prompt

    /// Whether the latest secret was typed, so that it can be typed again.
    static var wasTyped: Bool { typed.withLock { $0 } }

    private static let typed = Mutex(false)

    /// The password of an account that exists.
    func password(
        file: String?,
        asking key: String,
        _ values: [String: String] = [:]
    ) throws -> Password {
        if let given = try given(file: file, variable: "SPAREKEY_PASSWORD") { return try Password(existing: given) }
        guard let typed = try prompt.secret(key, values) else { throw PasswordError.empty }
        return try Password(existing: typed)
    }

    /// The password of the account that people know by a label.
    func password(file: String?, of label: String) throws -> Password {
        try password(file: file, asking: "prompt.passwordOf", ["label": label])
    }

    /// The password of the account that keeps the key of the backup, or is to.
    func recoveryPassword(file: String?, of label: String) throws -> Password {
        try password(file: file, asking: "prompt.recoveryPasswordOf", ["label": label])
    }

    /// A new password, typed twice where it is typed; nil where nothing was typed, for one to be made.
    func newPassword(username: String, file: String?, variable: String) throws -> Password? {
        if let given = try given(file: file, variable: variable) { return try Password(new: given, username: username) }
        return try asking { () throws -> Password? in
            let minimum = ["minimum": String(Password.minimumLength)]
            guard let typed = try prompt.secret("prompt.newPassword", minimum, isNeeded: false) else {
                let isFirst = variable == "SPAREKEY_PASSWORD"  // ours: the name of a variable
                throw isFirst ? Failure(.emptyPassword) : Failure(.emptyPassword).in(.new)
            }
            guard typed.count > 0 else { return nil }
            let password = try Password(new: typed, username: username)
            guard try prompt.secret("prompt.repeat", isNeeded: false) == typed else { throw Failure(.passwordMismatch) }
            return password
        }
    }

    private static let weaknesses: Set<FailureCode> = [
        .shortPassword, .commonPassword, .shortPassphrase, .passwordMismatch,
    ]

    /// Asks until it will do: a new secret that is too weak, or differs when typed again, is told and asked for again.
    private func asking<Answer>(_ ask: () throws -> Answer) throws -> Answer {
        while true {
            do {
                return try ask()
            } catch {
                let failure = Failure(explaining: error)
                guard Self.weaknesses.contains(failure.code) else { throw error }
                Terminal.printError(prompt.words.sentence(for: failure) + "\n")
            }
        }
    }

    /// The recovery code from the paper.
    ///
    /// A mistyped one is told at once and asked for again: it would be refused, and cost an attempt.
    func recoveryCode(of label: String? = nil) throws -> RecoveryCode {
        if let given = try given(file: nil, variable: "SPAREKEY_RECOVERY_CODE") {
            return try RecoveryCode(typed: given)
        }
        let key = label == nil ? "prompt.recoveryCode" : "prompt.recoveryCodeOf"
        let code = try prompt.ask(key, ["label": label ?? ""]) { typed in
            guard let code = try? RecoveryCode(typed: typed) else { throw mistyped("recoveryCode.mistyped") }
            return code
        }
        guard let code else { throw Failure(.noTerminal, ["how": "SPAREKEY_RECOVERY_CODE"]) }
        return code
    }

    /// Whether the recovery code is given in the environment.
    static var hasRecoveryCode: Bool { ProcessEnvironment.variables["SPAREKEY_RECOVERY_CODE"] != nil }

    /// The code of a letter: given, or typed where it is asked for; else none.
    func letterCode(asking: Bool) throws -> LetterCode? {
        if let given = try given(file: nil, variable: "SPAREKEY_LETTER_CODE") { return try LetterCode(typed: given) }
        guard asking else { return nil }
        let code = try prompt.ask("prompt.letterCode") { typed in
            guard let code = try? LetterCode(typed: typed) else { throw mistyped("letter.mistyped") }
            return code
        }
        guard let code else { throw Failure(.noTerminal, ["how": "SPAREKEY_LETTER_CODE"]) }
        return code
    }

    /// The code that was sent to a contact by an earlier command.
    func contactCode(file: String?) throws -> ContactCode {
        let missing = Failure(.noTerminal, ["how": Self.contactCodeVariable])
        let code = try contactCode(file: file, sent: [:], before: nil) { missing }
        guard let code else { throw missing }
        return code
    }

    /// The code that was sent to a contact.
    ///
    /// One that has not eight digits is told at once and asked for again. `missing` is what is thrown where there is
    /// none and nobody to ask. Nil where one was sent `before` and Enter alone asks for another.
    func contactCode(
        file: String?,
        sent values: [String: String],
        before time: String?,
        missing: () -> Failure
    ) throws -> ContactCode? {
        let given = try given(file: file, variable: Self.contactCodeVariable)
        if let given { return try ContactCode(typed: given) }
        let key = values.isEmpty ? "prompt.contactCode" : "prompt.contactCodeSent\(time == nil ? "" : ".before")"
        let told = values.merging(time.map { ["time": $0] } ?? [:]) { $1 }
        let code = try prompt.ask(key, told) { typed -> ContactCode? in
            if time != nil, Prompt.text(typed).trimmed().isEmpty { return nil }
            guard let code = try? ContactCode(typed: typed) else { throw mistyped("contacts.mistyped") }
            return code
        }
        guard let code else { throw missing() }
        return code
    }

    private static let contactCodeVariable = "SPAREKEY_CONTACT_CODE"

    /// Whether the code that was sent to a contact is given in the environment.
    static var hasContactCode: Bool { ProcessEnvironment.variables[contactCodeVariable] != nil }

    private func mistyped(_ key: String) -> Prompt.Mistyped { Prompt.Mistyped(hint: prompt.words.text(key)) }

    /// The password of the storage account, where the storage has one.
    func storagePassword(for location: String?, _ options: StorageSecretOptions) throws -> SecretBytes? {
        if let given = try given(file: options.storagePasswordFile, variable: "SPAREKEY_STORAGE_PASSWORD") {
            return given
        }
        guard let location, try Backups.needsStoragePassword(location) else { return nil }
        guard let typed = try prompt.secret("prompt.storagePassword") else { throw Failure(.storagePasswordNeeded) }
        return typed
    }

    /// The vault's passphrase.
    ///
    /// Throws where none is given and there is nobody to ask.
    func passphrase() throws -> (secret: SecretBytes, wasTyped: Bool) {
        if let given = try given(file: nil, variable: "SPAREKEY_PASSPHRASE") {
            return (SecretBytes(passphrase: given), false)
        }
        guard let typed = try prompt.secret("prompt.passphrase") else { throw Failure(.passphraseNeeded) }
        return (SecretBytes(passphrase: typed), true)
    }

    /// A new passphrase; nil means that none is wanted.
    func newPassphrase() throws -> SecretBytes? {
        if let given = try given(file: nil, variable: "SPAREKEY_NEW_PASSPHRASE") {
            return given.count > 0 ? SecretBytes(passphrase: given) : nil
        }
        return try asking { () throws -> SecretBytes? in
            guard let typed = try prompt.secret("prompt.newPassphrase", isNeeded: false) else {
                // The vault may have no passphrase: nothing is locked, there is only nobody to type a new one.
                throw Failure(.noTerminal, ["how": "SPAREKEY_NEW_PASSPHRASE"])
            }
            guard typed.count > 0 else { return nil }
            let passphrase = SecretBytes(passphrase: typed)
            // Nobody types twice what is refused then.
            try Device.refuse(newPassphrase: passphrase)
            guard let repeated = try prompt.secret("prompt.repeat", isNeeded: false),
                SecretBytes(passphrase: repeated) == passphrase
            else { throw Failure(.passwordMismatch).in(.passphrase) }
            return passphrase
        }
    }

    /// Whether the passphrase of the vault is asked for, rather than given.
    var asksForPassphrase: Bool {
        ProcessEnvironment.variables["SPAREKEY_NEW_PASSPHRASE"] == nil
    }

    /// The secret in a file or a pipe.
    static func secret(inFile path: String) throws -> SecretBytes {
        do throws(FileFailure) {
            var bytes = try Files.readSecret(path)
            return SecretBytes(wiping: &bytes)
        } catch {
            throw Failure(.unreadableFile, ["path": path])
        }
    }

    /// The bytes of `file` or of the environment's `variable`.
    private func given(file: String?, variable: String) throws -> SecretBytes? {
        let value = ProcessEnvironment.variables[variable]
        Self.typed.withLock { $0 = file == nil && value == nil }
        if let file {
            return try Self.secret(inFile: file)
        }
        guard let value else { return nil }
        var bytes = Array(value.utf8)
        return SecretBytes(wiping: &bytes)
    }
}
