import AccountAPI

extension EndpointRoutes {
    /// Serves taking an account back.
    func addTakingBack(_ takingBack: TakingBack) {
        session(ReadTakingBack.self) { _, session in
            try await takingBack.read(for: session)
        }
        session(StartTakingBackProof.self) { request, session in
            try await takingBack.startProof(request, for: session)
        }
        session(FinishTakingBackProof.self) { request, session in
            try await takingBack.finishProof(request, for: session)
            return Nothing()
        }
        session(StartTakingBack.self) { request, session in
            try await takingBack.start(request, for: session)
        }
        session(FinishTakingBack.self) { request, session in
            try await takingBack.finish(request, for: session)
            return Nothing()
        }
    }
}
