import DeviceCore

/// What goes with a request through the pages.
struct PageContext: Sendable {
    let request: PageRequest
    /// The words of the language that the browser and the settings ask for.
    var words = Catalogue.preferred([])
    /// What the path names: `07` in `/accounts/07/rename`; empty where it names nothing.
    var id = ""
}
