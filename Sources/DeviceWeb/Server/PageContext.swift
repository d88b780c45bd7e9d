package import DeviceCore
package import Hummingbird

/// What goes with a request through the pages.
package struct PageContext: RequestContext {
    /// Hummingbird's part.
    package var coreContext: CoreRequestContextStorage
    /// The words of the language that the browser and the settings ask for.
    package var words = Catalogue.preferred([])
    /// The cookie that let the browser in; nil before.
    package var cookie: String?

    /// Begins a request.
    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
    }
}
