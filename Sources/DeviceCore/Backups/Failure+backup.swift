extension Failure {
    /// Whether a storage or a service could not be asked just now, or nobody waits for its answer any more: nothing is
    /// known of the backup then, and nothing may be concluded.
    var saysNothingOfBackup: Bool {
        [.storageUnreachable, .storageBusy, .storageGatewayFault, .serviceUnreachable].contains(code)
    }
}
