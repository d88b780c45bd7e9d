import AccountAPI

extension EndpointRoutes {
    /// Serves registration and password changes.
    func addRegistrations(_ registrations: Registrations) {
        open(StartRegistration.self) { request, address in
            try await registrations.start(request, from: address)
        }
        open(FinishRegistration.self) { request, _ in
            try await registrations.finish(request)
        }
        session(StartPasswordChange.self) { request, session in
            try await registrations.startPasswordChange(request, for: session)
        }
        session(FinishPasswordChange.self) { request, session in
            try await registrations.finishPasswordChange(request, for: session)
            return Nothing()
        }
    }
}
