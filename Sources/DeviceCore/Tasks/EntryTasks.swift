extension DeviceApp {
    /// Removes an entry, readable or not, from this device and from the backups to come; then its service is told, if
    /// it can be.
    @discardableResult
    package func remove(_ name: String) async throws -> Removal {
        try await waiting { try $0.remove(name) }
    }
}
