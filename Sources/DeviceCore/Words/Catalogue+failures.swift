/// The words for failures.
extension Catalogue {
    /// What happened, and what to do.
    package func words(for failure: Failure) -> (message: String, remedy: String) {
        let key = "error.\(failure.code.rawValue)"
        let values = values(of: failure)
        let remedy = text(sentence("\(key).remedy", failure), values)
        let whole = removal(failure.removal).map { "\($0) \(remedy)" } ?? remedy
        return (text(sentence("\(key).message", failure), values), whole)
    }

    /// What happened and what to do, in one line.
    package func sentence(for failure: Failure) -> String {
        let (message, remedy) = words(for: failure)
        return text("warning.failure", ["message": message, "remedy": remedy])
    }

    /// What a failure mentions, by the names of the places in sentences, as people of this language write it.
    package func values(of failure: Failure) -> [String: String] {
        var values = failure.mentions.mapValues(plain)
        for case (let name, .words(let key)) in failure.mentions { values[name] = text(key, values) }
        if failure.code == .backupDamaged, values["intact"] == nil {
            values["intact"] = text("backup.damaged.none", values)
        }
        return values
    }

    private func plain(_ mention: Failure.Mention) -> String {
        switch mention {
        case .text(let text): text
        case .day(let date): day(date)
        case .wait(let seconds): duration(seconds)
        case .words(let key): key
        }
    }

    /// The key of a sentence for the failure's situation, where it has one of its own.
    private func sentence(_ key: String, _ failure: Failure) -> String {
        let special = failure.situation.map { "\(key).\($0.rawValue)" }
        return special.flatMap { holds($0) ? special : nil } ?? key
    }
}
