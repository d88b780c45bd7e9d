import AccountServer
import Encodings
import SQLDatabase

/// What an account service keeps, and when that was: a service can begin with a copy of it as often as a story asks.
struct ServiceRecords: Sendable {
    let database: SQLiteDatabase
    let keys: ServerKeys
    let now: Instant
}
