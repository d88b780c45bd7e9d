import AccountAPI
import Encodings
import Entries
import OneTimePassword
import OutsideText
import Vault

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension VaultContents {
    /// Keeps what a sign-in gave this device: the session, and the device's own secret where it got one.
    mutating func keep(_ signedIn: SignedIn, for account: PersonalAccount, at now: Instant) throws -> EntryID {
        let id: EntryID
        if let existing = personalEntry(of: account) {
            id = existing.id
        } else {
            id = portable.add(
                .personal(account),
                issuer: URL(string: account.service)?.host() ?? account.service,
                account: account.username,
                at: now,
                on: deviceBound.device
            )
        }
        deviceBound.forgetFormer(at: now)
        if let added = signedIn.addedDevice {
            let code = DeviceCode(
                serviceDevice: added.id.text,
                oneTime: OneTimeSecret(secret: added.secret, parameters: try .personal)
            )
            deviceBound.replaceCode(of: id, with: code, at: now)
        } else if signedIn.isFormer {
            deviceBound.putFormerBack(id)
        }
        deviceBound.sessions[id] = signedIn.session
        deviceBound.noteAcceptance(by: id)
        return id
    }

    /// The entry of a personal account.
    func personalEntry(of account: PersonalAccount) -> Entry? {
        portable.personalEntry(of: account)
    }

    /// The personal or work entry that `name` means.
    func accountEntry(named name: String) throws -> Entry {
        // A number is that of the whole list, and names are told apart in it.
        if let id = try toldApart(name) ?? portable.listed(as: name), let entry = portable[id] {
            guard entry.kind != .thirdParty else { throw noAccount(named: name) }
            return entry
        }
        // People have the same name at many sites, so those are not looked at.
        var candidates = portable
        candidates.entries.removeAll { $0.kind == .thirdParty }
        candidates.unreadable = []
        guard let id = try one(of: candidates.find(name), name), let entry = portable[id] else {
            throw noAccount(named: name)
        }
        return entry
    }

    /// The failure that a name means no account of an account service: with what it means, and which there are.
    private func noAccount(named name: String) -> Failure {
        let ids = Set(portable.entries.filter { $0.kind != .thirdParty }.map(\.id.rawValue))
        let accounts = listing.filter { ids.contains($0.id) }.map(\.word)
        let among = ["accounts": accounts.joined(separator: ", ")]
        let site: String
        switch portable.findAny(name) {
        case .one(let id): site = portable[id].map(wholeLabel) ?? name
        case .several: site = name
        case .none:
            guard !accounts.isEmpty, let shown = Failure.shownName(name) else { return Failure(noEntryNamed: name) }
            return Failure(.noSuchEntry, among.merging(["name": shown]) { $1 }).in(.amongAccounts)
        }
        let failure = Failure(.noSuchEntry, among.merging(["name": site]) { $1 })
        return failure.in(accounts.isEmpty ? .ofOtherSiteAlone : .ofOtherSite)
    }

    /// The personal account that `name` means; without a name, the only one there is.
    ///
    /// `code` says why a work account will not do.
    func personalAccount(
        named name: String?,
        else code: FailureCode = .workAccount
    ) throws -> (Entry, PersonalAccount) {
        let entries =
            try name.map { [try accountEntry(named: $0)] } ?? portable.entries.filter { $0.kind == .personal }
        guard entries.count < 2 else {
            let ids = Set(entries.map(\.id.rawValue))
            throw Failure(.severalAccounts, among: listing.filter { ids.contains($0.id) })
        }
        let missing = Failure(.noRecoveryAccount).in(.withoutBackup)
        guard let entry = entries.first else { throw missing }
        switch entry.content {
        case .personal(let account): return (entry, account)
        case .work: throw Failure(code)
        case .thirdParty: throw missing
        }
    }
}

extension PortableContents {
    /// The entry of a personal account.
    ///
    /// Names are the same here where they are for the service.
    func personalEntry(of account: PersonalAccount) -> Entry? {
        entries.first { entry in
            guard case .personal(let other) = entry.content else { return false }
            return other.service == account.service && UserNameRule.isSame(other.username, account.username)
        }
    }
}
