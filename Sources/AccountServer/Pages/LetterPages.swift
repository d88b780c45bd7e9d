import AccountAPI
import HTTPTypes
import SQLDatabase
import WebPages

/// The page on which someone has a letter sent, and types its code: from then on the sign-in spends the letter's tries.
struct LetterPages {
    let site: Site
    let letters: Letters
    let networks: KnownNetworks

    /// Serves the page.
    func add(to routes: PageRoutes) {
        routes.get("/sign-in/letter") { request in
            var request = request
            return try page(request, try request.takeStep())
        }
        routes.post("/sign-in/letter", send)
        routes.post("/sign-in/letter/code", takeCode)
    }

    private func send(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let step = try request.takeStep()
        do {
            _ = try await letters.request(
                step.username,
                language: request.words.language,
                from: request.address,
                knowing: networks
            )
        } catch let problem as Problem where problem.code == .tooManyLetters {
            return try page(request, step, notice: request.words.page("letter.tooMany"), status: .tooManyRequests)
        } catch let problem as Problem where problem.code == .contactUnavailable {
            return try page(request, step, notice: request.words.page("letter.unavailable"))
        }
        return try page(request, step, notice: request.words.page("letter.sent"))
    }

    private func takeCode(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let step = try request.takeStep()
        let login = site.service.keys.login(try LoginName(step.username))
        let (typed, now) = (request.fields["letter"] ?? "", site.service.now)
        let budget = AttemptBudget.address(.page, site.service.keys, request.address)
        // A right code costs nothing: no limit that others can spend stands before it.
        let letter = try await site.service.database.write { transaction -> LetterID? in
            if let letter = try letters.letter(typed, login: login, transaction) { return letter.id }
            try Attempts(transaction, now: now).spend(budget)
            return nil
        }
        guard let letter else { return try page(request, step, isWrong: true, status: .forbidden) }
        var flow = step.flow
        flow.letter = Flow.Letter(id: letter, username: step.username)
        return request.redirect("/sign-in", ["flow": try request.seal(flow)])
    }

    private func page(
        _ request: PageRequest,
        _ step: SignInStep,
        notice: String? = nil,
        isWrong: Bool = false,
        status: HTTPResponse.Status = .ok
    ) throws -> PageAnswer {
        let model = SignInLetterModel(
            step: try request.seal(step),
            flow: try request.seal(step.flow),
            title: request.words.page("letter.title"),
            username: step.username,
            isWrong: isWrong,
            notice: notice
        )
        return request.page(model, status: status)
    }
}
