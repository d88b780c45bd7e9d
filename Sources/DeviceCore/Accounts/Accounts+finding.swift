import Entries
import Vault

/// Finding an account that is here.
extension Accounts {
    /// The personal account that a command is for, as the list shows it; without a name the recovery account, or the only
    /// one.
    ///
    /// Throws where there is none: nobody is asked anything for it.
    package func personalListing(named name: String?) throws -> EntryListing {
        let contents = try device.vault().contents()
        return try contents.listing(of: contents.recoveryAccount(named: name).0.id)
    }

    /// The account of an account service that `name` means; an entry of another kind is meant only where no account is.
    package func accountListing(named name: String) throws -> EntryListing {
        let contents = try device.vault().contents()
        do {
            return try contents.listing(of: contents.accountEntry(named: name).id)
        } catch let failure as Failure where failure.code == .noSuchEntry {
            return try contents.listing(of: contents.anyEntry(named: name))
        }
    }

    /// The entry of an account that is here, by its user name and service; nil where it is not.
    package func personalEntry(of username: String, at service: ServiceAddress) throws -> EntryListing? {
        guard device.store.holdsVault else { return nil }
        let contents = try device.vault().contents()
        let entry = contents.personalEntry(of: PersonalAccount(service: service.text, username: username))
        return try entry.map { try contents.listing(of: $0.id) }
    }
}
