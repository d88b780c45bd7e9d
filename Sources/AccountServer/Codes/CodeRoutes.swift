import AccountAPI

extension EndpointRoutes {
    /// Serves the check of codes for relying parties.
    func addCodes(_ codes: Codes) {
        client(VerifyCode.self) { request, _ in
            try await codes.verify(request)
        }
    }
}
