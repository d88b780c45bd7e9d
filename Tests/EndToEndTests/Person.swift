import AccountAPI
import AccountServer
import DeviceCore
import Foundation
import Primitives

/// Someone who is asked for what a guarded act needs.
final class Person: Sendable {
    /// How often the password was asked for.
    let typed = Box(0)
    /// Which codes were asked for.
    let asked = Box<[CodeQuestion]>([])
    private let contacts: ContactQuestions
    private let chooses: EvidenceWay?
    /// What was told before the ways were offered again.
    let told = Box<[Failure]>([])
    /// Whether codes were said to be held back, each time before a way was chosen.
    let toldHeld = Box<[Bool]>([])
    private let asksAgain: Bool
    private let approve: @Sendable (Int) async throws -> Void

    /// Someone who knows the password, reads the messages that come to `addresses`, and takes the way that `chooses`
    /// names, or none; `asksAgain` takes it again where it has led to nothing.
    init(
        in world: World,
        reading addresses: String...,
        chooses: EvidenceWay? = .contact,
        asksAgain: Bool = false,
        approve: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) {
        contacts = world.mailbox.reader(ofAll: addresses, asked: asked)
        self.chooses = chooses
        self.asksAgain = asksAgain
        self.approve = approve
    }

    /// What they answer.
    var questions: EvidenceQuestions {
        let goesOn: @Sendable (Failure) -> Bool = { [told, asksAgain] failure in
            if asksAgain { told.value.append(failure) }
            return asksAgain
        }
        let tellNew: @Sendable (Bool) -> Void = { [toldHeld] in toldHeld.value.append($0) }
        return EvidenceQuestions(contacts: contacts, goesOn: goesOn, tellNew: tellNew) { [typed] _ in
            typed.value += 1
            return try Password(existing: SecretBytes(utf8: World.password))
        } choose: { [chooses] ways, _ in
            chooses.flatMap { ways.contains($0) ? $0 : nil }
        } showNumber: { [approve] number in
            Task { try await approve(number) }
        }
    }
}

/// The failure of an action as a person is told of it; nil where there is none.
func failure(_ action: () async throws -> some Any) async -> Failure? {
    do {
        _ = try await action()
        return nil
    } catch {
        return Failure(explaining: error)
    }
}
