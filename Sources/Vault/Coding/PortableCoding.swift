import Foundation
package import Sodium

/// The JSON form of portable contents, in the vault and in snapshots.
package enum PortableCoding {
    /// The contents as JSON, an object in UTF-8; beyond the bounds it throws ``VaultError/tooLarge``.
    package static func encode(_ contents: PortableContents) throws(VaultError) -> SecretBytes {
        try JSONBytes.encode(Document(contents))
    }

    /// The contents that the JSON holds; members that the schema does not name are ignored.
    package static func decode(_ json: SecretBytes) throws(VaultError) -> PortableContents {
        try JSONBytes.decode(Document.self, from: json).contents()
    }
}

private struct Document: Codable {
    let schema: Int
    let entries: [StoredEntry]
    let tombstones: [String: String]
    let settings: StoredSettings
    let ordered: String
    let clock: String
    let revision: UInt64

    init(_ contents: PortableContents) throws(VaultError) {
        guard
            contents.entries.count <= VaultLimits.entries,
            contents.tombstones.count <= VaultLimits.tombstones
        else { throw .tooLarge }
        schema = 1
        var entries: [StoredEntry] = []
        for entry in contents.entries {
            entries.append(try StoredEntry(entry))
        }
        self.entries = entries
        var tombstones: [String: String] = [:]
        for (id, stamp) in contents.tombstones {
            tombstones[id.rawValue] = stamp.text
        }
        self.tombstones = tombstones
        settings = try StoredSettings(contents.settings)
        ordered = contents.ordered.text
        clock = contents.clock.text
        revision = contents.revision
    }

    func contents() throws(VaultError) -> PortableContents {
        guard entries.count <= VaultLimits.entries, tombstones.count <= VaultLimits.tombstones else { throw .tooLarge }
        let clock = try Stamp(text: clock)
        var contents = PortableContents(device: clock.device)
        var known: Set<EntryID> = []
        for stored in entries {
            let entry = try stored.entry()
            guard known.insert(entry.id).inserted else { throw .damaged }
            contents.entries.append(entry)
        }
        for (id, stamp) in tombstones {
            contents.tombstones[try id.identifier()] = try Stamp(text: stamp)
        }
        contents.settings = try settings.value()
        contents.ordered = try Stamp(text: ordered)
        contents.clock = clock
        contents.revision = revision
        return contents
    }
}

private struct StoredEntry: Codable {
    let id: String
    let issuer: String
    let account: String
    let modified: String
    let kind: String
    let otp: StoredOneTimeSecret?
    let service: String?
    let username: String?
    let organization: String?
    let member: String?

    init(_ entry: Entry) throws(VaultError) {
        id = entry.id.rawValue
        issuer = try entry.issuer.bounded()
        account = try entry.account.bounded()
        modified = entry.modified.text
        kind = entry.kind.rawValue
        switch entry.content {
        case .thirdParty(let secret):
            otp = try StoredOneTimeSecret(secret)
            (service, username, organization, member) = (nil, nil, nil, nil)
        case .personal(let personal):
            service = try personal.service.bounded()
            username = try personal.username.bounded()
            (otp, organization, member) = (nil, nil, nil)
        case .work(let work):
            service = try work.service.bounded()
            organization = try work.organization.bounded()
            member = try work.member.bounded()
            (otp, username) = (nil, nil)
        }
    }

    func entry() throws(VaultError) -> Entry {
        Entry(
            id: try id.identifier(),
            issuer: try issuer.bounded(),
            account: try account.bounded(),
            content: try content(),
            modified: try Stamp(text: modified)
        )
    }

    private func content() throws(VaultError) -> Entry.Content {
        switch Entry.Kind(rawValue: kind) {
        case .thirdParty:
            guard let otp else { throw .damaged }
            return .thirdParty(try otp.value())
        case .personal:
            guard let service, let username else { throw .damaged }
            return .personal(PersonalAccount(service: try service.bounded(), username: try username.bounded()))
        case .work:
            guard let service, let organization, let member else { throw .damaged }
            return .work(
                WorkAccount(
                    service: try service.bounded(),
                    organization: try organization.bounded(),
                    member: try member.bounded()
                )
            )
        case nil:
            throw .damaged
        }
    }
}

private struct StoredSettings: Codable {
    let language: String?
    let hidesCodes: Bool
    let modified: String?

    init(_ settings: Settings) throws(VaultError) {
        language = try settings.language?.bounded()
        hidesCodes = settings.hidesCodes
        modified = settings.modified?.text
    }

    func value() throws(VaultError) -> Settings {
        var settings = Settings()
        settings.language = try language?.bounded()
        settings.hidesCodes = hidesCodes
        if let modified {
            settings.modified = try Stamp(text: modified)
        }
        return settings
    }
}
