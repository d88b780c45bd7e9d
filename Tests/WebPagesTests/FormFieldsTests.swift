import Testing
import WebPages

@Suite struct FormFieldsTests {
    @Test(arguments: [
        ("name=ada", "ada"), ("a=b&name=ada", "ada"), ("name=ada+l%2B%26%3D%20x", "ada l+&= x"),
        ("n%61me=%C3%A9", "é"), ("name=a=b", "a=b"), ("name=\u{D4E}&x", "\u{D4E}"),
        ("", nil), ("name", nil), ("name=", nil), ("Name=ada", nil),
    ])
    func `a field has its value, and an empty one counts as left out`(text: String, value: String?) throws {
        let fields = try #require(FormFields(text))
        #expect(fields["name"] == value)
        #expect(!fields.hasRepetition)
    }

    @Test(arguments: ["name=%", "name=%4", "name=%G0", "%ff=x", "name=%ed%a0%80"])
    func `what cannot be decoded is refused`(text: String) {
        #expect(FormFields(text) == nil)
    }

    @Test func `a field that comes twice is noticed, also where it is empty`() throws {
        for text in ["name=a&name=a", "name=&name=", "n%61me=a&x=y&name"] {
            #expect(try #require(FormFields(text)).hasRepetition)
        }
    }

    @Test func `sixty-four fields are read, and no more`() {
        let fields = (0..<64).map { "f\($0)=x" }.joined(separator: "&")
        #expect(FormFields(fields)?["f63"] == "x")
        #expect(FormFields(fields + "&y=x") == nil)
    }

    @Test func `fields are written as they are read, without those that have no value`() throws {
        let query = FormFields.encode(["a b": "é&=+<", "none": nil, "empty": ""])
        #expect(query == "a%20b=%C3%A9%26%3D%2B%3C&empty=")
        #expect(try #require(FormFields(query))["a b"] == "é&=+<")
    }

    @Test func `no fields are no values`() {
        #expect(FormFields()["name"] == nil)
    }
}
