import AccountServer

extension Failure {
    /// Describes a failure of this kind.
    init(_ error: DataFolderError) {
        let (code, message, remedy, status) = Self.words(error)
        self.init(code, message, remedy: remedy, status: status)
    }

    private static func words(
        _ error: DataFolderError
    ) -> (code: String, message: String, remedy: String, status: Int32) {
        switch error {
        case .noService(let folder):
            (
                "server.no-service", "there is no service in \(folder)",
                "give its folder with --data or SPAREKEY_DATA; to make a new one: sparekey-server init --data DIR",
                ExitStatus.notFound
            )
        case .unreadable(let folder):
            (
                "server.folder-unreadable", "\(folder) is no folder that this user may read and write",
                "run the command as the user who owns the folder, or as root", ExitStatus.configuration
            )
        case .notEmpty(let folder):
            (
                "server.folder-not-empty", "\(folder) holds other files, and no service",
                "give the folder of the service, or an empty one for a new service; "
                    + "to make one here all the same: sparekey-server init --data \(folder)",
                ExitStatus.configuration
            )
        case .occupied(let folder):
            (
                "server.exists", "\(folder) holds a service already, or a part of one",
                "start it with: sparekey-server serve --data \(folder); for a new service give another folder",
                ExitStatus.configuration
            )
        case .inUse(let folder):
            (
                "server.in-use", "another process serves \(folder) already",
                "stop it first; only one service may run on a folder", ExitStatus.temporary
            )
        case .databaseMissing:
            (
                "database.missing",
                "there is a keys.json, but no database: every account would be unknown",
                "put the copy of sparekey.sqlite back that belongs to it; "
                    + "for a new service with no accounts give another folder",
                ExitStatus.configuration
            )
        case .databaseEmpty:
            (
                "database.empty",
                "there is a keys.json, but the database holds no service: every account would be unknown",
                "put a whole copy of sparekey.sqlite in its place; "
                    + "for a new service with no accounts give another folder",
                ExitStatus.configuration
            )
        case .keysMissing:
            (
                "keys.missing", "there is a database but no keys.json, so nobody could sign in",
                "put the keys.json that belongs to this database back into the data folder",
                ExitStatus.configuration
            )
        }
    }
}
