extension Device {
    /// The same device, which asks again for a secret that is wrong: `typesAgain` tells that, and says whether someone
    /// types it once more; nil asks once.
    package func asking(again typesAgain: (@Sendable (Failure) -> Bool)?) -> Device {
        var device = self
        device.typesAgain = typesAgain
        return device
    }

    /// Tries what a secret is asked for in, up to three times: as long as it is wrong, and someone types it again.
    package func untilRight<Result>(_ attempt: () throws -> Result) throws -> Result {
        for _ in 1..<3 {
            do {
                return try attempt()
            } catch {
                guard isTypedAgain(after: error) else { throw error }
            }
        }
        return try attempt()
    }

    private func isTypedAgain(after error: any Error) -> Bool {
        let failure = Failure(explaining: error)
        return failure.isMistypedSecret && typesAgain?(failure) == true
    }
}
