import DeviceCore
import OutsideText

extension PageSite {
    /// Answers a request of somebody who was let in, or one of an open path; it may wait.
    package func answer(_ request: PageRequest) -> PageResponse {
        let site = carrying(request.formToken)
        var context = PageContext(request: request, words: words(for: request))
        do {
            if !Self.isOpen(request.path) { try site.admit(request) }
            switch PageRoutes.all.find(request.method, request.path) {
            case .route(let route, let id):
                context.id = id
                return try route.answer(site, context)
            case .otherMethod(let methods): throw PageRefusal.otherMethod(methods)
            case .nothing: throw PageRefusal.notFound
            }
        } catch {
            return site.failure(error, context)
        }
    }

    /// Answers a request that was begun before, for whoever goes on with it.
    func answer(_ request: PageRequest, goingOn context: PageContext) throws -> PageResponse {
        guard case .route(let route, let id) = PageRoutes.all.find(request.method, request.path) else {
            throw PageRefusal.notFound
        }
        var context = context
        (context.request, context.id, context.goesOn) = (request, id, true)
        return try route.answer(self, context)
    }

    /// The page that says why a request is not answered.
    package func refuse(_ request: PageRequest, _ error: any Error) -> PageResponse {
        carrying(request.formToken).failure(error, PageContext(request: request, words: words(for: request)))
    }

    /// How many bytes may be sent along with a request; none where there is nothing that takes them.
    package static func limit(of request: PageRequest) -> Int {
        guard case .route(let route, _) = PageRoutes.all.find(request.method, request.path) else { return 0 }
        return route.limit
    }

    /// The longest form that is read.
    package static var maximumFormLength: Int { PageRoutes.maximumFormLength }

    /// Whether a path needs nobody to be let in: it shows nothing of anyone.
    package static func isOpen(_ path: String) -> Bool {
        path.begins(with: "/static/") || path == "/worker.js" || path == "/offline"
    }

    /// Refuses what shows something of a locked vault; what somebody asks for keeps it open.
    private func admit(_ request: PageRequest) throws {
        // What the page asks for on its own is no use of it.
        if !Self.isAskedByPage(request) { keys.touch() }
        if try request.path != "/unlock" && device.needsPassphrase() { throw PageRefusal.locked }
    }

    /// Whether the page asks for this on its own, without anyone doing anything.
    ///
    /// The page of requests comes again where there is news, which strangers can bring about, and every few seconds
    /// where no script runs; its address then says so.
    private static func isAskedByPage(_ request: PageRequest) -> Bool {
        switch request.path {
        case "/codes.json", "/requests/events": true
        case "/requests": request.query == "news"
        default: false
        }
    }
}
