import DeviceCore
import WebPages

/// A page with one form about a personal account.
struct AccountFormModel {
    let id: String
    let label: String
    let username: String
    var failure: FailureModel?
}

extension AccountFormModel {
    init(_ listing: EntryListing) {
        id = listing.id
        label = listing.wholeLabel
        username = listing.account
    }
}

extension PageTemplate<AccountFormModel> {
    static var accountData: Self { Self(name: "account-data") }
    static var password: Self { Self(name: "password") }
}

extension AccountFormModel: ShownOnPage {
    var pageValue: PageValue {
        ["id": .of(id), "label": .of(label), "username": .of(username), "failure": .of(failure)]
    }
}
