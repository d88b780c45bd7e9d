// The standard library's own functions for this take what throws anything, which Embedded Swift refuses.
extension Dictionary {
    /// The values by their keys; several with one key are joined to one.
    init(_ pairs: some Sequence<(Key, Value)>, joining join: (Value, Value) -> Value) {
        self.init()
        for (key, value) in pairs { take(value, for: key, join) }
    }

    /// Both together; two values with one key are joined to one.
    func joined(with other: Self, _ join: (Value, Value) -> Value) -> Self {
        var result = self
        for (key, value) in other { result.take(value, for: key, join) }
        return result
    }

    private mutating func take(_ value: Value, for key: Key, _ join: (Value, Value) -> Value) {
        self[key] = self[key].map { join($0, value) } ?? value
    }
}
