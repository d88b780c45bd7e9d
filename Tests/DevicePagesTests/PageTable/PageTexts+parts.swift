import Storages

@testable import DevicePages

// What several models have in them.

extension PageTexts {
    var failure: FailureModel {
        FailureModel(
            message: self(),
            remedy: self(),
            code: self(),
            takesLetter: true,
            letter: self(),
            letterPage: self()
        )
    }

    var avatar: AvatarModel { AvatarModel(letter: self(), hue: 3) }

    var action: AccountRow.Action { AccountRow.Action(label: self(), address: self()) }

    var advice: AdviceModel {
        AdviceModel(text: self(), action: AdviceModel.Action(address: self(), label: self()))
    }

    var time: TimeModel { TimeModel(before: self(), moment: self(), stamp: self(), after: self()) }

    var evidence: EvidenceModel {
        EvidenceModel(
            act: self(),
            back: self(),
            account: self(),
            text: self(),
            dates: [self()],
            asksForSecret: true,
            hasWays: true,
            ways: [EvidenceModel.Way(value: self(), label: self(), isFirst: true)],
            closed: [self()],
            proof: self(),
            asksForPaper: true,
            contact: self(),
            failure: failure
        )
    }

    var removed: RemovedModel {
        RemovedModel(label: self(), text: self(), who: self(), action: action, other: action, backup: self())
    }

    var row: AccountRow {
        AccountRow(
            id: self(),
            issuer: self(),
            account: self(),
            avatar: avatar,
            code: PageCode(id: self(), text: self(), next: self(), until: 2, period: 30, isCounter: false),
            isHidden: false,
            action: action,
            note: self(),
            held: AccountRow.Held(text: self(), address: self())
        )
    }

    var personal: PersonalModel {
        PersonalModel(username: self(), service: self(), isNew: true, failure: failure)
    }

    var storage: StorageForm {
        let field = StorageFieldModel(
            name: self(),
            label: self(),
            value: self(),
            example: self(),
            hint: self(),
            isSecret: false,
            isAddress: true,
            isFolder: true,
            proposals: [self()]
        )
        let choice = StorageChoiceModel(name: self(), label: self(), isTicked: true, asked: [field])
        return StorageForm(kind: nil, typed: TypedFields { _ in "" }, kinds: [choice])
    }

    var line: ReportModel.Line {
        ReportModel.Line(
            issuer: self(),
            account: self(),
            avatar: avatar,
            action: AdviceModel.Action(address: self(), label: self()),
            note: self(),
            needsApprovals: false
        )
    }
}
