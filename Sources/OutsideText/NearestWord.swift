/// Finds the word that someone meant who mistyped it.
package enum NearestWord {
    /// The only one of `names` that begins with `word`, else the one that is nearest to it; nil where none is near.
    package static func of(_ word: String, among names: [String]) -> String? {
        let begun = names.filter { $0.begins(with: word) }
        guard begun.count != 1 else { return begun[0] }
        return names.map { (name: $0, steps: steps(from: word, to: $0)) }
            .filter { $0.steps <= max(1, min(2, $0.name.utf8.count / 3)) }.min { $0.steps < $1.steps }?.name
    }

    /// How many letters have to be typed, left out or changed to make one word of the other.
    private static func steps(from word: String, to other: String) -> Int {
        let target = Array(other.utf8)
        var row = Array(0...target.count)
        for (index, letter) in word.utf8.enumerated() {
            var next = [index + 1]
            for (column, wanted) in target.enumerated() {
                next.append(min(row[column] + (letter == wanted ? 0 : 1), row[column + 1] + 1, next[column] + 1))
            }
            row = next
        }
        return row[target.count]
    }
}
