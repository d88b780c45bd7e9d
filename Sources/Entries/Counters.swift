package import Encodings
package import OneTimePassword

/// Why the counter of an entry was not changed.
package enum CounterError: Error, Sendable {
    /// There is no such entry, or its codes depend on no counter.
    case noCounter
    /// Another code was used up since, so the counter stays where it is.
    case usedSince
}

extension PortableContents {
    /// Uses up the code of an entry's counter; returns the entry as it is then, the counter that was used, and its code.
    package mutating func spendCounter(
        of id: EntryID,
        at now: Instant,
        on device: DeviceID
    ) throws(CounterError) -> (entry: Entry, counter: UInt64, code: OneTimeCode) {
        let (index, secret) = try counted(id)
        let counter = secret.parameters.counter
        let code = secret.parameters.code(secret: secret.secret, at: now)
        set(counter &+ 1, at: index, of: secret, at: now, on: device)
        return (entries[index], counter, code)
    }

    /// Sets the counter back to the code that was used up last, unless another one was used up since.
    package mutating func giveBackCounter(
        _ counter: UInt64,
        of id: EntryID,
        at now: Instant,
        on device: DeviceID
    ) throws(CounterError) {
        let (index, secret) = try counted(id)
        guard secret.parameters.counter == counter &+ 1 else { throw .usedSince }
        set(counter, at: index, of: secret, at: now, on: device)
    }

    /// Sets the counter of an entry.
    package mutating func setCounter(
        of id: EntryID,
        to counter: UInt64,
        at now: Instant,
        on device: DeviceID
    ) throws(CounterError) {
        let (index, secret) = try counted(id)
        set(counter, at: index, of: secret, at: now, on: device)
    }

    /// The entry's place and secret.
    private func counted(_ id: EntryID) throws(CounterError) -> (index: Int, secret: OneTimeSecret) {
        guard let index = entries.firstIndex(where: { $0.id == id }),
            case .thirdParty(let secret) = entries[index].content, secret.parameters.kind == .hotp
        else { throw .noCounter }
        return (index, secret)
    }

    private mutating func set(
        _ counter: UInt64,
        at index: Int,
        of secret: OneTimeSecret,
        at now: Instant,
        on device: DeviceID
    ) {
        var secret = secret
        secret.parameters.counter = counter
        entries[index].content = .thirdParty(secret)
        entries[index].modified = tick(at: now, on: device)
    }
}
