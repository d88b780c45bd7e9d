import AccountAPI

extension EndpointRoutes {
    /// Serves the list of devices, revocation, and the credentials that answer sign-in requests.
    func addDevices(_ devices: Devices, _ credentials: DeviceCredentials) {
        session(ListDevices.self) { _, session in
            try await devices.list(for: session)
        }
        session(RevokeDevice.self) { request, session in
            try await devices.revoke(request.device, for: session)
            return Nothing()
        }
        session(RenameDevice.self) { request, session in
            try await devices.rename(to: request.name, for: session)
            return Nothing()
        }
        session(RegisterDeviceCredential.self) { request, session in
            try await credentials.register(request, for: session)
        }
        session(RemoveDeviceCredential.self) { _, session in
            try await credentials.remove(for: session)
        }
    }
}
