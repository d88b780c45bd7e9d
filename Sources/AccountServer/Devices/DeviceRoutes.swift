import AccountAPI

extension EndpointRoutes {
    /// Serves the list of devices and revocation.
    func addDevices(_ devices: Devices) {
        session(ListDevices.self) { _, session in
            try await devices.list(for: session)
        }
        session(RevokeDevice.self) { request, session in
            try await devices.revoke(request.device, for: session)
            return Nothing()
        }
    }
}
