/// One thing that a form asks for a storage.
package struct StorageField: Sendable {
    /// What is typed into a field.
    package enum Input: Sendable {
        case text
        /// The address of a server.
        case address
        /// The path of a folder of this system.
        case folder
        /// The password of the storage's account, which no location holds.
        case secret
    }

    /// Its name in the form.
    package let name: String
    /// What is typed into it.
    package let input: Input
    /// The end of the key of its words: two kinds that ask for the same have one word for it.
    private let label: String
    private let hasHint: Bool
    /// What could be typed; empty where the label says enough.
    package let example: String

    /// The key of what it is called.
    package var labelKey: String { "page.storage.\(label)" }

    /// The key of what more is said of it; nil where nothing is.
    package var hintKey: String? { hasHint ? "page.storage.\(label)Hint" : nil }

    /// A field; its label is its name where nothing else is said.
    init(_ name: String, _ input: Input = .text, label: String? = nil, hasHint: Bool = false, example: String = "") {
        self.name = name
        self.input = input
        self.label = label ?? name
        self.hasHint = hasHint
        self.example = example
    }
}

/// What was typed into the fields of a form; secrets are none of it.
package struct TypedFields: Sendable {
    private let values: [String: String]

    /// What was typed, by the names of the fields.
    package init(_ typed: (StorageField) -> String) {
        var values: [String: String] = [:]
        for kind in StorageKind.all {
            for field in kind.fields where field.input != .secret { values[field.name] = typed(field) }
        }
        self.values = values
    }

    /// What was typed into a field; empty where nothing was.
    package subscript(field: StorageField) -> String { values[field.name] ?? "" }

    /// What a form shows again of it: nothing of an address with a name in front of its server, which may be a password
    /// or have one behind it.
    package func shown(_ field: StorageField) -> String {
        let text = self[field]
        return TypedAddress.namesUser(text) || TypedAddress.namesPassword(text) ? "" : text
    }
}
