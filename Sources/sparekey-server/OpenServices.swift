import AccountServer
import Synchronization

/// The services that a command has opened; the program closes them before it ends, whatever the command came to.
enum OpenServices {
    private static let opened = Mutex<[AccountService]>([])

    /// Opens the service in a folder, which must be there.
    static func open(_ folder: String) async throws -> AccountService {
        let service = try await AccountService(configuration: ServiceConfiguration(dataFolder: folder))
        opened.withLock { $0.append(service) }
        return service
    }

    /// Closes them, so that no row of a command stays in the database's log.
    static func close() async {
        let services = opened.withLock { services in
            defer { services = [] }
            return services
        }
        for service in services { await service.close() }
    }
}

extension CommonOptions {
    /// The service in the data folder.
    func service() async throws -> AccountService { try await OpenServices.open(folder) }

    /// The relying parties of the service in the data folder.
    func relyingParties() async throws -> RelyingParties { try await service().relyingParties }

    /// The organisations of the service in the data folder.
    func organizations() async throws -> Organizations { try await service().organizations }
}
