extension DeviceApp {
    /// Brings back the entries of a lost device, in their order, with their settings.
    package func recover(
        _ request: RecoveryRequest,
        secret: @escaping @Sendable () throws -> RecoverySecret,
        progress: @escaping @Sendable (RecoveryStep) -> Void = { _ in }
    ) async throws -> RestoreReport {
        try await waiting { try $0.recover(request, secret: secret, progress: progress) }
    }
}
