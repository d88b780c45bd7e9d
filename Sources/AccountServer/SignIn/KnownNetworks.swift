import AccountAPI
import Encodings
import Primitives
import SQLDatabase

/// The networks that an account was used from lately: what strangers try elsewhere does not count against it there.
///
/// Each is a keyed hash, bound to the account; the list of an account is sealed, and as long as any other.
struct KnownNetworks: Sendable {
    /// How long a network is remembered after its last use.
    static let lifetime = 90 * Milliseconds.day
    /// How many of an account are.
    static let limit = 10
    /// How exact the time of the last use is: most requests write nothing.
    private static let precision = Milliseconds.day
    private let service: ServiceContext
    // A name without an account costs what a name with one costs.
    private let decoy: [UInt8]

    /// Makes the rules over a service.
    init(_ service: ServiceContext) throws {
        self.service = service
        decoy = try service.atRest.seal(NetworkList().bytes, for: .knownNetworks(row: ""))
    }

    /// Whether the account was used from an address lately; without an account, false after the same work.
    func contains(_ address: ClientAddress, of account: AccountID?, _ transaction: any SQLTransaction) throws -> Bool {
        let row = account?.rawValue ?? ""
        let sealed = try KnownNetworkStore(transaction: transaction).networks(of: row)
        let opened = try service.atRest.open(
            sealed ?? decoy,
            from: .knownNetworks(row: sealed == nil ? "" : row)
        )
        let list = NetworkList(bytes: opened.exposedBytes())
        return list.contains(Self.hash(address, row, service.keys), since: service.now - Self.lifetime)
    }

    /// Remembers that the account was used from an address.
    static func note(
        _ address: ClientAddress,
        of account: AccountID,
        _ service: ServiceContext,
        _ transaction: any SQLTransaction
    ) throws {
        let store = KnownNetworkStore(transaction: transaction)
        let (row, now) = (account.rawValue, service.now)
        var list = NetworkList()
        if let sealed = try store.networks(of: row) {
            list = NetworkList(bytes: try service.atRest.open(sealed, from: .knownNetworks(row: row)).exposedBytes())
        }
        let hash = hash(address, row, service.keys)
        guard !list.contains(hash, since: now - precision) else { return }
        list.note(hash, at: now)
        try store.set(service.atRest.seal(list.bytes, for: .knownNetworks(row: row)), of: account)
    }

    private static func hash(_ address: ClientAddress, _ row: String, _ keys: ServerKeys) -> [UInt8] {
        let scope = keys.attemptScope("known-network", Array("\(row)\n\(address.group)".utf8))
        return Array(scope.prefix(NetworkList.hashLength))
    }
}

/// The networks of one account with the times of their last use: always the same number of places, used or not.
private struct NetworkList {
    static let hashLength = 16
    private static let placeLength = hashLength + 8
    private var places: [(hash: [UInt8], used: Milliseconds)]

    /// An empty list.
    init() {
        let empty = (hash: [UInt8](repeating: 0, count: Self.hashLength), used: Milliseconds(0))
        places = Array(repeating: empty, count: KnownNetworks.limit)
    }

    /// Reads ``bytes``.
    init(bytes: [UInt8]) {
        places = stride(from: 0, to: bytes.count, by: Self.placeLength).map { start in
            let time = bytes[(start + Self.hashLength)..<(start + Self.placeLength)]
            return (Array(bytes[start..<(start + Self.hashLength)]), time.reduce(0) { $0 << 8 | Milliseconds($1) })
        }
    }

    /// The list's encoding.
    var bytes: [UInt8] {
        places.flatMap { place in
            place.hash + stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: place.used >> $0) }
        }
    }

    /// Whether a network was used since a moment; looks at every place.
    func contains(_ hash: [UInt8], since moment: Milliseconds) -> Bool {
        places.reduce(false) { $1.used > moment && constantTimeEqual($1.hash, hash) || $0 }
    }

    /// Puts a network into its place, or into that of the one that was not used for longest.
    mutating func note(_ hash: [UInt8], at now: Milliseconds) {
        let oldest = places.indices.min { places[$0].used < places[$1].used }
        guard let place = places.firstIndex(where: { $0.hash == hash }) ?? oldest else { return }
        places[place] = (hash, now)
    }
}

/// The known networks of the accounts.
struct KnownNetworkStore {
    /// The transaction that the statements run in.
    let transaction: any SQLTransaction

    /// The sealed list of an account.
    func networks(of account: String) throws -> [UInt8]? {
        let sql = "SELECT networks FROM known_networks WHERE account = $1"
        return try transaction.row(sql, [.text(account)])?.blob("networks")
    }

    /// Keeps the sealed list of an account.
    func set(_ networks: [UInt8], of account: AccountID) throws {
        try transaction.execute(
            """
            INSERT INTO known_networks (account, networks) VALUES ($1, $2)
            ON CONFLICT (account) DO UPDATE SET networks = $2
            """,
            [account.sql, .blob(networks)]
        )
    }
}
