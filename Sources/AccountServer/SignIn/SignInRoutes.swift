import AccountAPI

extension EndpointRoutes {
    /// Serves signing in and out.
    func addSignIn(_ signIns: SignIns, _ sessions: Sessions) {
        open(StartSignIn.self) { request, address in
            try await signIns.start(request, from: address)
        }
        open(FinishSignIn.self) { request, address in
            try await signIns.finish(request, from: address)
        }
        session(EndSession.self) { _, session in
            try await sessions.end(session)
            return Nothing()
        }
    }
}
