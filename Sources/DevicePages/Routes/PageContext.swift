import DeviceCore

/// What goes with a request through the pages.
struct PageContext: Sendable {
    var request: PageRequest
    /// The words of the language that the browser and the settings ask for.
    var words = Catalogue.preferred([])
    /// What the path names: `07` in `/accounts/07/rename`; empty where it names nothing.
    var id = ""
    /// Whether it goes on with an act for which more was shown.
    var goesOn = false
}
