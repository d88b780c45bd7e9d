import OutsideText

/// The header fields of a request or an answer, in their order; names are the same in both cases.
package struct HTTPHeaders: Sendable, ExpressibleByDictionaryLiteral {
    /// One field.
    package struct Field: Sendable {
        /// Its name, as written.
        package let name: String
        /// Its value, without spaces around it.
        package let value: String
    }

    /// All of them.
    package private(set) var fields: [Field]

    /// Fields with their names and values.
    package init(_ fields: [(String, String)] = []) {
        self.fields = fields.map { Field(name: $0.0, value: $0.1) }
    }

    package init(dictionaryLiteral fields: (String, String)...) {
        self.init(fields)
    }

    /// Adds a field, also where there is one of the name.
    package mutating func add(name: String, value: String) {
        fields.append(Field(name: name, value: value))
    }

    /// Puts a field in the place of all of its name.
    package mutating func replaceOrAdd(name: String, value: String) {
        fields.removeAll { $0.name.isSameIgnoringCase(as: name) }
        add(name: name, value: value)
    }

    /// The value of the first field with a name.
    package func first(name: String) -> String? {
        fields.first { $0.name.isSameIgnoringCase(as: name) }?.value
    }

    /// The elements of a list, however many fields it was sent in, RFC 9110 section 5.6.1.
    package func list(name: String) -> [String] {
        var elements: [String] = []
        for field in fields where field.name.isSameIgnoringCase(as: name) {
            for element in field.value.pieces(at: ",") { elements.append(String(element.trimmed())) }
        }
        return elements
    }

    /// Whether every field can be sent as it is: a line's end in one would begin another.
    package var canBeSent: Bool {
        fields.allSatisfy { field in
            !field.name.isEmpty && field.name.utf8.allSatisfy { 0x21...0x7E ~= $0 && $0 != UInt8(ascii: ":") }
                && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }
        }
    }
}
