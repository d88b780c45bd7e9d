import WebPages

/// The page that asks for a user name.
struct SignInModel: PageModel {
    static let template = PageTemplate.signIn
    let flow: String
    let title: String
    /// That an application asks; nil where none does.
    let purpose: String?
    let username: String
    let isWrong: Bool
    let hasLetter: Bool
    let allowsCode: Bool

    var pageValue: PageValue {
        [
            "flow": .of(flow), "title": .of(title), "purpose": .of(purpose), "username": .of(username),
            "isWrong": .of(isWrong), "hasLetter": .of(hasLetter), "allowsCode": .of(allowsCode),
        ]
    }
}

/// The page that waits for an approval.
struct SignInWaitModel: PageModel {
    static let template = PageTemplate.signInWait
    let step: String
    let flow: String
    let title: String
    let username: String
    /// The number that the device asks for.
    let number: Int
    /// How much of the time is over, in percent.
    let spent: Int
    /// The rest of it, in seconds.
    let left: Int

    var pageValue: PageValue {
        [
            "step": .of(step), "flow": .of(flow), "title": .of(title), "username": .of(username),
            "number": .of(number), "spent": .of(spent), "left": .of(left),
        ]
    }
}

/// The page that says that nobody approved.
struct SignInEndedModel: PageModel {
    static let template = PageTemplate.signInEnded
    let step: String
    let flow: String
    let title: String
    let text: String
    let username: String
    let offersLetter: Bool

    var pageValue: PageValue {
        [
            "step": .of(step), "flow": .of(flow), "title": .of(title), "text": .of(text), "username": .of(username),
            "offersLetter": .of(offersLetter),
        ]
    }
}

/// The page that asks for a code.
struct SignInCodeModel: PageModel {
    static let template = PageTemplate.signInCode
    let step: String
    let flow: String
    let title: String
    let username: String
    let isWrong: Bool
    let isBusy: Bool
    /// Why no code is taken now; nil where one is.
    let spent: String?
    let offersLetter: Bool

    var pageValue: PageValue {
        [
            "step": .of(step), "flow": .of(flow), "title": .of(title), "username": .of(username),
            "isWrong": .of(isWrong), "isBusy": .of(isBusy), "spent": .of(spent), "offersLetter": .of(offersLetter),
        ]
    }
}

/// The page that sends a letter, and asks for its code.
struct SignInLetterModel: PageModel {
    static let template = PageTemplate.signInLetter
    let step: String
    let flow: String
    let title: String
    let username: String
    let isWrong: Bool
    /// What has become of the letter; nil before it was asked for.
    let notice: String?

    var pageValue: PageValue {
        [
            "step": .of(step), "flow": .of(flow), "title": .of(title), "username": .of(username),
            "isWrong": .of(isWrong), "notice": .of(notice),
        ]
    }
}
