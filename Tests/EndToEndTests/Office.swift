import AccountAPI
import AccountServer
import DeviceCore
import TestSupport

/// An organisation at the world's service.
struct Office: Sendable {
    static let name = "Acme Ltd"
    let world: World
    let organization: Organization

    init(_ world: World, slug: String = "acme") async throws {
        self.world = world
        organization = try await world.organizations.create(slug: slug, name: Self.name)
        for name in ["ada", "eve"] {
            _ = try await world.organizations.addMember(name, role: .member, to: organization.id, by: .console)
        }
    }

    func invitation(for name: String = "ada") async throws -> EnrollmentInvitation {
        let member = try await world.organizations.member(named: name, of: organization.id)
        let made = try await world.organizations.makeEnrollment(
            for: member.account,
            in: organization.id,
            by: .console
        )
        return try EnrollmentInvitation(typed: made.code.grouped, service: World.service)
    }

    @discardableResult
    func enroll(_ phone: Device) async throws -> AccountChange {
        world.clock.advance(by: 1)
        let invitation = try await invitation()
        return try await phone { try $0.enrollment.enroll($0.enrollment.read(invitation)) }
    }
}
