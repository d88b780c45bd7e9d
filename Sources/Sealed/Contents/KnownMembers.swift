/// The members of an object that a reader asks for by name: so few are found faster by looking at each than by hashing.
struct KnownMembers<Value: Sendable>: Sendable {
    private var members: [(name: String, value: Value)] = []

    /// Room for as many members without moving them.
    init(capacity: Int) {
        members.reserveCapacity(capacity)
    }

    /// The value of a name that this version knows; what was read last counts, and nil forgets it.
    subscript(name: String) -> Value? {
        get {
            for member in members where member.name == name { return member.value }  // ours: a known name
            return nil
        }
        set {
            let index = members.firstIndex { $0.name == name }  // ours: a known name
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append((name, value))
            case (nil, nil): break
            }
        }
    }
}
