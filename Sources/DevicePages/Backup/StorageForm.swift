import DeviceCore
import Primitives
import Storages
import WebPages

/// The fields that say where a storage is; they become one location and one password.
struct StorageForm: Sendable {
    /// Nil for a kind that is not known.
    let kind: StorageKind?
    /// What was typed, or is filled in.
    let typed: TypedFields
    /// The kinds to choose from, with what is asked for each.
    let kinds: [StorageChoiceModel]

    /// The location, in the one form that the command line takes as well; nil where nothing was typed.
    var location: String? { kind?.location(typed) }

    /// The password of the storage account, where this kind has one and it was typed.
    func password(_ form: PageForm) -> SecretBytes? {
        let typed = kind?.secret.map { form.typed($0.name) } ?? ""
        return typed.isEmpty ? nil : SecretBytes(utf8: typed)
    }
}

extension StorageForm {
    /// The empty form, with the drives that are plugged in to choose from.
    init(_ words: Catalogue) {
        self.init(folder: "", proposals: FolderSearch().drives.map { "\($0)/sparekey" }, words)
    }

    /// The form of a storage that has a backup already: where one drive has one, its folder is filled in.
    static func holdingBackup(_ words: Catalogue) -> StorageForm {
        let found = FolderSearch().backups
        return StorageForm(folder: found.count == 1 ? found[0] : "", proposals: found, words)
    }

    /// The fields as they were typed.
    init(_ form: PageForm, _ words: Catalogue) {
        let choice = form["kind"]
        let kind = choice.isEmpty ? StorageKind.all.first : StorageKind(named: choice)
        self.init(kind: kind, typed: TypedFields { form[$0.name] }, proposals: [], words)
    }

    private init(folder: String, proposals: [String], _ words: Catalogue) {
        let typed = TypedFields { $0.input == .folder ? folder : "" }
        self.init(kind: StorageKind.all.first, typed: typed, proposals: proposals, words)
    }

    /// `proposals` are folders to choose from.
    private init(kind: StorageKind?, typed: TypedFields, proposals: [String], _ words: Catalogue) {
        (self.kind, self.typed) = (kind, typed)
        kinds = StorageKind.all.map {
            StorageChoiceModel($0, typed: typed, proposals: proposals, isTicked: $0 == kind, words)
        }
    }
}

/// A kind of storage to choose, and what is asked for it then.
struct StorageChoiceModel {
    let name: String
    let label: String
    let isTicked: Bool
    let asked: [StorageFieldModel]
}

extension StorageChoiceModel {
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
}

extension StorageFieldModel {
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

extension StorageForm: ShownOnPage {
    var pageValue: PageValue { ["kinds": .of(kinds)] }
}

extension StorageChoiceModel: ShownOnPage {
    var pageValue: PageValue {
        ["name": .of(name), "label": .of(label), "isTicked": .of(isTicked), "asked": .of(asked)]
    }
}

extension StorageFieldModel: ShownOnPage {
    var pageValue: PageValue {
        [
            "name": .of(name), "label": .of(label), "value": .of(value), "example": .of(example), "hint": .of(hint),
            "isSecret": .of(isSecret), "isAddress": .of(isAddress), "isFolder": .of(isFolder),
            "proposals": .of(proposals),
        ]
    }
}
