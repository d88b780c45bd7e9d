import AccountAPI

extension EndpointRoutes {
    /// Serves registration, password changes and recovery codes.
    func addRegistrations(_ registrations: Registrations) {
        open(StartRegistration.self) { request, address in
            try await registrations.start(request, from: address)
        }
        open(FinishRegistration.self) { request, _ in
            try await registrations.finish(request)
        }
        session(StartPasswordChange.self) { request, session in
            try await registrations.startChange(of: .password, request.request, for: session)
        }
        session(FinishPasswordChange.self) { request, session in
            try await registrations.finishPasswordChange(request, for: session)
            return Nothing()
        }
        session(StartRecoveryCode.self) { request, session in
            try await registrations.startChange(of: .recoveryCode, request.request, for: session)
        }
        session(FinishRecoveryCode.self) { request, session in
            try await registrations.finishRecoveryCode(request, for: session)
            return Nothing()
        }
    }
}
