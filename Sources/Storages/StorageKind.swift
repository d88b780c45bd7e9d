import OutsideText

/// A kind of storage: what its locations begin with, how they are read, and what a form asks for one.
///
/// Each kind says this of itself in its own folder, and stands in ``all``; nothing else lists the kinds.
package struct StorageKind: Sendable, Equatable {
    /// What it is called in a form and in the keys of its words.
    package let name: String
    /// What its locations begin with, in lower case.
    package let schemes: [String]
    /// What a form asks for, first of all where the storage is.
    ///
    /// No two kinds have a field of one name, since they stand in one form, nor is a name one of the forms' own, such as
    /// `password`.
    package let fields: [StorageField]
    /// Reads what follows the scheme and its colon; relative paths are those of the base.
    let read: @Sendable (_ scheme: String, _ rest: String, PathBase) throws(StorageLocationError) -> StorageAddress
    /// The location that was typed into its fields, in a form that can be read; nil where nothing was.
    package let location: @Sendable (_ typed: TypedFields) -> String?

    /// Every kind, in the order in which a form offers them; the first is offered first.
    package static let all: [StorageKind] = [.folder, .webdav, .s3]

    /// The key of what a form calls it.
    package var choiceKey: String { "page.storage.\(name)" }

    /// The key of what stands before the name of a storage.
    package var nameKey: String { "page.storage.kind.\(name)" }

    /// The keys of all its words.
    package var keys: [String] {
        var keys = [choiceKey, nameKey]
        for field in fields {
            keys.append(field.labelKey)
            if let hint = field.hintKey { keys.append(hint) }
        }
        return keys
    }

    /// The first field, which says where the storage is: without it there is no location.
    package var placeField: StorageField? { fields.first }

    /// The field for the password of its account; nil for a kind that has none.
    package var secret: StorageField? { fields.first { $0.input == .secret } }

    package static func == (left: StorageKind, right: StorageKind) -> Bool { left.name.isSame(as: right.name) }
}

extension StorageKind {
    /// The kind of a location, by what stands before its colon; nil for one that is not known.
    package init?(location: some StringProtocol) {
        guard let scheme = location.cut(at: ":")?.before.lowercased() else { return nil }
        self.init(scheme: scheme)
    }

    /// The kind of a name; nil for one that is not known.
    package init?(named name: String) {
        guard let kind = Self.all.first(where: { $0.name.isSame(as: name) }) else { return nil }
        self = kind
    }

    /// The kind whose locations begin with a scheme in lower case.
    init?(scheme: String) {
        guard let kind = Self.all.first(where: { $0.schemes.contains(where: scheme.isSame) }) else { return nil }
        self = kind
    }
}
