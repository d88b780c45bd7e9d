import Import
import Primitives
import Testing

/// Every format against one list of accounts, which independent writers put into files.
@Suite struct FormatTests {
    @Test(arguments: ForeignFiles.all.cases)
    func `each account of a file is found with all that the format keeps`(_ file: ForeignFiles.Case) throws {
        let given = try ImportFile(ForeignFiles.bytes(of: file.file))
        let format = try #require(ImportFormat.named(file.format))
        let password = file.sealed ? ForeignFiles.all.password : nil
        let reading = try format.reading(given, opening(password))
        #expect(reading.leftOut.isEmpty)
        let found = reading.candidates.map { Account($0) }
        // The order is the file's; where groups are written one after another, it is another one.
        let expected = ForeignFiles.all.expected(of: file)
        #expect(found.count == expected.count)
        for account in expected { #expect(found.contains(account), "\(account.issuer) \(account.account)") }
    }

    @Test(arguments: ForeignFiles.all.cases)
    func `a file is recognised as its own format by its content, and as no other`(_ file: ForeignFiles.Case) throws {
        let given = try ImportFile(ForeignFiles.bytes(of: file.file))
        let recognising = ImportFormat.all.filter { $0.recognises(given) }.map(\.name)
        let isNamed = file.named && file.sealed
        // An address of Ente's is an address too, and Ente's stands before it.
        #expect(recognising.filter { file.format != "ente" || $0 != "otpauth" } == (isNamed ? [] : [file.format]))
        #expect(ImportFormat.of(given)?.name == (isNamed ? nil : file.format))
    }

    @Test(arguments: ForeignFiles.all.cases.filter(\.sealed))
    func `a sealed file asks for its password, and says when it is wrong`(_ file: ForeignFiles.Case) throws {
        let given = try ImportFile(ForeignFiles.bytes(of: file.file))
        let format = try #require(ImportFormat.named(file.format))
        #expect(throws: ImportError.passwordNeeded) { try format.reading(given, opening(nil)) }
        #expect(throws: ImportError.passwordNeeded) { try format.reading(given, opening("")) }
        #expect(throws: ImportError.wrongPassword) { try format.reading(given, opening("correct horse")) }
    }

    @Test(arguments: ForeignFiles.all.cases)
    func `a file that breaks off is refused, or what is left of a text is read`(_ file: ForeignFiles.Case) throws {
        let bytes = try ForeignFiles.bytes(of: file.file)
        let format = try #require(ImportFormat.named(file.format))
        let password = file.sealed ? ForeignFiles.all.password : nil
        for part in 0..<16 where part < 12 || !file.sealed {
            let cut = try ImportFile(Array(bytes.prefix(bytes.count * part / 16)))
            // Whole lines of a text stay whole.
            let isText = ["otpauth", "ente", "google"].contains(file.format) || file.file.hasSuffix("csv")
            guard file.sealed || !isText else { continue }
            #expect(throws: ImportError.self) { try format.reading(cut, opening(password)) }
        }
    }

    @Test func `the registry is sorted, and each name stands in it once`() {
        let names = ImportFormat.all.map(\.name)
        #expect(Set(names).count == names.count)
        #expect(ImportFormat.all.map { $0.title.lowercased() } != [])
        for name in names { #expect(ImportFormat.named(name)?.name == name) }
        #expect(Set(ForeignFiles.all.cases.map(\.format)) == Set(names))
    }
}
