import WebPages

/// The page that asks whether an application may learn who someone is.
struct ConsentModel: PageModel {
    static let template = PageTemplate.consent
    let flow: String
    let account: String
    let title: String
    let username: String
    /// Where the person goes.
    let site: String
    let scopes: [String]
    /// Nil where no e-mail address is asked for.
    let email: EmailQuestion?

    var pageValue: PageValue {
        [
            "flow": .of(flow), "account": .of(account), "title": .of(title), "username": .of(username),
            "site": .of(site), "scopes": .of(scopes), "email": .of(email),
        ]
    }

    /// Which e-mail address the application learns.
    struct EmailQuestion: ShownOnPage, Sendable {
        /// That there is none to choose; nil where there is one.
        let missing: String?
        let addresses: [Address]
        /// Whether none was chosen before.
        let isDeclined: Bool

        var pageValue: PageValue {
            [
                "missing": .of(missing), "isAsked": .of(!addresses.isEmpty), "addresses": .of(addresses),
                "isDeclined": .of(isDeclined),
            ]
        }
    }

    /// An address, masked.
    struct Address: ShownOnPage, Sendable {
        let id: String
        let address: String
        let isChosen: Bool

        var pageValue: PageValue {
            ["id": .of(id), "address": .of(address), "isChosen": .of(isChosen)]
        }
    }
}

/// The page between a form and an application's address.
struct LeaveModel: PageModel {
    static let template = PageTemplate.leave
    let title: String
    let address: String

    var pageValue: PageValue {
        ["title": .of(title), "address": .of(address)]
    }
}

/// The page with the form that an application is answered by.
struct FormPostModel: PageModel {
    static let template = PageTemplate.formPost
    let title: String
    let address: String
    let fields: [Field]

    var pageValue: PageValue {
        ["title": .of(title), "address": .of(address), "fields": .of(fields)]
    }

    /// A field of the form.
    struct Field: ShownOnPage, Sendable {
        let name: String
        let value: String

        var pageValue: PageValue {
            ["name": .of(name), "value": .of(value)]
        }
    }
}

/// The page that asks whether someone wants to sign out.
struct SignOutModel: PageModel {
    static let template = PageTemplate.signOut
    let title: String
    let username: String
    /// The application that sent the person here; empty for none.
    let client: String
    /// Where it wants them back.
    let target: String
    /// What it wants to be told then.
    let state: String

    var pageValue: PageValue {
        [
            "title": .of(title), "username": .of(username), "client": .of(client), "target": .of(target),
            "state": .of(state),
        ]
    }
}

/// The page after that.
struct SignedOutModel: PageModel {
    static let template = PageTemplate.signedOut
    let title: String

    var pageValue: PageValue {
        ["title": .of(title)]
    }
}
