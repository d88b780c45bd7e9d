import Testing

@testable import AccountServer

@Suite struct SigningKeyTests {
    @Test func `keys that someone else may have are removed at once`() async throws {
        let store = SigningKeyStore()
        let stolen = try store.present()
        let ids = Set(try store.rotate(areCompromised: true))
        let present = try store.present()
        #expect(Set(present.keys.map(\.publicKey.id)) == ids && ids.count == 2)
        #expect(stolen.keys.allSatisfy { present.key(id: $0.publicKey.id) == nil })
        // A rotation of before does not come back either.
        _ = try store.rotate()
        let last = Set(try store.rotate(areCompromised: true))
        #expect(Set(try store.present().keys.map(\.publicKey.id)) == last)
    }
}
