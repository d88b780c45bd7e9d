import DeviceCore
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
