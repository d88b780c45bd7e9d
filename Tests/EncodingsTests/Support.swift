import TestSupport

/// The document cut anywhere, and with bits turned, bytes doubled, left out and replaced by signs that mean something.
func variants(of document: String, signs: String, count: Int, seed: UInt64) -> [[UInt8]] {
    let bytes = Array(document.utf8)
    var generator = SeededGenerator(seed: seed)
    var variants = bytes.indices.map { Array(bytes[..<$0]) }
    for _ in 0..<count {
        var changed = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
            let index = Int.random(in: changed.indices, using: &generator)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: changed[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: changed[index] = signs.utf8.randomElement(using: &generator) ?? 0
            case 2: changed.remove(at: index)
            default: changed.insert(changed[index], at: index)
            }
        }
        variants.append(changed)
    }
    return variants
}
