package import AccountAPI
package import Encodings
package import Primitives

extension DeviceApp {
    /// Has a letter sent to the verified contacts of a name, whether it has any or not; returns until when its code is
    /// accepted.
    ///
    /// `language` is that of whoever asks.
    package func requestLetter(
        for username: String,
        at service: ServiceAddress,
        language: String
    ) async throws -> Instant {
        let answer = try await client(of: service)
            .call(RequestLetter.self, .init(username: username, language: language))
        return Instant(milliseconds: answer.expires)
    }

    /// The same app, which sends the code of a letter with each sign-in.
    package func typing(_ letter: LetterCode?) -> DeviceApp {
        var app = self
        app.letter = letter
        return app
    }
}

extension LetterCode {
    /// Reads a code as people type it; throws where it does not have the form of one, which spends no try.
    package init(typed: SecretBytes) throws {
        guard let code = LetterCode(typed: typed.exposedText) else {
            throw Failure(.letterMistyped)
        }
        self = code
    }
}
