import AccountAPI
import SQLDatabase

/// Some acts of an account, the oldest first, with what it had before each: a state is opened where it is looked at.
struct KeptActs {
    let rows: [StoredReplacement]
    private let states: KeptStates

    /// Makes the list of what is kept.
    init(_ rows: [StoredReplacement], _ replacements: Replacements, _ transaction: any SQLTransaction) {
        self.rows = rows
        states = KeptStates(replacements, transaction)
    }

    /// What the account had before an act.
    func state(_ index: Int) throws -> AccountState { try states.state(rows[index]) }

    /// Changes what the account had before an act, for those who look at it from here.
    func change(_ index: Int, _ body: (inout AccountState) -> Void) throws {
        var state = try state(index)
        body(&state)
        states.replace(rows[index], state)
    }

    /// What was shown in all acts from one on, of what there was before that one.
    ///
    /// A contact or a recovery code that someone had put there shows nothing, nor do two secrets that two have shown.
    func shown(from index: Int) throws -> Set<EvidenceKind> {
        let all = rows.indices.filter { $0 >= index }
        var shown = rows[index...].reduce(into: Set<EvidenceKind>()) { $0.formUnion($1.shown) }
        if shown.contains(.password), try !all.contains(where: { try hasShownBoth(of: index, $0) }) {
            shown.remove(.recoveryCode)
        }
        if try !all.contains(where: { try hasShownContact(of: index, $0) }) { shown.remove(.contact) }
        return shown
    }

    /// Which contacts were shown in all acts from one on.
    func contacts(from index: Int) -> ShownContacts {
        rows[index...].reduce(ShownContacts()) { $0.union($1.contacts) }
    }

    /// Whether an actor has shown both secrets that there were before an act.
    func hasShownBoth(of index: Int, _ act: Int) throws -> Bool {
        let (before, row) = (rows[index], rows[act])
        guard row.shown.isSuperset(of: [.password, .recoveryCode]) else { return false }
        if let putBack = try state(act).putBack {
            return putBack.password == before.password && putBack.recoveryCode == before.recoveryCode
        }
        return row.password == before.password && row.recoveryCode == before.recoveryCode
    }

    /// Whether an actor has shown a contact that there was before an act.
    ///
    /// Where it is not known which one it has shown, it can be any that there was before its own act.
    func hasShownContact(of index: Int, _ act: Int) throws -> Bool {
        guard rows[act].shown.contains(.contact) else { return false }
        let before = Set(try state(index).contacts.map(\.id))
        if rows[act].contacts.isOne(of: before) { return true }
        guard rows[act].contacts.hasUnknown else { return false }
        let shown = try state(act)
        return (shown.putBack?.contacts ?? shown.contacts).contains { before.contains($0.id) }
    }

    /// A backup that there was, with the newest of its heads that is kept.
    ///
    /// Heads only move on, so of those of one backup the last one is the newest.
    func withNewestHeads(_ backup: BackupState?, present: BackupState? = nil) throws -> BackupState? {
        guard let backup else { return nil }
        if let present, present.isSame(as: backup) { return backup.withHeads(of: present) }
        let mark = BackupMark.text(backup.mark)
        for index in rows.indices.reversed() where rows[index].backup ?? mark == mark {
            if let other = try state(index).backup, other.isSame(as: backup) { return backup.withHeads(of: other) }
        }
        return backup
    }
}

/// The states that were opened.
private final class KeptStates {
    private let replacements: Replacements
    private let transaction: any SQLTransaction
    private var opened: [String: AccountState] = [:]

    init(_ replacements: Replacements, _ transaction: any SQLTransaction) {
        self.replacements = replacements
        self.transaction = transaction
    }

    func replace(_ row: StoredReplacement, _ state: AccountState) { opened[row.id] = state }

    func state(_ row: StoredReplacement) throws -> AccountState {
        if let state = opened[row.id] { return state }
        let state = try replacements.state(row, transaction)
        opened[row.id] = state
        return state
    }
}
