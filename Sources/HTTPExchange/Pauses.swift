/// Lets time pass between two tries.
package protocol Pauses: AnyObject, Sendable {
    /// How long ago some moment was that is always the same one; no change of the clock moves it.
    var elapsed: Duration { get }

    /// Waits for so long; false where nobody waits for what would come then.
    func pause(for time: Duration) -> Bool
}
