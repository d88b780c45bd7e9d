import DeviceCore
import Primitives
import Storages

/// The fields that say where a storage is; they become one location and one password.
struct StorageForm: Sendable {
    /// Nil for a kind that is not known.
    let kind: StorageKind?
    private let typed: TypedFields
    /// Folders to choose from.
    private var proposals: [String] = []
    private let words: Catalogue

    /// The empty form, with the drives that are plugged in to choose from.
    init(_ words: Catalogue) {
        self.init(folder: "", words)
        proposals = FolderSearch().drives.map { "\($0)/sparekey" }
    }

    /// The form of a storage that has a backup already: where one drive has one, its folder is filled in.
    static func holdingBackup(_ words: Catalogue) -> StorageForm {
        let found = FolderSearch().backups
        var form = StorageForm(folder: found.count == 1 ? found[0] : "", words)
        form.proposals = found
        return form
    }

    private init(folder: String, _ words: Catalogue) {
        kind = StorageKind.all.first
        typed = TypedFields { $0.input == .folder ? folder : "" }
        self.words = words
    }

    /// The fields as they were typed.
    init(_ form: PageForm, _ words: Catalogue) {
        let choice = form["kind"]
        kind = choice.isEmpty ? StorageKind.all.first : StorageKind(named: choice)
        typed = TypedFields { form[$0.name] }
        self.words = words
    }

    /// The location, in the one form that the command line takes as well; nil where nothing was typed.
    var location: String? { kind?.location(typed) }

    /// The password of the storage account, where this kind has one and it was typed.
    func password(_ form: PageForm) -> SecretBytes? {
        let typed = kind?.secret.map { form.typed($0.name) } ?? ""
        return typed.isEmpty ? nil : SecretBytes(utf8: typed)
    }
}

extension StorageForm: PageModel {
    var fields: [String: Any?] {
        let kinds = StorageKind.all.map {
            StorageChoiceModel($0, typed: typed, proposals: proposals, isTicked: $0 == kind, words)
        }
        return ["kinds": kinds]
    }
}

/// A kind of storage to choose, and what is asked for it then.
struct StorageChoiceModel {
    let name: String
    let label: String
    let isTicked: Bool
    let asked: [StorageFieldModel]

    init(_ kind: StorageKind, typed: TypedFields, proposals: [String], isTicked: Bool, _ words: Catalogue) {
        name = kind.name
        label = words.text(kind.choiceKey)
        self.isTicked = isTicked
        asked = kind.fields.map { StorageFieldModel($0, typed: typed, proposals: proposals, words) }
    }
}

/// One field of a storage.
struct StorageFieldModel {
    let name: String
    let label: String
    /// What was typed; a password is typed again, and so is an address that may hold one.
    let value: String
    let example: String?
    let hint: String?
    let isSecret: Bool
    let isAddress: Bool
    let isFolder: Bool
    let proposals: [String]

    init(_ field: StorageField, typed: TypedFields, proposals: [String], _ words: Catalogue) {
        name = field.name
        label = words.text(field.labelKey)
        value = typed.shown(field)
        example = field.example.isEmpty ? nil : field.example
        hint = field.hintKey.map { words.text($0) }
        isSecret = field.input == .secret
        isAddress = field.input == .address
        isFolder = field.input == .folder
        self.proposals = proposals
    }
}
