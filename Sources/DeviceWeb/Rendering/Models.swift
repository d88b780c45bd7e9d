import DeviceCore
import Encodings
import OutsideText
import WebPages

/// What a failure's page says.
struct FailureModel {
    let message: String
    let remedy: String
    /// The stable code, to be quoted.
    let code: String
    /// Whether the code of a letter helps, so that the form has a field for it.
    let takesLetter: Bool
    /// The code of a letter as it was typed; empty where there is none, or none that can be typed again.
    let letter: String
    /// The page that has a letter sent, which knows the account that the form was about.
    let letterPage: String
}

extension FailureModel {
    /// `letter` is the code of a letter that was typed, for `account`: it opens several tries, so it stays in the form.
    init(_ failure: Failure, _ words: Catalogue, letter: String = "", of account: LetterAccount? = nil) {
        letterPage = account?.page ?? "/letter"
        (message, remedy) = words.words(for: failure)
        code = failure.code.rawValue
        takesLetter = !letter.isEmpty || [.tooManyAttempts, .letterMistyped, .letterRefused].contains(failure.code)
        self.letter = failure.code == .letterRefused ? "" : letter
    }
}

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

/// The picture of an account: its issuer's first letter on a colour made from the issuer's name.
struct AvatarModel {
    let letter: String
    /// One of sixteen, by name in the stylesheet.
    let hue: Int
}

extension AvatarModel {
    init(of name: String) {
        letter = name.isEmpty ? "·" : String(name.scalarPrefix(1)).uppercased()
        hue = WebPages.hue(of: name)
    }
}

extension PageTemplate<FailureModel> {
    static var failure: Self { Self(name: "failure") }
}

extension FailureModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "message": .of(message), "remedy": .of(remedy), "code": .of(code), "takesLetter": .of(takesLetter),
            "letter": .of(letter), "letterPage": .of(letterPage),
        ]
    }
}

extension AvatarModel: ShownOnPage {
    var pageValue: PageValue { ["letter": .of(letter), "hue": .of(hue)] }
}
