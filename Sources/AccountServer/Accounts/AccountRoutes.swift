import AccountAPI

extension EndpointRoutes {
    /// Serves what the account has to sign in with, all that is held of it, and its end.
    func addAccount(_ accounts: Accounts, _ deletion: AccountDeletion, _ export: AccountExport) {
        session(ReadAccount.self) { _, session in
            try await accounts.read(for: session)
        }
        session(DeleteAccount.self) { _, session in
            try await deletion.delete(for: session)
            return Nothing()
        }
        session(ExportAccount.self) { _, session in
            try await export.export(for: session)
        }
    }
}
