import Encodings

/// What a script of the page asks for, as JSON.
protocol ScriptAnswer {
    /// Writes it as one value; what is nil is left out.
    func writeJSON(to json: inout JSONWriter)
}

extension ScriptAnswer {
    /// Its JSON.
    var json: [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writeJSON(to: &writer)
        return writer.take()
    }
}

extension PageResponse {
    /// An answer for a script.
    init(_ answer: some ScriptAnswer) {
        self.init(type: "application/json", .bytes(answer.json))
    }
}

extension JSONWriter {
    /// Writes a text as a member, unless there is none.
    mutating func member(_ name: String, _ text: String?) {
        guard let text else { return }
        self.name(name)
        string(text)
    }

    /// Writes a whole number as a member, unless there is none.
    mutating func member<Number: FixedWidthInteger>(_ name: String, _ number: Number?) {
        guard let number else { return }
        self.name(name)
        integer(number)
    }
}
