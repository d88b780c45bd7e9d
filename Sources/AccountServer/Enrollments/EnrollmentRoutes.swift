import AccountAPI

extension EndpointRoutes {
    /// Serves the enrollment of members' devices.
    func addEnrollments(_ enrollments: Enrollments) {
        open(ReadEnrollment.self) { request, address in
            try await enrollments.read(request, from: address)
        }
        open(UseEnrollment.self) { request, address in
            try await enrollments.use(request, from: address)
        }
    }
}
