extension HTTPClient {
    /// The same stream for a `take` that throws: what it throws ends the stream, and is thrown.
    package func stream(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ cancellation: any Cancellation,
        taking take: ([UInt8]) throws -> Void
    ) throws -> HTTPAnswer {
        var refusal: (any Error)?
        let answer = Result {
            try stream(call, limits, cancellation) { part in
                do {
                    try take(part)
                    return true
                } catch {
                    refusal = error
                    return false
                }
            }
        }
        // It tells more than the end of the stream, which may have come well while the last part was refused.
        if let refusal { throw refusal }
        return try answer.get()
    }
}
