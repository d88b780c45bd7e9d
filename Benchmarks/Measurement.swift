/// Two ways to do something, timed in turns so that whatever else the machine does meets both alike.
struct Comparison: Encodable {
    /// The median time of one operation of ours, in microseconds.
    let microseconds: Double
    /// The median time of the bare primitive, in microseconds.
    let bareMicroseconds: Double
    /// The median of the ratios of neighbouring rounds.
    let ratio: Double
    /// How many rounds were timed.
    let rounds: Int

    /// Runs both in turns: `operations` of each a round.
    init(
        rounds: Int,
        operations: Int,
        _ operation: () throws -> Void,
        bare: () throws -> Void
    ) rethrows {
        // The first round warms the caches and is not counted.
        var times: [(ours: Double, bare: Double)] = []
        for round in 0...rounds {
            let ours = try Self.microseconds(operations, operation)
            let bare = try Self.microseconds(operations, bare)
            if round > 0 { times.append((ours, bare)) }
        }
        self.init(times)
    }

    /// What the times of neighbouring rounds say, in microseconds.
    init(_ times: [(ours: Double, bare: Double)]) {
        microseconds = median(times.map(\.ours))
        bareMicroseconds = median(times.map(\.bare))
        ratio = median(times.map { $0.ours / $0.bare })
        rounds = times.count
    }

    private static func microseconds(_ operations: Int, _ body: () throws -> Void) rethrows -> Double {
        let start = ContinuousClock.now
        for _ in 0..<operations { try body() }
        return (ContinuousClock.now - start) / .microseconds(1) / Double(operations)
    }
}

/// The middle value; the lower of the two in an even number.
func median(_ values: [Double]) -> Double {
    precondition(!values.isEmpty, "nothing was measured")
    return values.sorted()[(values.count - 1) / 2]
}
