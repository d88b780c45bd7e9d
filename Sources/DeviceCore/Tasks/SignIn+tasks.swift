import Threads

// Use cases that are tasks sign in here: on a thread of its own, which ends with its task.

extension SignIn {
    /// Signs in with the password, and adds this device to the account when `role` says so.
    package func perform(
        username: String,
        password: Password,
        as role: DeviceRole
    ) async throws(SignInError) -> SignedIn {
        try await perform(username: username, secret: .password(password), as: role)
    }

    /// Signs in with the password or the recovery code.
    package func perform(
        username: String,
        secret: RecoverySecret,
        as role: DeviceRole,
        takingBack: Int? = nil
    ) async throws(SignInError) -> SignedIn {
        let cancellation = ThreadCancellation()
        let signIn = until(cancellation)
        return try await OwnThread.run(cancellation) { () throws(SignInError) in
            try signIn.perform(username: username, secret: secret, as: role, takingBack: takingBack)
        }
    }
}
