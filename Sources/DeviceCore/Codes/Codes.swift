package import Encodings
import Entries
import OneTimePassword
import Primitives
import Vault

/// The codes of the entries that are ready here.
package struct Codes: Sendable {
    let device: Device
}

extension Codes {
    /// The code of one entry, or the one after it.
    ///
    /// A code that depends on a counter is used up before `show` gets it, so that no other command shows the same one;
    /// `giveBack` takes that back where nobody could see it. Such a code belongs to no time: `next` and `date` are
    /// refused.
    ///
    /// The first use of an entry in a day is noted on this device, once its code was shown.
    @discardableResult
    package func code(
        of name: String,
        next: Bool,
        at date: Instant?,
        show: (_ code: CodeListing, _ giveBack: () -> Void) -> Void = { _, _ in }
    ) throws -> CodeListing {
        let vault = try device.vault()
        let contents = try vault.contents()
        let entry = try contents.entry(named: name)
        guard let secret = contents.oneTimeSecret(of: entry) else {
            throw contents.removal(from: entry) ?? Failure(.entryNotReady)
        }
        guard secret.parameters.kind == .hotp else {
            let now = device.now()
            let listing = CodeListing(
                entry,
                secret.parameters.code(secret.secret, next: next, at: date ?? now),
                countingFrom: contents.codesCountFrom(entry.id, at: date ?? now)
            )
            show(listing) {}
            if date == nil, contents.isFirstUse(of: entry.id, at: now) {
                // Nobody waits for it, and a code was shown whether it can be noted or not.
                let id = entry.id
                _ = try? vault.update { $0.noteUse(of: id, at: now) }
            }
            return listing
        }
        guard !next, date == nil else { throw Failure(.counterBased) }
        let now = device.now()
        let id = entry.id
        let (counter, listing) = try vault.update { contents in
            let device = contents.deviceBound.device
            do throws(CounterError) {
                let spent = try contents.portable.spendCounter(of: id, at: now, on: device)
                contents.noteUse(of: id, at: now)
                return (spent.counter, CodeListing(spent.entry, spent.code))
            } catch {
                // It was there a moment ago: another command has removed it.
                throw Failure(.noSuchEntry)
            }
        }
        show(listing) {
            // If that fails, one code is skipped, which a service allows for (RFC 4226 section 7.4).
            _ = try? vault.update { contents in
                try contents.portable.giveBackCounter(counter, of: id, at: now, on: contents.deviceBound.device)
            }
        }
        return listing
    }

    /// The codes of all entries that are ready.
    package func all(at date: Instant?) throws -> [CodeListing] {
        guard device.store.holdsVault else { return [] }
        return try device.vault().contents().codes(at: date ?? device.now())
    }

    /// The codes of all entries that are ready now, at any time: the vault is opened once.
    package func source() throws -> @Sendable (Instant) -> [CodeListing] {
        let contents = try device.vault().contents()
        return { contents.codes(at: $0) }
    }

    /// Sets the counter of an account whose codes depend on one, where it and the site no longer agree.
    package func setCounter(of name: String, to counter: UInt64) throws -> EntryListing {
        let now = device.now()
        return try device.vault().update { contents in
            let entry = try contents.entry(named: name)
            let device = contents.deviceBound.device
            do throws(CounterError) {
                try contents.portable.setCounter(of: entry.id, to: counter, at: now, on: device)
            } catch {
                throw Failure(.noCounter)
            }
            return try contents.listing(of: entry.id)
        }
    }
}

extension OTPParameters {
    fileprivate func code(_ secret: SecretBytes, next: Bool, at date: Instant) -> OneTimeCode {
        next ? nextCode(secret: secret, at: date) : code(secret: secret, at: date)
    }
}
