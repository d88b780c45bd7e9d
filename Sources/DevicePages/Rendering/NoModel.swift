import WebPages

/// A page that needs no model.
struct NoModel {}

extension PageTemplate<NoModel> {
    static var add: Self { Self(name: "add") }
    static var addScan: Self { Self(name: "add-scan") }
    static var newKeyDone: Self { Self(name: "new-key-done") }
    static var notFound: Self { Self(name: "not-found") }
    static var notLetIn: Self { Self(name: "not-let-in") }
    static var offline: Self { Self(name: "offline") }
    static var refused: Self { Self(name: "refused") }
    static var welcome: Self { Self(name: "welcome") }
}

extension NoModel: ShownOnPage {
    var pageValue: PageValue { [:] }
}
