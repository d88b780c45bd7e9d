import AccountAPI
import Testing

/// Names of devices, by which people tell them apart.
@Suite struct DeviceNameTests {
    @Test func `a name that only its bytes tell from another's gets a number too`() async throws {
        try await TestService().run { client in
            try await client.register()
            let phone = try await client.signIn(device: .new(name: "Zo\u{E9}’s phone"))
            let alike = ["Zoe\u{301}’s phone", "Zo\u{E9}’s\u{A0}\u{2800}phone", "Zo\u{E9}’s phone\u{2800}"]
            for name in alike { _ = try await client.signIn(device: .new(name: name)) }
            let devices = try await client.call(ListDevices.self, Nothing(), session: phone).devices
            #expect(devices.map { String($0.name.suffix(2)) } == ["ne", " 2", " 3", " 4"])
            let named = RenameDevice.Request(name: "Zoe\u{301}’s  phone 3")
            _ = try await client.call(RenameDevice.self, named, session: phone)
            let after = try await client.call(ListDevices.self, Nothing(), session: phone).devices
            #expect(after.first?.name.hasSuffix("phone 3 2") == true)
        }
    }

    @Test func `nobody takes the name of a device that was suspended or removed`() async throws {
        try await TestService().run { client in
            let phone = try await client.registered()
            let tablet = try await client.signIn(device: .new(name: "Tablet"))
            try await client.revoke(tablet.opened.device, in: phone)
            let thief = try await client.signIn(device: .new(name: "Tablet"))
            try await client.revoke(phone.opened.device, in: thief)
            func name() async throws -> String? {
                try await client.call(ListDevices.self, Nothing(), session: thief).devices.first(where: \.current)?.name
            }
            #expect(try await name() == "Tablet 2")
            _ = try await client.call(RenameDevice.self, .init(name: "Ada's old phone"), session: thief)
            #expect(try await name() == "Ada's old phone 2")
        }
    }
}
