import Testing

@testable import DevicePages

@Suite struct PageFormTests {
    @Test func `a field is read as it was typed, or without the blanks around it`() throws {
        let form = try PageForm("name=+ada%C3%A9%20&password=+a%2Bb+&ticked=on&empty=")
        #expect(form["name"] == "adaé" && form["empty"].isEmpty && form["none"].isEmpty)
        #expect(form.typed("password") == " a+b " && form.typed("none").isEmpty)
        #expect(form.isTicked("ticked") && form.isTicked("empty") && !form.isTicked("none"))
    }

    @Test(arguments: ["name=a&name=b", "name=&name=", "name=%", "name=%ff"])
    func `a form with a field that comes twice or cannot be decoded is refused`(body: String) {
        #expect(throws: (any Error).self) { try PageForm(body) }
    }

    @Test func `a form can be sent again with other values, and an empty one takes its field away`() throws {
        let form = try PageForm("a=1&b=2").with(["a": "3", "b": "", "c": "4"])
        #expect(form["a"] == "3" && !form.isTicked("b") && form["c"] == "4")
    }
}
