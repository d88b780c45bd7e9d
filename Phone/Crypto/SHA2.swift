/// The functions of FIPS 180-4 sections 6.2 and 6.4, which differ in the size of their words, their constants and turns.
public protocol SHA2: HashFunction {
    /// A word for each round.
    static var constants: [Word] { get }
    /// By how many bits words turn.
    static var turns: SHA2Turns { get }
}

/// By how many bits words turn; the last number of `early` and `late` is a shift.
public struct SHA2Turns {
    typealias Three = (Int, Int, Int)

    let early: Three
    let late: Three
    let low: Three
    let high: Three
}

extension SHA2 {
    /// Takes one block in.
    public static func compress(_ state: inout [Word], _ block: [Word]) {
        let turns = turns
        var words = block
        for index in 16..<constants.count {
            let (early, late) = (words[index - 15], words[index - 2])
            let first = early.turned(turns.early.0) ^ early.turned(turns.early.1) ^ early >> Word(turns.early.2)
            let second = late.turned(turns.late.0) ^ late.turned(turns.late.1) ^ late >> Word(turns.late.2)
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var (a, b, c, d) = (state[0], state[1], state[2], state[3])
        var (e, f, g, h) = (state[4], state[5], state[6], state[7])
        for index in constants.indices {
            let low = e.turned(turns.low)
            let chosen = e & f ^ ~e & g
            let one = h &+ low &+ chosen &+ constants[index] &+ words[index]
            let high = a.turned(turns.high)
            let two = high &+ (a & b ^ a & c ^ b & c)
            (a, b, c, d, e, f, g, h) = (one &+ two, a, b, c, d &+ one, e, f, g)
        }
        for (index, word) in [a, b, c, d, e, f, g, h].enumerated() { state[index] &+= word }
    }
}

extension FixedWidthInteger {
    /// The word turned by three counts, all at once.
    fileprivate func turned(_ counts: SHA2Turns.Three) -> Self {
        turned(counts.0) ^ turned(counts.1) ^ turned(counts.2)
    }
}
