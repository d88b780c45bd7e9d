import DeviceCore
import WebPages

extension PageSite {
    /// The page of a browser that was just let in, from where it goes on.
    package func welcome(_ request: PageRequest) -> PageResponse {
        page(.welcome, NoModel(), words(for: request))
    }

    /// A file's text that opens the page at an address on its own in a browser, with a ticket that lets it in.
    package func launcher(to address: String, with ticket: String) -> String {
        render(.launcher, LauncherModel(address: address, ticket: ticket), Catalogue.preferred(languages))
    }
}

/// What the file that opens the page in a browser shows.
struct LauncherModel {
    let address: String
    let ticket: String
}

extension PageTemplate<LauncherModel> {
    static var launcher: Self { Self(name: "launcher") }
}

extension LauncherModel: ShownOnPage {
    var pageValue: PageValue { ["address": .of(address), "ticket": .of(ticket)] }
}
