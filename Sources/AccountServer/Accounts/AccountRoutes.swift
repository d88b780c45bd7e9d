import AccountAPI

extension EndpointRoutes {
    /// Serves what the account has to sign in with.
    func addAccount(_ accounts: Accounts) {
        session(ReadAccount.self) { _, session in
            try await accounts.read(for: session)
        }
    }
}
