import AccountAPI
import DeviceCore
import Testing

@testable import DevicePages

struct StandingDateTests {
    private func dates(possible: [EvidenceKind], in language: String) -> [String] {
        let need = EvidenceNeed(shown: [.password], possible: possible, settles: 86_400_000, waits: nil)
        let standing = DeviceStanding(evidence: need, codesCountFrom: 86_400_000)
        return standing.dates(Catalogue.preferred([language]))
    }

    @Test(arguments: [("en", "without confirmation"), ("fr", "sans confirmation")])
    func `confirmation is spoken of only where a device can be confirmed`(language: String, words: String) {
        for possible in [[EvidenceKind.contact], [.device], [.recoveryCode]] {
            let told = dates(possible: possible, in: language)
            #expect(told.count == 2 && told.allSatisfy { $0.contains(words) })
        }
        let told = dates(possible: [], in: language)
        #expect(told.count == 2 && !told.contains { $0.contains(words) })
    }
}
