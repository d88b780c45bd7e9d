/// Sentences with `{name}` where a value belongs.
package enum Placeholders {
    /// The sentence with its values, in one pass: what a value holds is never taken for a placeholder.
    package static func fill(_ sentence: String, _ values: [String: String]) -> String {
        guard !values.isEmpty else { return sentence }
        var filled = ""
        var rest = Substring(sentence)
        while let (before, after) = rest.cut(at: "{") {
            filled += before
            if let (name, end) = after.cut(at: "}"), let value = values[String(name)] {
                filled += value
                rest = end
            } else {
                filled += "{"
                rest = after
            }
        }
        return filled + rest
    }
}
