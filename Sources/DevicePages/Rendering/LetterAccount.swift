import Encodings

/// The account that a letter can be sent to, so that nothing is typed twice.
enum LetterAccount {
    /// What was typed just now.
    case typed(service: String, username: String)
    /// An entry of the vault; nil for the recovery account.
    case entry(String?)

    /// The page that has the letter sent.
    var page: String {
        switch self {
        case .typed(let service, let username):
            "/letter?service=\(PercentEncoding.encode(service))&username=\(PercentEncoding.encode(username))"
        case .entry(let id):
            "/letter?account=\(PercentEncoding.encode(id ?? ""))"
        }
    }
}
