import AccountAPI

extension EndpointRoutes {
    /// Serves notices.
    func addNotices(_ notices: Notices) {
        session(ListNotices.self) { _, session in
            try await notices.list(for: session)
        }
        session(MarkNotices.self) { request, session in
            try await notices.mark(request, for: session)
            return Nothing()
        }
    }
}
