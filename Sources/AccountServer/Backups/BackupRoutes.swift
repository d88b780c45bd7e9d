import AccountAPI

extension EndpointRoutes {
    /// Serves the wrapped backup key and the head.
    func addBackups(_ backups: Backups) {
        session(ReadBackup.self) { _, session in
            try await backups.read(for: session)
        }
        session(CreateBackup.self) { request, session in
            try await backups.create(request, for: session)
            return Nothing()
        }
        session(AdvanceHead.self) { request, session in
            try await backups.advance(request, for: session)
            return Nothing()
        }
        session(AdvanceEpoch.self) { request, session in
            try await backups.advance(request, for: session)
            return Nothing()
        }
        session(DeleteBackup.self) { request, session in
            try await backups.delete(request, for: session)
        }
        session(RestoreBackup.self) { request, session in
            try await backups.restore(request, for: session)
            return Nothing()
        }
    }
}
