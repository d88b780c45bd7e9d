import AccountAPI
import HTTPTypes
import SQLDatabase
import WebPages

/// The pages on which people sign in, with a request to their devices or with a code.
///
/// They never ask for a password.
struct SignInPages {
    let site: Site
    let codes: Codes
    let requests: SignInRequests
    let pages: OpenIDPages

    /// Serves the pages.
    func add(to routes: PageRoutes) {
        routes.get("/sign-in", show)
        routes.post("/sign-in", take)
        routes.get("/sign-in/code", showCode)
        routes.post("/sign-in/code", takeCode)
        routes.get("/sign-in/wait", wait)
        routes.get("/sign-in/state", state)
    }

    private func show(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let flow = request.fields["flow"] == nil ? request.begin(.page(.account)) : try request.takeFlow()
        let name = flow.letter?.username ?? flow.authorization?.loginHint ?? request.session?.username ?? ""
        return try await page(request, flow, username: name)
    }

    private func page(
        _ request: PageRequest,
        _ flow: Flow,
        username: String,
        isWrong: Bool = false
    ) async throws -> PageAnswer {
        let application = try await application(flow)
        let model = SignInModel(
            flow: try request.seal(flow),
            title: request.words.page("signIn.title"),
            purpose: application.map { request.words.page("signIn.purpose", ["application": $0]) },
            username: username,
            isWrong: isWrong,
            hasLetter: flow.letter != nil,
            // Whoever wants an approval and nothing else would be sent away after a code.
            allowsCode: flow.levels != [.approval]
        )
        return request.page(model, status: isWrong ? .badRequest : .ok)
    }

    private func take(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let flow = try request.takeFlow()
        let username = request.fields["username"] ?? ""
        guard (try? LoginName(username)) != nil else {
            return try await page(request, flow, username: username, isWrong: true)
        }
        var step = SignInStep(flow: flow, username: username)
        guard request.fields["way"] != "code" else {
            return request.redirect("/sign-in/code", ["step": try request.seal(step)])
        }
        do {
            step.asked = try await ask(step, request)
        } catch let problem as Problem where problem.code == .tooManyAttempts {
            return request.redirect("/sign-in/code", ["step": try request.seal(step), "busy": "yes"])
        } catch let problem as Problem where problem.code == .letterRefused {
            return try usedUp(request, step)
        }
        return request.redirect("/sign-in/wait", ["step": try request.seal(step)])
    }

    /// Asks the devices of a name; where it has none, nobody can tell.
    private func ask(_ step: SignInStep, _ request: PageRequest) async throws -> SignInStep.Asked {
        let now = site.service.now
        let asker = request.asker(try LoginName(step.username), step.flow)
        if !asker.isTrusted {
            let budget = AttemptBudget.address(.page, site.service.keys, request.address)
            try await site.service.database.write { _ = try Attempts($0, now: now).spend(budget) }
        }
        let (id, number) = try await requests.start(
            username: step.username,
            by: asker,
            client: step.flow.authorization?.client,
            application: try await application(step.flow) ?? request.url.host,
            place: request.address.place
        )
        return SignInStep.Asked(request: id, number: number, started: now)
    }

    /// An approval costs its address nothing: many people may sign in from one.
    private func giveBack(_ asked: SignInStep.Asked, _ step: SignInStep, _ request: PageRequest) async throws {
        guard try !request.asker(LoginName(step.username), step.flow).isTrusted else { return }
        let budget = AttemptBudget.address(.page, site.service.keys, request.address)
        let now = site.service.now
        try await site.service.database.write { transaction in
            try Attempts(transaction, now: now).giveBack(budget, spentAt: asked.started)
        }
    }

    private func wait(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let step = try request.takeStep()
        guard let asked = step.asked else { throw PageError.stale }
        switch try await requests.outcome(of: asked.request) {
        case .pending:
            let spent = Double(site.service.now - asked.started) / Double(SignInRequests.lifetime)
            return request.page(
                SignInWaitModel(
                    step: try request.seal(step),
                    flow: try request.seal(step.flow),
                    title: request.words.page("approve.title"),
                    username: step.username,
                    number: asked.number,
                    spent: Int(spent * 100),
                    left: max(1, Int((1 - spent) * Double(SignInRequests.lifetime / .second)))
                )
            )
        case .approved:
            guard let (account, device) = try await requests.consume(asked.request) else {
                return try ended(request, step, "expired")
            }
            try await giveBack(asked, step, request)
            let name = try LoginName(step.username).text
            let person = SignedIn(account: account, device: device, username: name, level: .approval)
            return try await signIn(person, step, request)
        case .refused: return try ended(request, step, "denied")
        case .expired: return try ended(request, step, "expired")
        }
    }

    private func state(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        guard let asked = try request.takeStep().asked else { throw PageError.stale }
        let isPending = try await requests.outcome(of: asked.request) == .pending
        return .json("{\"pending\":\(isPending)}")
    }

    private func ended(_ request: PageRequest, _ step: SignInStep, _ reason: String) throws -> PageAnswer {
        request.page(
            SignInEndedModel(
                step: try request.seal(SignInStep(flow: step.flow, username: step.username)),
                flow: try request.seal(step.flow),
                title: request.words.page("approve.\(reason).title"),
                text: request.words.page("approve.\(reason).text"),
                username: step.username,
                offersLetter: reason == "expired" && step.flow.letter == nil
            )
        )
    }

    private func showCode(_ request: PageRequest) throws -> PageAnswer {
        var request = request
        let step = try request.takeStep()
        return try codePage(request, step)
    }

    private func takeCode(_ request: PageRequest) async throws -> PageAnswer {
        var request = request
        let step = try request.takeStep()
        guard let name = try? LoginName(step.username) else { throw PageError.stale }
        let way: Codes.Way =
            if let letter = step.flow.letter(of: name) {
                .letter(letter)
            } else if let known = request.knownBrowser(name) {
                .knownBrowser(known)
            } else {
                .stranger(request.address)
            }
        do {
            guard let person = try await codes.signIn(name, code: request.fields["code"] ?? "", way) else {
                return try codePage(request, step, isWrong: true)
            }
            return try await signIn(person, step, request)
        } catch let problem as Problem where problem.code == .tooManyAttempts && step.flow.letter == nil {
            let seconds = problem.retryAfter ?? 60
            let spent = request.words.page("code.spent", ["wait": request.words.duration(seconds)])
            var answer = try codePage(request, step, spent: spent)
            answer.headers[.retryAfter] = String(seconds)
            return answer
        } catch let problem as Problem where problem.code == .letterRefused {
            return try usedUp(request, step)
        }
    }

    /// The page that asks for a code without the letter, whose tries are spent.
    private func usedUp(_ request: PageRequest, _ step: SignInStep) throws -> PageAnswer {
        var flow = step.flow
        flow.letter = nil
        let without = SignInStep(flow: flow, username: step.username)
        return try codePage(request, without, spent: request.words.page("letter.usedUp"))
    }

    private func codePage(
        _ request: PageRequest,
        _ step: SignInStep,
        isWrong: Bool = false,
        spent: String? = nil
    ) throws -> PageAnswer {
        let isBusy = request.fields["busy"] != nil
        let model = SignInCodeModel(
            step: try request.seal(step),
            flow: try request.seal(step.flow),
            title: request.words.page("code.title"),
            username: step.username,
            isWrong: isWrong,
            isBusy: isBusy,
            spent: spent,
            offersLetter: (isBusy || spent != nil) && step.flow.letter == nil
        )
        let status: HTTPResponse.Status = spent != nil ? .tooManyRequests : isWrong ? .forbidden : .ok
        return request.page(model, status: status)
    }

    private func signIn(_ person: SignedIn, _ step: SignInStep, _ request: PageRequest) async throws -> PageAnswer {
        let (session, token) = try await site.sessions.open(person, replacing: request.session)
        var known = KnownBrowser(cookie: request.browser.knownToken, site.service) ?? KnownBrowser()
        known.note(site.service.keys.login(try LoginName(step.username)), now: site.service.now)
        return try await pages.go(on: step.flow, request, session)
            .setting(request.browser.sessionCookie(token))
            .setting(request.browser.knownCookie(try known.cookie(site.service)))
    }

    private func application(_ flow: Flow) async throws -> String? {
        guard let client = flow.authorization?.client else { return nil }
        return try await site.clients.party(client)?.name
    }
}
