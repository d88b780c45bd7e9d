/// How it is on this device with the sign-in requests of a personal account.
package enum RequestsHere: Sendable, Equatable {
    /// The account has none, as far as is known here.
    case none
    /// They come to this device.
    case answered
    /// The account's other devices answer them; here they are not set up yet. `word` means the account in a command.
    case missing(entry: String, word: String)
}
