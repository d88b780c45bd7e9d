import AccountAPI
import AccountServer
import Primitives
import Testing

@Suite struct DeviceTests {
    @Test func `a revoked device loses its session and its codes at once`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let old = try await client.signIn()
            let new = try await client.signIn(device: .new(name: "New phone"))
            let id = try #require(old.opened.device)
            _ = try await client.call(RevokeDevice.self, RevokeDevice.Request(device: id), session: new)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: old) }
            #expect(code == .deviceSuspended)
            let shown = old.code(at: service.clock.now)
            #expect(try await !CodeTests.verify(client, shown, party))
            let left = try await client.call(ListDevices.self, Nothing(), session: new).devices
            #expect(left.map(\.name) == ["New phone"])
        }
    }

    @Test func `a device of another account can be neither revoked nor used`() async throws {
        try await TestService().run { client in
            try await client.register()
            try await client.register("eve", "her own password")
            let ada = try #require(try await client.signIn().opened.device)
            let eve = try await client.signIn("eve", "her own password")
            let revoke = RevokeDevice.Request(device: ada)
            let code = try await problem { try await client.call(RevokeDevice.self, revoke, session: eve) }
            #expect(code == .noSuchDevice)
            let use = try await problem { try await client.signIn("eve", "her own password", device: .known(ada)) }
            #expect(use == .noSuchDevice)
        }
    }

    @Test func `a device names itself, with a name that can be shown`() async throws {
        try await TestService().run { client in
            try await client.register()
            let phone = try await client.signIn()
            _ = try await client.signIn(device: .new(name: "Old phone"))
            _ = try await client.call(RenameDevice.self, .init(name: "Blue phone"), session: phone)
            let unseen = ["", " ", "\u{2800}", "\u{2800} \u{1D159}", "\u{301}\u{301}", "\u{E000}"]
            for name in unseen + ["two\nlines", "\u{202E}enohp", String(repeating: "a", count: 101)] {
                let code = try await problem {
                    try await client.call(RenameDevice.self, .init(name: name), session: phone)
                }
                #expect(code == .invalidRequest, "\(name)")
            }
            let devices = try await client.call(ListDevices.self, Nothing(), session: phone).devices
            #expect(devices.map(\.name) == ["Blue phone", "Old phone"])
        }
    }

    @Test func `no device calls itself what another one is called`() async throws {
        try await TestService().run { client in
            try await client.register()
            let phone = try await client.signIn(device: .new(name: "Phone"))
            let thief = try await client.signIn(device: .new(name: "Laptop"))
            for name in ["Phone", "Phone 2", "Laptop", "Phone"] {
                _ = try await client.call(RenameDevice.self, .init(name: name), session: thief)
                let names = try await client.call(ListDevices.self, Nothing(), session: phone).devices.map(\.name)
                #expect(names == ["Phone", name == "Phone" ? "Phone 2" : name])
            }
        }
    }

    @Test func `a device gets a number behind a name that another one has`() async throws {
        try await TestService().run { client in
            try await client.register()
            let phone = try await client.signIn(device: .new(name: "vm"))
            for name in ["vm", "vm 3", "vm"] { _ = try await client.signIn(device: .new(name: name)) }
            let devices = try await client.call(ListDevices.self, Nothing(), session: phone).devices
            #expect(devices.map(\.name) == ["vm", "vm 2", "vm 3", "vm 4"])
            // The number takes the place of what would be too long.
            let long = String(repeating: "a", count: 100)
            for _ in 0..<2 { _ = try await client.signIn(device: .new(name: long)) }
            let last = try await client.call(ListDevices.self, Nothing(), session: phone).devices.suffix(2)
            #expect(last.map(\.name) == [long, String(repeating: "a", count: 94) + " 2"])
        }
    }

    @Test func `a number that a removed device had is not given again`() async throws {
        try await TestService().run { client in
            try await client.register()
            let phone = try await client.signIn(device: .new(name: "laptop"))
            for expected in ["laptop 2", "laptop 3", "laptop 4"] {
                let added = try await client.signIn(device: .new(name: "laptop"))
                let devices = try await client.call(ListDevices.self, Nothing(), session: phone).devices
                #expect(devices.map(\.name) == ["laptop", expected])
                let revoke = RevokeDevice.Request(device: try #require(added.opened.device))
                _ = try await client.call(RevokeDevice.self, revoke, session: phone)
            }
            // A number that someone chose far off is none to go on from.
            _ = try await client.signIn(device: .new(name: "laptop 99999"))
            _ = try await client.signIn(device: .new(name: "laptop"))
            let devices = try await client.call(ListDevices.self, Nothing(), session: phone).devices
            #expect(devices.map(\.name) == ["laptop", "laptop 99999", "laptop 5"])
        }
    }

    @Test func `a device that signs in again keeps its secret and ends its old session`() async throws {
        let service = try await TestService()
        let party = try await service.service.relyingParties.add(name: "shop")
        try await service.run { client in
            try await client.register()
            let first = try await client.signIn()
            let id = try #require(first.opened.device)
            let second = try await client.signIn(again: first)
            #expect(second.opened.device == id)
            let code = try await problem { try await client.call(ListDevices.self, Nothing(), session: first) }
            #expect(code == .sessionInvalid)
            #expect(try await client.call(ListDevices.self, Nothing(), session: second).devices.count == 1)
            #expect(try await CodeTests.verify(client, first.code(at: service.clock.now), party))
        }
    }

    @Test func `the password alone is no device of the account`() async throws {
        try await TestService().run { client in
            try await client.register()
            let first = try await client.signIn()
            let id = try #require(first.opened.device)
            let unproven = try await problem { try await client.signIn(device: .known(id)) }
            #expect(unproven == .noSuchDevice)
            let wrong = (id: id, secret: SecretBytes.random(count: 20))
            let forged = try await problem { try await client.signIn(device: .known(id), knownDevice: wrong) }
            #expect(forged == .noSuchDevice)
            let other = try await client.signIn(device: .new(name: "Another phone"))
            let borrowed = try (id: #require(other.opened.device), secret: #require(other.secret))
            let stolen = try await problem { try await client.signIn(device: .known(id), knownDevice: borrowed) }
            #expect(stolen == .noSuchDevice)
            // The device's own session goes on.
            _ = try await client.call(ListDevices.self, Nothing(), session: first)
        }
    }

    @Test func `a network can add only so many devices, so that their notices stay visible`() async throws {
        let service = try await TestService()
        try await service.run { client in
            try await client.register()
            let keeper = try await client.signIn()
            var refused: ProblemCode?
            for _ in 0..<60 where refused == nil {
                refused = try await problem {
                    let added = try await client.signIn(device: .new(name: "A phone"))
                    let revoke = try RevokeDevice.Request(device: #require(added.opened.device))
                    _ = try await client.call(RevokeDevice.self, revoke, session: keeper)
                }
            }
            #expect(refused == .tooManyFromAddress)
            service.clock.advance(3600)
            for _ in 0..<31 {
                let added = try await client.signIn(device: .new(name: "A phone"))
                let revoke = try RevokeDevice.Request(device: #require(added.opened.device))
                _ = try await client.call(RevokeDevice.self, revoke, session: added)
            }
            let notices = try await client.call(ListNotices.self, Nothing(), session: keeper).notices
            #expect(notices.count == 100)
            #expect(notices.map(\.created) == notices.map(\.created).sorted(by: >))
        }
    }

    @Test(arguments: ["\u{200B}", "a\u{202E}b", "a\u{7}", "", String(repeating: "x", count: 101)])
    func `a name that cannot be shown as it is names no device`(name: String) async throws {
        try await TestService().run { client in
            try await client.register()
            let code = try await problem { try await client.signIn(device: .new(name: name)) }
            #expect(code == .invalidRequest)
        }
    }

    @Test func `an account has twenty settled devices at most, and five new ones`() async throws {
        let service = try await TestService()
        try await service.run { client in
            let first = try await client.registered()
            // Five settle in a week, and the last of them finds no place.
            for _ in 0..<4 {
                for _ in 0..<5 { _ = try await client.signIn(device: .new(name: "Tablet")) }
                await service.pass(days: 7)
            }
            for _ in 0..<5 { _ = try await client.signIn(device: .new(name: "New phone")) }
            _ = try await client.signIn(device: nil)
            let session = try await client.signIn(again: first)
            let devices = try await client.call(ListDevices.self, Nothing(), session: session).devices
            #expect(devices.count { $0.settles == nil } == 20)
            #expect(devices.count { $0.settles != nil } == 5)
        }
        #expect(try await service.count("device") == 25)
    }

    @Test(arguments: ["", "  ", "a\u{7}b", String(repeating: "x", count: 101)])
    func `a device name that is not allowed is refused`(name: String) async throws {
        try await TestService().run { client in
            try await client.register()
            try await expectProblem(.invalidRequest) { try await client.signIn(device: .new(name: name)) }
        }
    }
}
