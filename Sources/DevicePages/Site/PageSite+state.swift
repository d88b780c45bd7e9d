import Encodings
import Primitives

extension PageSite {
    /// Seals what a form of this browser goes on with.
    func sealed(_ content: SecretBytes, for purpose: PageState.Purpose) -> String {
        let end = now().adding(seconds: purpose.lifetime)
        return PageState.seal(content, for: purpose, of: formToken, until: end, key: stateKey.value)
    }

    /// What a form of this browser goes on with; nil where it was sealed for anything else, is too old or is used up.
    func opened(_ text: String, for purpose: PageState.Purpose) -> SecretBytes? {
        guard usedStates.value[PageState.name(of: text)] == nil,
            let state = PageState.open(text, for: purpose, of: formToken, key: stateKey.value),
            // A clock that is set back opens nothing for longer.
            now().isWithin(purpose.lifetime, of: state.end.adding(seconds: -purpose.lifetime))
        else { return nil }
        return state.content
    }

    /// Has a form go on with nothing more, so that a second press does nothing twice.
    func useUp(_ text: String, for purpose: PageState.Purpose) {
        let now = now()
        let end = now.adding(seconds: purpose.lifetime)
        usedStates.change { used in
            used = used.filter { $0.value > now }
            used[PageState.name(of: text)] = end
        }
    }

    /// Has no form go on with anything that was sealed before.
    func forgetStates() {
        stateKey.value = .random(count: XChaCha20Poly1305.keyLength)
        usedStates.value = [:]
    }
}
