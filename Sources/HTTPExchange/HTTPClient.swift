/// Talks to servers, and waits where it is called: what a flow needs of the network.
///
/// Bound to classes, so that it can be held where Swift knows no other protocols at run time.
package protocol HTTPClient: AnyObject, Sendable {
    /// Sends a request and waits for the whole answer; a body that is too long is not read into memory.
    ///
    /// Throws ``NetworkFailure/cancelled`` once nobody waits any more, and sends nothing where that is so before.
    func send(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ cancellation: any Cancellation
    ) throws(NetworkFailure) -> HTTPAnswer

    /// Sends a request and passes the parts of the answer's body on as they come; the answer that is returned has none.
    ///
    /// An answer that is no success is not passed on but returned with its body. Where `take` says that it has heard
    /// enough, it ends as if it was cancelled.
    func stream(
        _ call: HTTPCall,
        _ limits: HTTPLimits,
        _ cancellation: any Cancellation,
        _ take: ([UInt8]) -> Bool
    ) throws(NetworkFailure) -> HTTPAnswer
}
