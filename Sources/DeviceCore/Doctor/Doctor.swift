import Vault

/// What works on this device, and what would fail on the day of a loss.
package struct Doctor: Sendable {
    let device: Device
}

extension Doctor {
    /// Tests every step of the path and changes nothing but the time of the last verification.
    @available(*, noasync)
    package func diagnose() -> Diagnosis {
        let contents: VaultContents
        var checks: [Diagnosis.Check] = []
        do {
            let vault = try device.vault()
            contents = try vault.contents()
            checks.append(.init(name: .vault, failure: nil, isSkipped: false))
        } catch {
            checks.append(.init(name: .vault, failure: Failure(explaining: error), isSkipped: false))
            if let previous = previousCheck() { checks.append(previous) }
            return Diagnosis(checks: checks)
        }
        let accounts = accountChecks(contents)
        checks += accounts.checks
        let backup = contents.deviceBound.backup
        checks += storageChecks(backup)
        checks.append(
            check(.backup, unless: backup == nil) {
                do {
                    _ = try device.backups.verify()
                } catch {
                    throw contents.recoveryEntry.map { contents.naming(error, in: $0) } ?? error
                }
            }
        )
        let status = (try? device.backups.status()) ?? BackupStatus(contents)
        return Diagnosis(
            checks: checks,
            lastVerified: status.lastVerified,
            backup: status,
            warnings: warnings(contents) + standingWarnings(besides: accounts.failed)
        )
    }

    /// What works today but would fail on the day of a loss.
    ///
    /// It is advice: where the service does not answer, nothing is said of the account.
    private func warnings(_ contents: VaultContents) -> [Diagnosis.Warning] {
        var warnings: [Diagnosis.Warning] = []
        // Without a backup there is nothing that a code opens, and one of now would not open one of later.
        let hasBackup = contents.deviceBound.backup != nil
        if let status = try? device.accounts.status(of: nil), let name = status.warning,
            hasBackup || status.needsNewPassword
        {
            let label = status.needsNewPassword ? status.label : nil
            var warning = Diagnosis.Warning(name: name, label: label, from: status.changesFrom)
            warning.word = status.word
            warnings.append(warning)
        }
        if let label = contents.secondFactorOfStorage() {
            warnings.append(.init(name: "secondFactor", label: label))
        }
        return warnings
    }

    /// Puts the previous copy of the vault in the place of a damaged one, which is kept under another name.
    package func restorePreviousVault() throws {
        _ = try UnlockedVault.restorePrevious(in: device.store, with: try unlockOfPrevious())
    }

    /// Signs in to the storage, then writes, reads back, compares and removes an object of random bytes.
    private func storageChecks(_ backup: BackupBinding?) -> [Diagnosis.Check] {
        guard backup != nil else {
            return [.init(name: .storage, failure: nil, isSkipped: true)]
        }
        let test: StorageTest
        do {
            test = try device.backups.testStorage(at: nil, password: nil)
        } catch {
            return [.init(name: .storage, failure: Failure(explaining: error), isSkipped: false)]
        }
        guard let first = test.steps.first, first.failure == nil else {
            return [.init(name: .storage, failure: test.failure, isSkipped: false)]
        }
        return [
            .init(name: .storage, failure: nil, isSkipped: false),
            .init(name: .write, failure: test.failure, isSkipped: false),
        ]
    }

    private func previousCheck() -> Diagnosis.Check? {
        guard device.store.holdsPrevious, let unlock = try? unlockOfPrevious() else { return nil }
        let opens = UnlockedVault.previousOpens(in: device.store, with: unlock)
        return .init(name: .previous, failure: opens ? nil : Failure(.vaultDamaged), isSkipped: false)
    }

    private func unlockOfPrevious() throws -> Unlock {
        // The header may be what is damaged, so the device's key tells whether the vault has a passphrase.
        do throws(VaultError) {
            _ = try device.store.loadKey()
        } catch {
            if error == .unlocking(.keyFileMissing) { return .passphrase(try device.askPassphrase().secret) }
        }
        return .keyFile
    }

    /// Does a step and notes how it went.
    func check(
        _ name: Diagnosis.Name,
        of subject: String? = nil,
        unless isOff: Bool = false,
        _ body: () throws -> Void
    ) -> Diagnosis.Check {
        guard !isOff else { return .init(name: name, failure: nil, isSkipped: true) }
        do {
            try body()
            return .init(name: name, subject: subject, failure: nil, isSkipped: false)
        } catch {
            return .init(name: name, subject: subject, failure: Failure(explaining: error), isSkipped: false)
        }
    }
}
