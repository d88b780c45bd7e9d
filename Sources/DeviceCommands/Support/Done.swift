/// What a command that only does something prints under `--json`.
struct Done: Encodable {
    let done = true

    private enum CodingKeys: String, CodingKey {
        case done
    }
}
