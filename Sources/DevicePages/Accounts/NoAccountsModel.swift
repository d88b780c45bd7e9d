import WebPages

/// The page of a device that has no accounts yet, in the place of what is about accounts.
struct NoAccountsModel {
    /// Nothing is here, so that all may be in a backup.
    let canRecover = true
}

extension PageTemplate<NoAccountsModel> {
    static var noAccounts: Self { Self(name: "no-accounts") }
}

extension NoAccountsModel: ShownOnPage {
    var pageValue: PageValue { ["canRecover": .of(canRecover)] }
}
