import AccountAPI
import AccountServer
import Encodings
import SQLDatabase
import Testing

/// What a refusal has cost stays spent: a refusal that undid it would let anyone try for nothing.
@Suite struct SpentAttemptTests {
    /// A call that is refused after it has spent something.
    enum Refusal: CaseIterable {
        case contactThatIsThere, tooManyPasswords, tooManyRecoveryCodes, tooManyContacts, takenName, unknownEnrollment,
            wrongLetter

        /// Whether the account has as many acts as are kept.
        var hasManyActs: Bool { [.tooManyPasswords, .tooManyRecoveryCodes, .tooManyContacts].contains(self) }

        var code: ProblemCode {
            switch self {
            case .contactThatIsThere: .contactExists
            case .tooManyPasswords, .tooManyRecoveryCodes, .tooManyContacts: .tooManyChanges
            case .takenName: .nameTaken
            case .unknownEnrollment: .noSuchEnrollment
            case .wrongLetter: .letterRefused
            }
        }

        func call(_ client: TestClient, _ session: TestSession) async throws {
            switch self {
            case .contactThatIsThere: _ = try await client.add(.email, ContactTests.mail, in: session)
            case .tooManyPasswords: try await client.changePassword(to: "mine", in: session)
            case .tooManyRecoveryCodes: try await client.makeCode("another", in: session)
            case .tooManyContacts: _ = try await client.add(.email, "second@mail.example", in: session)
            case .takenName: try await client.register()
            case .unknownEnrollment:
                _ = try await client.read(EnrollmentCode(random: [UInt8](repeating: 7, count: 16)))
            case .wrongLetter: _ = try await client.start(letter: "0000-0000-0000")
            }
        }
    }

    private static func spent(_ service: TestService) async throws -> Int64 {
        try await service.database.read { transaction in
            try transaction.row("SELECT coalesce(sum(count), 0) AS spent FROM attempt")?.integer("spent") ?? 0
        }
    }

    @Test(arguments: Refusal.allCases)
    func `what was spent before a refusal stays spent`(refusal: Refusal) async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            let session = try await client.settled(service)
            try await client.makeCode("paper", in: session)
            if refusal.hasManyActs {
                try await SuspendedDeviceTests.fill(service, account: owner.opened.account, like: session)
            }
            let before = try await Self.spent(service)
            try await expectProblem(refusal.code) { try await refusal.call(client, session) }
            #expect(try await Self.spent(service) > before)
        }
    }

    @Test func `guessing a contact's address costs an attempt each time`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let owner = try await client.registered()
            try await client.addVerified(.email, ContactTests.mail, in: owner, service)
            let thief = try await client.settled(service)
            let sent = service.sent.messages.count
            // One of five was spent to show the contact.
            for _ in 0..<4 {
                try await expectProblem(.contactExists) { try await client.add(.email, ContactTests.mail, in: thief) }
            }
            try await expectProblem(.tooManyContactCodes) {
                try await client.add(.email, ContactTests.mail, in: thief)
            }
            #expect(service.sent.messages.count == sent)
            #expect(try await service.count("replaced") == 0, "nothing was changed")
        }
    }
}
